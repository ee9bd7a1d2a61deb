import Vocabulary

extension EventDetails {
    package var properties: AttributeValue {
        switch self {
        case .values(let properties, _): properties
        case .text(let properties, _, _): Self.read(properties)
        }
    }

    package var context: AttributeValue {
        switch self {
        case .values(_, let context): context
        case .text(_, let context, _): Self.read(context)
        }
    }

    /// `{"properties": {…}, "context": {…}}`, of what there is.
    package var json: [UInt8] {
        var json = JSONWriter(reservingCapacity: 1 << 10)
        json.object { json in
            switch self {
            case .values(let properties, let context):
                if !properties.isNull { json.member("properties", properties) }
                if !context.isNull { json.member("context", context) }
            case .text(let properties, let context, _):
                json.member("properties", text: properties)
                json.member("context", text: context)
            }
        }
        return json.bytes
    }

    private static func read(_ text: String?) -> AttributeValue {
        guard let text else { return .null }
        do {
            return try AttributeValue(json: Array(text.utf8))
        } catch {
            preconditionFailure("an event's text was checked when it was taken: \(error)")
        }
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, text: String?) {
        guard let text else { return }
        self.name(name)
        raw(text.utf8)
    }
}

extension Event {
    package var properties: AttributeValue { details.properties }
    package var context: AttributeValue { details.context }

    /// The event as expressions and templates see it: `{eventType, timestamp, properties, context}`.
    package var value: AttributeValue {
        [
            "eventType": .string(type), "timestamp": .moment(timestamp), "properties": properties, "context": context,
        ]
    }
}
