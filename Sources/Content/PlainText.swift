/// The words of an HTML mail for those who read plain text: block ends become lines, links show where they lead.
///
/// Bounded by the input: one pass, and no element is looked at twice.
enum PlainText {
    static func from(html: [UInt8]) -> [UInt8] {
        var writer = PlainTextWriter()
        var index = 0
        while index < html.count {
            if html[index] == UInt8(ascii: "<") {
                index = readMarkup(html, at: index, into: &writer)
            } else {
                index = readText(html, from: index, into: &writer)
            }
        }
        return writer.finish()
    }

    /// A comment, a tag or a stray `<`; returns where to go on.
    private static func readMarkup(_ html: [UInt8], at start: Int, into writer: inout PlainTextWriter) -> Int {
        if start + 1 < html.count, html[start + 1] == UInt8(ascii: "!"), html[start...].starts(with: "<!--".utf8) {
            return self.start(of: "-->", in: html, from: start + 4).map { $0 + 3 } ?? html.count
        }
        guard let tag = HTMLTag(html, at: start) else {
            writer.append(text: UInt8(ascii: "<"))
            return start + 1
        }
        if tag.kind == .hidden, !tag.isClosing {
            return self.start(of: "</\(tag.name)", in: html, from: tag.end) ?? html.count
        }
        writer.apply(tag)
        return tag.end
    }

    private static func readText(_ html: [UInt8], from start: Int, into writer: inout PlainTextWriter) -> Int {
        var index = start
        while index < html.count, html[index] != UInt8(ascii: "<") {
            if html[index] == UInt8(ascii: "&"), let entity = HTMLEntity(html, at: index) {
                for byte in entity.text.utf8 { writer.append(text: byte) }
                index = entity.end
            } else {
                let end = html[(index + 1)...].firstIndex { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }
                writer.append(html[index..<(end ?? html.count)])
                index = end ?? html.count
            }
        }
        return index
    }

    /// The place of the next `mark`, letters compared without case.
    private static func start(of mark: String, in html: [UInt8], from start: Int) -> Int? {
        let mark = Array(mark.utf8)
        var index = start
        while index + mark.count <= html.count {
            if zip(html[index...], mark).allSatisfy({ $0 == $1 || HTMLTag.lowered($0) == $1 }) {
                return index
            }
            index += 1
        }
        return nil
    }
}

/// Collects words and lines: blanks fold, at most one empty line stays.
private struct PlainTextWriter {
    private var output: [UInt8] = []
    private var links: [(start: Int, target: String)] = []
    private var isBlankPending = false
    private var pendingNewlines = 0

    private static let linkLimit = 16

    mutating func append(text byte: UInt8) {
        if Self.isBlank(byte) {
            isBlankPending = true
            return
        }
        flush()
        output.append(byte)
    }

    /// Word by word.
    mutating func append(_ text: ArraySlice<UInt8>) {
        var rest = text
        while let start = rest.firstIndex(where: { !Self.isBlank($0) }) {
            if start > rest.startIndex { isBlankPending = true }
            let end = rest[start...].firstIndex(where: Self.isBlank) ?? rest.endIndex
            flush()
            output.append(contentsOf: rest[start..<end])
            rest = rest[end...]
        }
        if !rest.isEmpty { isBlankPending = true }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }

    mutating func apply(_ tag: HTMLTag) {
        switch tag.kind {
        case .lineBreak: pendingNewlines = min(2, pendingNewlines + 1)
        case .paragraph: pendingNewlines = 2
        case .box: pendingNewlines = max(1, pendingNewlines)
        case .cell: isBlankPending = true
        case .item:
            pendingNewlines = max(1, pendingNewlines)
            if !tag.isClosing { write("- ") }
        case .rule:
            pendingNewlines = max(1, pendingNewlines)
            write("---")
            pendingNewlines = 1
        case .image: tag.attribute("alt").map { write($0) }
        case .link: tag.isClosing ? closeLink() : openLink(tag.attribute("href"))
        case .hidden, .other: break
        }
    }

    mutating func finish() -> [UInt8] {
        while let last = output.last, last <= 0x20 { output.removeLast() }
        if !output.isEmpty { output.append(10) }
        return output
    }

    private mutating func openLink(_ target: String?) {
        guard links.count < Self.linkLimit else { return }
        flush()
        links.append((output.count, target ?? ""))
    }

    private mutating func closeLink() {
        guard let link = links.popLast(), !link.target.isEmpty, !link.target.hasPrefix("#") else { return }
        let words = String(decoding: output[min(link.start, output.count)...], as: UTF8.self)
        if words != link.target, "mailto:" + words != link.target {
            write(words.isEmpty ? link.target : " (\(link.target))")
        }
    }

    private mutating func write(_ text: String) {
        guard !text.isEmpty else { return }
        flush()
        output += text.utf8
    }

    private mutating func flush() {
        if output.isEmpty {
            // Nothing before it to be parted from.
        } else if pendingNewlines > 0 {
            output += [UInt8](repeating: 10, count: pendingNewlines)
        } else if isBlankPending {
            output.append(0x20)
        }
        pendingNewlines = 0
        isBlankPending = false
    }
}
