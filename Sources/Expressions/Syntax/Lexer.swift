import Vocabulary

/// Cuts an expression's text into tokens; what it cannot read it reports and passes over.
struct Lexer {
    let bytes: [UInt8]
    var position = 0
    var tokens: [Token] = []
    var diagnostics: [Diagnostic] = []

    init(_ source: String) { bytes = Array(source.utf8) }

    /// All tokens, the last of them `.end`.
    mutating func run() -> [Token] {
        while let byte = current {
            if byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 } else { readToken(byte) }
        }
        tokens.append(Token(kind: .end, range: bytes.count..<bytes.count))
        return tokens
    }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    func peek(_ distance: Int = 1) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private mutating func readToken(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): readString(quote: byte)
        case UInt8(ascii: "`"): readQuotedName()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
        case _ where Self.isNameStart(byte): readName()
        default: readSymbol(byte)
        }
    }

    mutating func append(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, range: start..<position))
    }

    mutating func report(_ code: String, _ message: String, _ range: Range<Int>, hint: String? = nil) {
        diagnostics.append(Diagnostic(code: "expression.\(code)", message: message, range: range, hint: hint))
    }

    // MARK: Names

    static func isNameStart(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) || byte >= 0x80 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "@")
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        isNameStart(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private mutating func readName() {
        let start = position
        while let byte = current, Self.isNamePart(byte) { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        append(Self.keyword(name).map(Token.Kind.keyword) ?? .name(name), from: start)
    }

    /// Keywords are written in lower case; all capitals, as in SQL, are understood.
    private static func keyword(_ name: String) -> Token.Keyword? {
        guard name.utf8.count <= 5 else { return nil }
        return Token.Keyword.allCases.first { $0.rawValue == name || $0.rawValue.uppercased() == name }
    }

    private mutating func readQuotedName() {
        let start = position
        position += 1
        while let byte = current, byte != UInt8(ascii: "`"), byte != UInt8(ascii: "\n") { position += 1 }
        let name = String(decoding: bytes[start + 1..<position], as: UTF8.self)
        if current == UInt8(ascii: "`") {
            position += 1
        } else {
            report("unterminated-name", "A name in backticks is not closed.", start..<position, hint: "Add a `.")
        }
        append(.quotedName(name), from: start)
    }

    // MARK: Symbols

    private mutating func readSymbol(_ byte: UInt8) {
        let start = position
        if let next = peek(), let (kind, hint) = Self.pair(byte, next) {
            position += 2
            if let hint {
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                report("foreign-operator", "`\(text)` is not an operator here.", start..<position, hint: hint)
            }
            return append(kind, from: start)
        }
        position += 1
        if byte == UInt8(ascii: "!") {
            report("foreign-operator", "`!` is not an operator here.", start..<position, hint: "Write `not`.")
            return append(.keyword(.not), from: start)
        }
        guard let symbol = Token.Symbol(rawValue: String(UnicodeScalar(byte))) else {
            report(
                "unexpected-character",
                "The character `\(Self.shown(byte))` has no meaning here.",
                start..<position,
                hint: "Put text in quotes and unusual names in backticks."
            )
            return append(.unreadable, from: start)
        }
        append(.symbol(symbol), from: start)
    }

    private static func shown(_ byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? String(UnicodeScalar(byte)) : "byte \(byte)"
    }

    /// Operators of two characters; with a hint where another language's is understood but refused.
    private static func pair(_ first: UInt8, _ second: UInt8) -> (Token.Kind, hint: String?)? {
        switch (UnicodeScalar(first), UnicodeScalar(second)) {
        case ("=", "="): (.symbol(.equal), nil)
        case ("!", "="), ("<", ">"): (.symbol(.notEqual), nil)
        case ("<", "="): (.symbol(.lessOrEqual), nil)
        case (">", "="): (.symbol(.greaterOrEqual), nil)
        case ("&", "&"): (.keyword(.and), "Write `and`.")
        case ("|", "|"): (.keyword(.or), "Write `or`.")
        default: nil
        }
    }
}
