/// One tag of a mail's HTML, read leniently as mail programs do: places in the HTML, no bytes of it.
struct HTMLTag {
    let kind: Kind
    let isClosing: Bool
    /// The byte after `>`.
    let end: Int
    private let nameBytes: Range<Int>
    private let attributes: Range<Int>

    /// What an element means to who reads only the words.
    enum Kind {
        case lineBreak, paragraph, box, cell, item, rule, image, link
        /// What stands in it is nothing to read.
        case hidden
        case other
    }

    private static let kinds: [(name: UInt64, kind: Kind)] = [
        ("br", Kind.lineBreak), ("p", .paragraph), ("td", .cell), ("tr", .box), ("a", .link), ("img", .image),
        ("table", .paragraph), ("div", .box), ("h1", .paragraph), ("h2", .paragraph), ("h3", .paragraph),
        ("h4", .paragraph), ("h5", .paragraph), ("h6", .paragraph), ("ul", .paragraph), ("ol", .paragraph),
        ("li", .item), ("blockquote", .paragraph), ("section", .box), ("article", .box), ("header", .box),
        ("footer", .box), ("th", .cell), ("hr", .rule), ("style", .hidden), ("script", .hidden), ("head", .hidden),
        ("title", .hidden),
    ].map { (packed($0.utf8), $1) }

    /// The first eight letters of a name, in lower case, as a number: enough to tell the elements above from all others.
    private static func packed(_ name: some Sequence<UInt8>) -> UInt64 {
        name.prefix(8).reduce(0) { $0 << 8 | UInt64(lowered($1)) }
    }

    private static func kind(_ html: [UInt8], _ name: Range<Int>) -> Kind {
        var packed: UInt64 = 0
        for index in name.prefix(8) { packed = packed << 8 | UInt64(lowered(html[index])) }
        for known in kinds where known.name == packed { return known.kind }
        return .other
    }

    /// `nil` where `<` begins no tag.
    init?(_ html: [UInt8], at start: Int) {
        var index = start + 1
        guard index < html.count else { return nil }
        isClosing = html[index] == UInt8(ascii: "/")
        if isClosing { index += 1 }
        let isDeclaration = index < html.count && html[index] == UInt8(ascii: "!")
        if isDeclaration { index += 1 }
        let nameStart = index
        while index < html.count, Self.isNameByte(html[index]) { index += 1 }
        guard index > nameStart, let close = Self.close(html, from: index) else { return nil }
        nameBytes = nameStart..<index
        kind = isDeclaration ? .other : Self.kind(html, nameBytes)
        attributes = index..<close
        end = close + 1
    }

    /// In lower case.
    func name(in html: [UInt8]) -> String { String(decoding: html[nameBytes].map(Self.lowered), as: UTF8.self) }

    /// The value of an attribute with its entities resolved.
    func attribute(_ wanted: String, in html: [UInt8]) -> String? {
        let attributes = html[attributes]
        var index = attributes.startIndex
        while let start = attributes[index...].firstIndex(where: Self.isNameByte) {
            let nameEnd = attributes[start...].firstIndex { !Self.isNameByte($0) } ?? attributes.endIndex
            let value = Self.value(in: attributes, after: nameEnd)
            if attributes[start..<nameEnd].elementsEqual(wanted.utf8, by: { Self.lowered($0) == $1 }) {
                return HTMLEntity.resolved(value.bytes)
            }
            index = max(value.end, nameEnd)
        }
        return nil
    }

    static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

    /// The place of the next `mark`, letters compared without case.
    static func start(of mark: String, in html: [UInt8], from start: Int) -> Int? {
        let mark = Array(mark.utf8)
        var index = start
        while index + mark.count <= html.count {
            if zip(html[index...], mark).allSatisfy({ $0 == $1 || lowered($0) == $1 }) { return index }
            index += 1
        }
        return nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ":")
    }

    /// The `>` that is in no quotes.
    private static func close(_ html: [UInt8], from start: Int) -> Int? {
        var index = start
        while index < html.count {
            let byte = html[index]
            if byte == UInt8(ascii: ">") { return index }
            if isQuote(byte) {
                guard let quoted = html.place(of: byte, from: index + 1, before: html.count) else { return nil }
                index = quoted
            }
            index += 1
        }
        return nil
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private static func value(in bytes: ArraySlice<UInt8>, after nameEnd: Int) -> (bytes: ArraySlice<UInt8>, end: Int) {
        let isBlank = { (byte: UInt8) in byte <= 0x20 }
        guard let equals = bytes[nameEnd...].firstIndex(where: { !isBlank($0) }), bytes[equals] == UInt8(ascii: "="),
            let start = bytes[(equals + 1)...].firstIndex(where: { !isBlank($0) })
        else { return ([], nameEnd) }
        let quote = bytes[start]
        guard isQuote(quote) else {
            let end = bytes[start...].firstIndex(where: isBlank) ?? bytes.endIndex
            return (bytes[start..<end], end)
        }
        let end = bytes[(start + 1)...].firstIndex(of: quote) ?? bytes.endIndex
        return (bytes[(start + 1)..<end], min(end + 1, bytes.endIndex))
    }
}

/// A character reference: the five of XML, the few common in mail, and numbers.
struct HTMLEntity {
    let text: String
    let end: Int

    private static let limit = 12
    private static let named = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "euro": "€", "pound": "£", "mdash": "—", "ndash": "–", "hellip": "…", "rsquo": "’", "lsquo": "‘",
        "rdquo": "”", "ldquo": "“", "bull": "•", "middot": "·", "zwnj": "", "shy": "",
    ]

    init?(_ bytes: [UInt8], at start: Int) { self.init(bytes[...], at: start) }

    init?(_ bytes: ArraySlice<UInt8>, at start: Int) {
        let window = bytes[start..<min(bytes.endIndex, start + Self.limit)]
        guard let semicolon = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: bytes[(start + 1)..<semicolon], as: UTF8.self)
        guard let text = Self.named[name] ?? Self.number(name) else { return nil }
        self.text = text
        end = semicolon + 1
    }

    static func resolved(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var output: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "&"), let entity = HTMLEntity(bytes, at: index) {
                output += entity.text.utf8
                index = entity.end
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func number(_ name: String) -> String? {
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        guard let value = UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10), value >= 0x20,
            let scalar = Unicode.Scalar(value)
        else { return nil }
        return String(Character(scalar))
    }
}
