import Vocabulary

/// Writes the fields of one object of a definition, in canonical order; what is nil is left out.
package struct FieldWriter {
    private(set) var object = AttributeObject()

    mutating func write(_ field: String, _ text: String?) {
        if let text { object[field] = .string(text) }
    }

    /// A flag that is not set is left out.
    mutating func write(_ field: String, ifSet flag: Bool) {
        if flag { object[field] = .bool(true) }
    }

    mutating func write(_ field: String, _ flag: Bool) { object[field] = .bool(flag) }

    /// An object inside this one.
    mutating func write(_ field: String, _ fields: FieldWriter) { object[field] = .object(fields.object) }

    /// A text of several lines as an array of them: see `FieldReader.lines`.
    mutating func write(_ field: String, lines text: String?) {
        guard let text else { return }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        object[field] = lines.count == 1 ? .string(text) : .array(lines.map { .string(String($0)) })
    }

    mutating func write(_ listener: Listener) {
        write("event", listener.event)
        write("when", listener.condition?.source)
        write("key", listener.key?.source)
    }

    mutating func write<Item>(_ field: String, _ items: [Item], _ each: (Item, inout FieldWriter) -> Void) {
        let values = items.map { item in
            var writer = FieldWriter()
            each(item, &writer)
            return AttributeValue.object(writer.object)
        }
        object[field] = .array(values)
    }

    mutating func write(_ field: String, _ members: [(String, String)]) {
        object[field] = .object(AttributeObject(members.map { ($0, .string($1)) }))
    }
}
