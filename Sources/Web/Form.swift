/// Names and values as `application/x-www-form-urlencoded` brings them, in a body or a query.
package struct Form: Hashable, Sendable {
    private var values: [String: String] = [:]

    /// Forms of pages are small.
    package static let byteLimit = 1 << 20
    /// The largest asks where the people of each step of a journey go.
    private static let fieldLimit = 500

    package init() {}

    /// Of two values of one name the first counts.
    package init(encoded text: String) {
        for pair in text.split(separator: "&").prefix(Self.fieldLimit) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decode(parts[0])
            if values[name] == nil { values[name] = parts.count > 1 ? Self.decode(parts[1]) : "" }
        }
    }

    package subscript(name: String) -> String? { values[name] }

    /// The value, `nil` where it is empty.
    package func text(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    private static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let value = UInt8(Substring(rest.prefix(2)), radix: 16),
                rest.count >= 2
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
