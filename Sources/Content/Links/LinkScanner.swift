/// Finds the tags of links in HTML: not those in comments, styles, scripts or values of attributes, but those in
/// Outlook's conditional comments, which are real to it.
struct LinkScanner {
    private let html: [UInt8]
    private var index = 0

    /// What is text, whatever it looks like, until its end tag.
    private static let rawText: Set<String> = ["script", "style", "textarea", "title", "xmp", "noframes", "iframe"]

    init(_ html: [UInt8]) { self.html = html }

    /// A link's tag.
    struct Found {
        var name: String
        /// Right after the name.
        var place: Int
        var attributes: TagAttributes
    }

    /// The next `<a …>` or `<area …>`.
    mutating func next() -> Found? {
        while let start = html[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = start + 1
            guard index < html.count else { return nil }
            switch html[index] {
            case UInt8(ascii: "!"), UInt8(ascii: "?"): skipDeclaration(at: start)
            case UInt8(ascii: "/"): skipEndTag()
            case let byte where Self.isLetter(byte): if let found = readTag() { return found }
            default: break
            }
        }
        return nil
    }

    private mutating func readTag() -> Found? {
        let end = html[index...].firstIndex { byte in
            TagAttributes.isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
        }
        guard let end, let attributes = TagAttributes(html, from: end) else { return nil }
        let name = String(decoding: html[index..<end].map(HTMLTag.lowered), as: UTF8.self)
        index = attributes.end
        if Self.rawText.contains(name) { skipText(of: name) }
        return name == "a" || name == "area" ? Found(name: name, place: end, attributes: attributes) : nil
    }

    /// A comment, a doctype, a processing instruction; of a conditional comment only its opening, so that its inside is
    /// read.
    private mutating func skipDeclaration(at start: Int) {
        guard html[start...].starts(with: "<!--".utf8), !html[start...].starts(with: "<!--[if".utf8) else {
            return skip(past: ">")
        }
        index = start + 4
        // `<!-->` and `<!--->` are whole comments.
        if html[index...].starts(with: ">".utf8) || html[index...].starts(with: "->".utf8) { return skip(past: ">") }
        skip(past: "-->")
    }

    private mutating func skipEndTag() {
        if index + 1 < html.count, Self.isLetter(html[index + 1]), let tag = TagAttributes(html, from: index + 1) {
            index = tag.end
        } else {
            skip(past: ">")
        }
    }

    private mutating func skipText(of name: String) {
        index = HTMLTag.start(of: "</" + name, in: html, from: index) ?? html.count
    }

    private mutating func skip(past mark: String) {
        index = HTMLTag.start(of: mark, in: html, from: index).map { $0 + mark.utf8.count } ?? html.count
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
}
