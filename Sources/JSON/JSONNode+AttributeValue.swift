import Vocabulary

extension JSONNode {
    /// The whole value as expressions, templates and profiles hold it; of repeated names the last.
    ///
    /// Calls itself once a level; `JSONLimits.depth` bounds it.
    package func attributeValue() -> AttributeValue {
        let entry = entry
        switch entry.kind {
        case .null: return .null
        case .false: return .bool(false)
        case .true: return .bool(true)
        case .string: return .string(text)
        case .integer, .fraction, .exponent: return withRawBytes { JSONNumber.attributeValue($0, entry.kind) }
        case .array: return .array(elements.map { $0.attributeValue() })
        case .object: return .object(attributeObject())
        }
    }

    private func attributeObject() -> AttributeObject {
        var object = AttributeObject()
        // Two entries a member at least, so this never reserves more than the text holds.
        object.reserveCapacity(Swift.min(descendantCount / 2, 16))
        for member in members { object[member.name] = member.value.attributeValue() }
        return object
    }
}

extension AttributeValue {
    /// A value from its JSON text.
    package init(json: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONDocument(parsing: json, limits: limits).root.attributeValue()
    }

    /// Its JSON text.
    package var json: [UInt8] {
        var bytes: [UInt8] = []
        JSONWriter.append(self, to: &bytes)
        return bytes
    }

    /// Its JSON text as a string.
    package var jsonText: String { String(decoding: json, as: UTF8.self) }
}
