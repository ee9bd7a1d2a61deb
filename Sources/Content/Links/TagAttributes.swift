/// The attributes of one start tag, read as browsers do (HTML Living Standard 13.2.5.32 to 38): quotes count only where
/// a value begins.
struct TagAttributes {
    struct Attribute {
        var name: String
        /// What stands between the quotes, or the bare value; empty where there is none.
        var value: Range<Int>
        /// `"`, `'`, or `nil` for a bare value.
        var quote: UInt8?
    }

    private(set) var all: [Attribute] = []
    /// The byte after `>`.
    private(set) var end: Int

    /// - Parameter start: right after the tag's name.
    /// - Returns: `nil` where the tag does not end.
    init?(_ html: [UInt8], from start: Int) {
        var index = start
        while true {
            while index < html.count, Self.isSpace(html[index]) || html[index] == UInt8(ascii: "/") { index += 1 }
            guard index < html.count else { return nil }
            if html[index] == UInt8(ascii: ">") { break }
            guard let (attribute, next) = Self.attribute(html, at: index) else { return nil }
            all.append(attribute)
            index = next
        }
        end = index + 1
    }

    /// The first of its name counts, as in browsers.
    func first(_ name: String) -> Attribute? { all.first { $0.name == name } }

    private static func attribute(_ html: [UInt8], at start: Int) -> (Attribute, next: Int)? {
        var index = start + 1
        while index < html.count, !endsName(html[index]) { index += 1 }
        let name = String(decoding: html[start..<index].map(HTMLTag.lowered), as: UTF8.self)
        var equals = index
        while equals < html.count, isSpace(html[equals]) { equals += 1 }
        guard equals < html.count, html[equals] == UInt8(ascii: "=") else {
            return (Attribute(name: name, value: index..<index), index)
        }
        index = equals + 1
        while index < html.count, isSpace(html[index]) { index += 1 }
        guard index < html.count else { return nil }
        let quote = html[index]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            let end = html[index...].firstIndex { isSpace($0) || $0 == UInt8(ascii: ">") } ?? html.count
            return (Attribute(name: name, value: index..<end), end)
        }
        guard let end = html[(index + 1)...].firstIndex(of: quote) else { return nil }
        return (Attribute(name: name, value: (index + 1)..<end, quote: quote), end + 1)
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "=")
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 9 || byte == 10 || byte == 12 || byte == 13 }
}
