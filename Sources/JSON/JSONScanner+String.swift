extension JSONScanner {
    /// A string or name at its opening quote. Eight plain bytes a step; only the rest is looked at one by one.
    @inline(__always)
    mutating func scanString() throws(JSONError) {
        let start = position
        var isEscaped = false
        position += 1
        while true {
            skipPlainBytes()
            guard position < count else { throw JSONError(.unexpectedEnd, at: count) }
            switch byte(at: position) {
            case UInt8(ascii: "\""):
                position += 1
                return append(.string, from: start, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try scanEscape()
            case 0x80...0xFF: try scanMultibyte()
            default: throw JSONError(.controlCharacter, at: position)
            }
        }
    }

    /// Up to the next quote, backslash, control character or byte beyond ASCII.
    @inline(__always)
    private mutating func skipPlainBytes() {
        while position + 8 <= count {
            let word = base.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let special = Self.specialBytes(in: UInt64(littleEndian: word))
            guard special == 0 else {
                position += special.trailingZeroBitCount >> 3
                return
            }
            position += 8
        }
        while position < count, Self.isPlain(byte(at: position)) { position += 1 }
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The top bit of each byte that is `"`, `\`, below 0x20 or above 0x7F. A borrow may mark a byte after a true one
    /// too, never one before it, and only the first is used.
    @inline(__always)
    private static func specialBytes(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let isQuote = (quotes &- ones) & ~quotes
        let isBackslash = (backslashes &- ones) & ~backslashes
        let isControl = (word &- (ones &* 0x20)) & ~word
        return (isQuote | isBackslash | isControl | word) & tops
    }

    private mutating func scanEscape() throws(JSONError) {
        let start = position
        position += 1
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            try scanUnicodeEscape(from: start)
        default:
            throw position < count ? JSONError(.invalidEscape, at: start) : JSONError(.unexpectedEnd, at: count)
        }
    }

    private mutating func scanUnicodeEscape(from start: Int) throws(JSONError) {
        let unit = try scanHexadecimal(from: start)
        guard unit & 0xF800 == 0xD800 else { return }
        guard unit < 0xDC00, current == UInt8(ascii: "\\"), position + 1 < count,
            byte(at: position + 1) == UInt8(ascii: "u")
        else { throw JSONError(.loneSurrogate, at: start) }
        position += 2
        let second = try scanHexadecimal(from: position - 2)
        guard second & 0xFC00 == 0xDC00 else { throw JSONError(.loneSurrogate, at: start) }
    }

    private mutating func scanHexadecimal(from start: Int) throws(JSONError) -> UInt16 {
        guard position + 4 <= count else { throw JSONError(.unexpectedEnd, at: count) }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = hexadecimalValue(of: byte(at: position)) else {
                throw JSONError(.invalidEscape, at: start)
            }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }

    /// One scalar beyond ASCII by Unicode's table 3-7: shortest form, no surrogate, nothing above U+10FFFF.
    private mutating func scanMultibyte() throws(JSONError) {
        let lead = byte(at: position)
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard (0xC2...0xF4).contains(lead), position + length <= count else {
            throw JSONError(.invalidUTF8, at: position)
        }
        let second: ClosedRange<UInt8> =
            switch lead {
            case 0xE0: 0xA0...0xBF
            case 0xED: 0x80...0x9F
            case 0xF0: 0x90...0xBF
            case 0xF4: 0x80...0x8F
            default: 0x80...0xBF
            }
        guard second.contains(byte(at: position + 1)) else { throw JSONError(.invalidUTF8, at: position) }
        for index in 2..<max(2, length) where byte(at: position + index) & 0xC0 != 0x80 {
            throw JSONError(.invalidUTF8, at: position)
        }
        position += length
    }
}

/// The value of a hexadecimal digit in either case.
@inline(__always)
func hexadecimalValue(of byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte &- 0x30)
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16((byte | 0x20) &- 0x57)
    default: nil
    }
}
