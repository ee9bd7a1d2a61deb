/// One tag of a mail's HTML, read leniently as mail programs do.
struct HTMLTag {
    let name: String
    let kind: Kind
    let isClosing: Bool
    /// The byte after `>`.
    let end: Int
    private let attributes: ArraySlice<UInt8>

    /// What an element means to who reads only the words.
    enum Kind {
        case lineBreak, paragraph, box, cell, item, rule, image, link
        /// What stands in it is nothing to read.
        case hidden
        case other
    }

    private static let kinds: [String: Kind] = [
        "br": .lineBreak, "p": .paragraph, "h1": .paragraph, "h2": .paragraph, "h3": .paragraph, "h4": .paragraph,
        "h5": .paragraph, "h6": .paragraph, "table": .paragraph, "ul": .paragraph, "ol": .paragraph,
        "blockquote": .paragraph, "div": .box, "tr": .box, "section": .box, "article": .box, "header": .box,
        "footer": .box, "td": .cell, "th": .cell, "li": .item, "hr": .rule, "img": .image, "a": .link,
        "style": .hidden, "script": .hidden, "head": .hidden, "title": .hidden,
    ]

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
        name = isDeclaration ? "!" : Self.lowered(html[nameStart..<index])
        kind = Self.kinds[name] ?? .other
        attributes = html[index..<close]
        end = close + 1
    }

    /// The value of an attribute with its entities resolved.
    func attribute(_ wanted: String) -> String? {
        var index = attributes.startIndex
        while let start = attributes[index...].firstIndex(where: Self.isNameByte) {
            let nameEnd = attributes[start...].firstIndex { !Self.isNameByte($0) } ?? attributes.endIndex
            let value = Self.value(in: attributes, after: nameEnd)
            if attributes[start..<nameEnd].map(Self.lowered).elementsEqual(wanted.utf8) {
                return HTMLEntity.resolved(value.bytes)
            }
            index = max(value.end, nameEnd)
        }
        return nil
    }

    private static func lowered(_ name: ArraySlice<UInt8>) -> String {
        String(unsafeUninitializedCapacity: name.count) { target in
            for (index, byte) in name.enumerated() { target[index] = lowered(byte) }
            return name.count
        }
    }

    static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ":")
    }

    /// The `>` that is in no quotes.
    private static func close(_ html: [UInt8], from start: Int) -> Int? {
        var index = start
        while let end = html[index...].firstIndex(where: { isQuote($0) || $0 == UInt8(ascii: ">") }) {
            let byte = html[end]
            guard isQuote(byte) else { return end }
            guard let quoted = html[(end + 1)...].firstIndex(of: byte) else { return nil }
            index = quoted + 1
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
