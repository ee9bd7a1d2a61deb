import JSON
import Vocabulary

/// What a run remembers of events, for its conditions and messages.
///
/// Checked when it is loaded, read only when something asks: most runs that a batch loads are not moved by it.
package struct RunMemory: Sendable {
    private struct Values: Hashable, Sendable {
        var entry: AttributeValue
        var steps: AttributeObject
    }

    /// As it was loaded, while nothing was written: then the text is saved as it came.
    private var stored: JSONDocument?
    private var opened: Values?

    package init(entry: AttributeValue, steps: AttributeObject = AttributeObject()) {
        opened = Values(entry: entry, steps: steps)
    }

    /// From its text in the store.
    init(stored text: [UInt8]) throws(JSONError) { stored = try JSONDocument(parsing: text) }

    /// The event that began it.
    package var entry: AttributeValue {
        get { values.entry }
        set { change { $0.entry = newValue } }
    }

    /// The event each `waitForEvent` step took, or noticed before the run reached it (scope `run`), and what became of
    /// the message of each `email` step that rested for it.
    package var steps: AttributeObject {
        get { values.steps }
        set { change { $0.steps = newValue } }
    }

    /// Reads what was loaded, so that asking again costs nothing.
    mutating func open() {
        if opened == nil { opened = values }
    }

    /// As kept in the store.
    var text: String {
        if let stored { return String(decoding: stored.bytes, as: UTF8.self) }
        let value: AttributeValue = ["event": entry, "steps": .object(steps)]
        return value.jsonText
    }

    private var values: Values {
        if let opened { return opened }
        let value = stored?.root.attributeValue() ?? .null
        let steps = value["steps"].object ?? AttributeObject()
        return Values(
            entry: Self.restored(value["event"]),
            steps: AttributeObject(steps.map { ($0, Self.restored($1)) })
        )
    }

    private mutating func change(_ body: (inout Values) -> Void) {
        var values = values
        (opened, stored) = (nil, nil)
        body(&values)
        opened = values
    }

    /// JSON knows no moments: an event's own timestamp is made one again.
    static func restored(_ event: AttributeValue) -> AttributeValue {
        guard var object = event.object, let text = object["timestamp"]?.string,
            let moment = Moment(iso8601: text)
        else { return event }
        object["timestamp"] = .moment(moment)
        return .object(object)
    }
}

extension RunMemory: Hashable {
    package static func == (a: RunMemory, b: RunMemory) -> Bool { a.values == b.values }

    package func hash(into hasher: inout Hasher) { hasher.combine(values) }
}
