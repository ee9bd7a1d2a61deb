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
            return HTMLTag.start(of: "-->", in: html, from: start + 4).map { $0 + 3 } ?? html.count
        }
        guard let tag = HTMLTag(html, at: start) else {
            writer.append(text: UInt8(ascii: "<"))
            return start + 1
        }
        if tag.kind == .hidden, !tag.isClosing {
            return HTMLTag.start(of: "</\(tag.name(in: html))", in: html, from: tag.end) ?? html.count
        }
        writer.apply(tag, in: html)
        return tag.end
    }

    private static func readText(_ html: [UInt8], from start: Int, into writer: inout PlainTextWriter) -> Int {
        let end = html.place(of: UInt8(ascii: "<"), from: start, before: html.count) ?? html.count
        var index = start
        while index < end {
            if html[index] == UInt8(ascii: "&"), let entity = HTMLEntity(html, at: index) {
                for byte in entity.text.utf8 { writer.append(text: byte) }
                index = entity.end
            } else {
                let next = html.place(of: UInt8(ascii: "&"), from: index + 1, before: end) ?? end
                writer.append(html[index..<next])
                index = next
            }
        }
        return index
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

    /// What has single spaces between its words is taken over in one piece.
    mutating func append(_ text: ArraySlice<UInt8>) {
        text.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                let start = index
                while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
                if index > start { isBlankPending = true }
                let piece = index..<Self.endOfPiece(bytes, from: index)
                guard !piece.isEmpty else { return }
                flush()
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[piece]))
                index = piece.upperBound
            }
        }
    }

    /// Where words with single spaces between them end.
    private static func endOfPiece(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            if isBlank(bytes[index]) {
                let isSingle = bytes[index] == 0x20 && index + 1 < bytes.count && !isBlank(bytes[index + 1])
                guard isSingle else { return index }
            }
            index += 1
        }
        return index
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }

    mutating func apply(_ tag: HTMLTag, in html: [UInt8]) {
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
        case .image: tag.attribute("alt", in: html).map { write($0) }
        case .link: tag.isClosing ? closeLink() : openLink(tag.attribute("href", in: html))
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
        let words = output[min(link.start, output.count)...]
        guard !words.elementsEqual(link.target.utf8), !link.target.utf8.elementsEqual("mailto:".utf8 + words) else {
            return
        }
        write(words.isEmpty ? link.target : " (\(link.target))")
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
