import Vocabulary

extension Lexer {
    /// Text in single or double quotes with JSON's escapes and `\'`.
    mutating func readString(quote: UInt8) {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = current, byte != quote {
            if byte == UInt8(ascii: "\\") {
                readEscape(into: &text)
            } else {
                text.append(byte)
                position += 1
            }
        }
        if current == quote {
            position += 1
        } else {
            report(
                "unterminated-string",
                "The text is not closed.",
                start..<position,
                hint: "Add a \(UnicodeScalar(quote))."
            )
        }
        append(.literal(.string(String(decoding: text, as: UTF8.self))), from: start)
    }

    private mutating func readEscape(into text: inout [UInt8]) {
        let start = position
        position += 1
        guard let byte = current else { return }
        position += 1
        switch UnicodeScalar(byte) {
        case "\"", "'", "\\", "/", "`": text.append(byte)
        case "n": text.append(0x0A)
        case "r": text.append(0x0D)
        case "t": text.append(0x09)
        case "b": text.append(0x08)
        case "f": text.append(0x0C)
        case "u": readUnicodeEscape(from: start, into: &text)
        default:
            report(
                "bad-escape",
                "There is no escape `\\\(UnicodeScalar(byte))`.",
                start..<position,
                hint: "Write `\\\\` for a backslash."
            )
        }
    }

    private mutating func readUnicodeEscape(from start: Int, into text: inout [UInt8]) {
        guard var code = readHex() else {
            return report(
                "bad-escape",
                "`\\u` needs four hexadecimal digits.",
                start..<position,
                hint: "As in `\\u00e9`."
            )
        }
        if (0xD800..<0xDC00).contains(code), current == UInt8(ascii: "\\"), peek() == UInt8(ascii: "u") {
            position += 2
            guard let low = readHex(), (0xDC00..<0xE000).contains(low) else {
                return report("bad-escape", "Half of a surrogate pair is missing.", start..<position)
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = UnicodeScalar(code) else {
            return report("bad-escape", "Half of a surrogate pair is missing.", start..<position)
        }
        text.append(contentsOf: String(scalar).utf8)
    }

    private mutating func readHex() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        let digits = bytes[position..<position + 4].map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.allSatisfy({ $0 != nil }) else { return nil }
        position += 4
        return digits.reduce(0) { $0 << 4 | UInt32($1 ?? 0) }
    }

    /// `12`, `12.50`, `1e3`, and Java's `56L`; exact unless it has an exponent or too many digits.
    mutating func readNumber() {
        let start = position
        skipDigits()
        let wholeEnd = position
        if current == UInt8(ascii: "."), let next = peek(), isDigit(next) {
            position += 1
            skipDigits()
        }
        let mantissaEnd = position
        let hasExponent = skipExponent()
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if !hasExponent, current == UInt8(ascii: "L") || current == UInt8(ascii: "l") { position += 1 }
        if let byte = current, Self.isNameStart(byte) {
            while let byte = current, Self.isNameStart(byte) || isDigit(byte) { position += 1 }
            report(
                "bad-number",
                "A number is followed by letters.",
                start..<position,
                hint: "Put names that begin with a digit in backticks."
            )
        }
        let scale = max(0, mantissaEnd - wholeEnd - 1)
        append(.literal(Self.number(text, scale: hasExponent ? nil : scale)), from: start)
    }

    private static func number(_ text: String, scale: Int?) -> Literal {
        if let scale, let coefficient = Int64(text.filter { $0 != "." }) {
            if scale == 0 { return .integer(coefficient) }
            if let decimal = ExactDecimal(coefficient: coefficient, scale: scale) { return .decimal(decimal) }
        }
        return .double(Double(text) ?? 0)
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func skipDigits() { while let byte = current, isDigit(byte) { position += 1 } }

    private mutating func skipExponent() -> Bool {
        guard let byte = current, byte | 0x20 == UInt8(ascii: "e") else { return false }
        let isSigned = peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-")
        guard let digit = peek(isSigned ? 2 : 1), isDigit(digit) else { return false }
        position += isSigned ? 2 : 1
        skipDigits()
        return true
    }
}
