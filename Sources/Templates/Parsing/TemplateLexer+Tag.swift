import Vocabulary

/// The words inside `{{ }}`, in the order of the grammar's rules.
extension TemplateLexer {
    mutating func tagToken() throws(Diagnostic) -> Token? {
        let blank = source.skipWhitespace(from: position)
        if blank > position {
            position = blank
            return nil
        }
        guard let byte = source.byte(position) else { return Token(kind: .end, range: position..<position) }
        switch byte {
        case UInt8(ascii: "{") where source.has("{{", at: position): return openingToken()
        case UInt8(ascii: "}"), UInt8(ascii: "~"): if let token = closingToken() { return token }
        case UInt8(ascii: "("): return take(1, .openCall)
        case UInt8(ascii: ")"): return take(1, .closeCall)
        case UInt8(ascii: "="): return take(1, .equals)
        case UInt8(ascii: "@"): return take(1, .data)
        case UInt8(ascii: "|"): return take(1, .closeParameters)
        case UInt8(ascii: "."), UInt8(ascii: "/"): return dotToken()
        case UInt8(ascii: "\""), UInt8(ascii: "'"): if let token = string(quote: byte) { return token }
        case UInt8(ascii: "["): if let token = segmentLiteral() { return token }
        default: if let token = word() { return token }
        }
        throw Diagnostic(
            code: "template.syntax",
            message: "unexpected character in a tag",
            range: position..<position + 1,
            hint: "names with special characters are written [in brackets]"
        )
    }

    /// `{{` with what follows it: the kind of tag.
    private mutating func openingToken() -> Token? {
        if source.has("{{{{", at: position) { return take(4, .openRawBlock) }
        let width = source.byte(position + 2) == UInt8(ascii: "~") ? 3 : 2
        switch source.byte(position + width) {
        case UInt8(ascii: ">"): return take(width + 1, .openPartial)
        case UInt8(ascii: "#"): return openingBlock(width)
        case UInt8(ascii: "/"): return take(width + 1, .openEndBlock)
        case UInt8(ascii: "^"): return inverse(from: position + width + 1, otherwise: .openInverse)
        case UInt8(ascii: "!"): return openingComment(width)
        default: break
        }
        let word = source.skipWhitespace(from: position + width)
        if source.has("else", at: word) {
            let token = inverse(from: word + 4, otherwise: .openInverseChain)
            if token.kind == .inverse || !isWordCharacter(at: position) { return token }
            position = token.range.lowerBound
        }
        switch source.byte(position + width) {
        case UInt8(ascii: "{"): return take(width + 1, .openUnescaped)
        case UInt8(ascii: "&"), UInt8(ascii: "*"): return take(width + 1, .open)
        default: return take(width, .open)
        }
    }

    private mutating func openingBlock(_ width: Int) -> Token {
        switch source.byte(position + width + 1) {
        case UInt8(ascii: ">"): take(width + 2, .openPartialBlock)
        case UInt8(ascii: "*"): take(width + 2, .openBlock)
        default: take(width + 1, .openBlock)
        }
    }

    /// `{{else}}` or `{{^}}` where the tag ends after the word, else the start of a longer tag.
    private mutating func inverse(from end: Int, otherwise kind: Token.Kind) -> Token {
        let close = source.skipWhitespace(from: end)
        let brace = source.byte(close) == UInt8(ascii: "~") ? close + 1 : close
        guard source.has("}}", at: brace) else { return take(end - position, kind) }
        state = .content
        return take(brace + 2 - position, .inverse)
    }

    private mutating func openingComment(_ width: Int) -> Token? {
        if source.has("--", at: position + width + 1) {
            state = .comment
            return nil
        }
        guard let end = source.first("}}", from: position + width + 1) else { return take(width, .open) }
        return finishComment(position..<end + 2)
    }

    private mutating func closingToken() -> Token? {
        if source.has("}}}}", at: position) {
            state = .raw(1)
            return take(4, .closeRawBlock)
        }
        let inner = source.has("}", at: position) ? position + 1 : position
        let brace = source.byte(inner) == UInt8(ascii: "~") ? inner + 1 : inner
        if inner > position, source.has("}}", at: brace) {
            state = .content
            return take(brace + 2 - position, .closeUnescaped)
        }
        let width = source.byte(position) == UInt8(ascii: "~") ? 1 : 0
        guard source.has("}}", at: position + width) else { return nil }
        state = .content
        return take(width + 2, .close)
    }

    private mutating func dotToken() -> Token {
        if source.has("..", at: position) { return identifier(2) }
        if source.has(".", at: position), isNameEnd(at: position + 1) { return identifier(1) }
        return take(1, .separator)
    }

    private mutating func identifier(_ count: Int) -> Token {
        let range = position..<position + count
        position = range.upperBound
        return Token(kind: .identifier, range: range, text: source.text(range))
    }

    /// A literal, `as |`, or a name.
    private mutating func word() -> Token? {
        if let token = literal() { return token }
        if source.has("as", at: position) {
            let bar = source.skipWhitespace(from: position + 2)
            if bar > position + 2, source.has("|", at: bar) { return take(bar + 1 - position, .openParameters) }
        }
        let end = identifierEnd(from: position)
        return end > position && isNameEnd(at: end) ? identifier(end - position) : nil
    }

    private mutating func literal() -> Token? {
        if source.has("true", at: position), isLiteralEnd(at: position + 4) { return taken(4, .boolean) }
        if source.has("false", at: position), isLiteralEnd(at: position + 5) { return taken(5, .boolean) }
        if source.has("undefined", at: position), isLiteralEnd(at: position + 9) { return taken(9, .undefined) }
        if source.has("null", at: position), isLiteralEnd(at: position + 4) { return taken(4, .null) }
        let digits = source.has("-", at: position) ? position + 1 : position
        var end = digitsEnd(from: digits)
        guard end > digits else { return nil }
        if source.has(".", at: end), digitsEnd(from: end + 1) > end + 1 { end = digitsEnd(from: end + 1) }
        return isLiteralEnd(at: end) ? taken(end - position, .number) : nil
    }

    private mutating func taken(_ count: Int, _ kind: Token.Kind) -> Token {
        var token = take(count, kind)
        token.text = source.text(token.range)
        return token
    }

    /// A string ends at the first quote without a backslash before it, or where there is none, at the last with one.
    private mutating func string(quote: UInt8) -> Token? {
        var lastEscaped: Int?
        var end = position + 1
        while end < source.count {
            if source.bytes[end] == UInt8(ascii: "\\"), source.byte(end + 1) == quote {
                lastEscaped = end + 1
                end += 2
            } else if source.bytes[end] == quote {
                return string(endingAt: end, quote: quote)
            } else {
                end += 1
            }
        }
        return lastEscaped.map { string(endingAt: $0, quote: quote) }
    }

    private mutating func string(endingAt end: Int, quote: UInt8) -> Token {
        let range = position..<end + 1
        let text = unescaped(position + 1..<end) { $0 == quote }
        position = range.upperBound
        return Token(kind: .string, range: range, text: text)
    }

    /// `[any name]`, in which `\]` is a bracket.
    private mutating func segmentLiteral() -> Token? {
        var lastEscaped: Int?
        var end = position + 1
        while end < source.count, source.bytes[end] != UInt8(ascii: "]") {
            let isEscape = source.has("\\]", at: end)
            if isEscape { lastEscaped = end + 1 }
            end += isEscape ? 2 : 1
        }
        guard let close = end < source.count ? end : lastEscaped else { return nil }
        let range = position..<close + 1
        let text = unescaped(range) { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "\\") }
        position = range.upperBound
        return Token(kind: .identifier, range: range, text: text)
    }

    private func unescaped(_ range: Range<Int>, _ isEscaped: (UInt8) -> Bool) -> String {
        var text: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if source.bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound,
                isEscaped(source.bytes[index + 1])
            {
                index += 1
            }
            text.append(source.bytes[index])
            index += 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// The character classes of names and literals.
extension TemplateLexer {
    func identifierEnd(from start: Int) -> Int {
        var end = start
        while let byte = source.byte(end), !Self.isPunctuation(byte), source.whitespace(at: end) == 0 { end += 1 }
        return end
    }

    private func digitsEnd(from start: Int) -> Int {
        var end = start
        while let byte = source.byte(end), (48...57).contains(byte) { end += 1 }
        return end
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x23, 0x25...0x2C, 0x2E, 0x2F, 0x3B...0x3E, 0x40, 0x5B...0x5E, 0x60, 0x7B...0x7E: true
        default: false
        }
    }

    private func isNameEnd(at index: Int) -> Bool {
        switch source.byte(index) {
        case UInt8(ascii: "="), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "|"): true
        default: isLiteralEnd(at: index)
        }
    }

    private func isLiteralEnd(at index: Int) -> Bool {
        switch source.byte(index) {
        case UInt8(ascii: "~"), UInt8(ascii: "}"), UInt8(ascii: ")"): true
        default: source.whitespace(at: index) > 0
        }
    }

    private func isWordCharacter(at index: Int) -> Bool {
        switch source.byte(index) {
        case .some(48...57), .some(65...90), .some(95), .some(97...122): true
        default: false
        }
    }
}
