import Vocabulary

/// Cuts a template into words: text up to the next `{{`, then the inside of the tag, then text again.
///
/// Follows the rules of handlebars.js 4.7 (`handlebars.l`) in their order: the first that matches wins.
struct TemplateLexer {
    let source: SourceText
    var position = 0
    var state = State.content

    /// What the next byte belongs to.
    enum State: Equatable {
        case content
        /// After `\{{`: text that looks like a tag.
        case escaped
        case tag
        case comment
        /// Inside `{{{{raw}}}}`, so many deep.
        case raw(Int)
    }

    init(_ source: SourceText) { self.source = source }

    mutating func next() throws(Diagnostic) -> Token {
        while true {
            switch state {
            case .content: if let token = try content() { return token }
            case .escaped: return try escapedContent()
            case .tag: if let token = try tagToken() { return token }
            case .comment: return try comment()
            case .raw(let depth): return try raw(depth)
            }
        }
    }

    /// Goes on with text after the next `}}`, so that one mistake does not hide the others.
    mutating func recover(from start: Int) {
        position = source.first("}}", from: start).map { $0 + 2 } ?? source.count
        state = .content
    }

    /// Text up to `{{`; a backslash before it makes the tag text, two make a backslash.
    private mutating func content() throws(Diagnostic) -> Token? {
        let start = position
        guard start < source.count else { return Token(kind: .end, range: start..<start) }
        let tag = source.first("{{", from: start)
        var end = tag ?? source.count
        try refuseNUL(in: start..<end)
        position = end
        guard tag != nil else { return Token(kind: .content, range: start..<end) }
        state = .tag
        if end > start, source.bytes[end - 1] == UInt8(ascii: "\\") {
            let isDoubled = end - start > 1 && source.bytes[end - 2] == UInt8(ascii: "\\")
            state = isDoubled ? .tag : .escaped
            end -= 1
        }
        return end > start ? Token(kind: .content, range: start..<end) : nil
    }

    private mutating func escapedContent() throws(Diagnostic) -> Token {
        let start = position
        var end = start + 2
        while end < source.count, !source.has("{{", at: end), !source.has("\\{{", at: end),
            !source.has("\\\\{{", at: end)
        { end += 1 }
        try refuseNUL(in: start..<end)
        position = end
        state = .content
        return Token(kind: .content, range: start..<end)
    }

    private func refuseNUL(in range: Range<Int>) throws(Diagnostic) {
        guard source.contains(0, in: range) else { return }
        throw Diagnostic(
            code: "template.nul",
            message: "the text contains a NUL byte",
            range: range,
            hint: "remove the byte 0"
        )
    }

    /// `{{!-- … --}}`, which may contain `}}`.
    private mutating func comment() throws(Diagnostic) -> Token {
        let start = position
        var from = start
        while let dashes = source.first("--", from: from) {
            let end = source.has("~", at: dashes + 2) ? dashes + 3 : dashes + 2
            if source.has("}}", at: end) { return finishComment(start..<end + 2) }
            from = dashes + 1
        }
        throw Diagnostic(
            code: "template.unclosed-comment",
            message: "the comment does not end",
            range: start..<start + 5,
            hint: "end it with --}}"
        )
    }

    mutating func finishComment(_ range: Range<Int>) -> Token {
        position = range.upperBound
        state = .content
        return Token(kind: .comment, range: range)
    }

    /// Text inside a raw block, in which `{{{{x}}}}` and `{{{{/x}}}}` nest.
    private mutating func raw(_ depth: Int) throws(Diagnostic) -> Token {
        let start = position
        if source.has("{{{{", at: start) {
            if let next = source.byte(start + 4), next != UInt8(ascii: "/") {
                state = .raw(depth + 1)
                return take(4, .content)
            }
            if let end = rawEnd(at: start) {
                state = depth > 1 ? .raw(depth - 1) : .content
                guard depth == 1 else { return take(end - start, .content) }
                position = end
                return Token(kind: .endRawBlock, range: start..<end, text: source.text(start + 5..<end - 4))
            }
        }
        guard start < source.count, let end = source.first("{{{{", from: start + 1) else {
            throw Diagnostic(
                code: "template.unclosed-raw-block",
                message: "the raw block does not end",
                range: start..<source.count,
                hint: "end it with {{{{/name}}}}"
            )
        }
        try refuseNUL(in: start..<end)
        return take(end - start, .content)
    }

    /// Where `{{{{/name}}}}` at `start` ends.
    private func rawEnd(at start: Int) -> Int? {
        guard source.has("{{{{/", at: start) else { return nil }
        let end = identifierEnd(from: start + 5)
        return end > start + 5 && source.has("}}}}", at: end) ? end + 4 : nil
    }

    mutating func take(_ count: Int, _ kind: Token.Kind) -> Token {
        position += count
        return Token(kind: kind, range: position - count..<position)
    }
}
