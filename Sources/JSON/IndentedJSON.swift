import Vocabulary

/// JSON for people: two blanks a level, one member a line, ends with a newline.
///
/// The same value always gives the same bytes, so that a definition under version control shows only real changes.
package struct IndentedJSON {
    private var bytes: [UInt8] = []
    private var depth = 0

    package static func text(of value: AttributeValue) -> String {
        var writer = IndentedJSON()
        writer.write(value)
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    private mutating func write(_ value: AttributeValue) {
        switch value {
        case .null, .bool, .integer, .decimal, .double, .string, .moment: JSONWriter.append(value, to: &bytes)
        case .array(let elements): write(elements, between: "[", and: "]") { writer, element in writer.write(element) }
        case .object(let object):
            write(Array(object), between: "{", and: "}") { writer, member in
                JSONWriter.append(.string(member.0), to: &writer.bytes)
                writer.bytes += ": ".utf8
                writer.write(member.1)
            }
        }
    }

    private mutating func write<Item>(
        _ items: [Item],
        between open: String,
        and close: String,
        _ each: (inout IndentedJSON, Item) -> Void
    ) {
        bytes += open.utf8
        depth += 1
        for (index, item) in items.enumerated() {
            bytes += index == 0 ? "\n".utf8 : ",\n".utf8
            indent()
            each(&self, item)
        }
        depth -= 1
        if !items.isEmpty {
            bytes += "\n".utf8
            indent()
        }
        bytes += close.utf8
    }

    private mutating func indent() { bytes += repeatElement(UInt8(ascii: " "), count: depth * 2) }
}
