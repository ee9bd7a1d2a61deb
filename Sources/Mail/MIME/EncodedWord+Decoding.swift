extension EncodedWord {
    /// Text of a header with its encoded words decoded; blanks between two of them are no text (RFC 2047 6.2).
    static func decode(_ value: [UInt8]) -> String {
        guard value.contains(61) else { return String(decoding: value, as: UTF8.self) }
        var output = ""
        var plain: [UInt8] = []
        var isAfterWord = false
        var index = 0
        while index < value.count {
            if let (text, end) = word(value, at: index) {
                if !(isAfterWord && plain.allSatisfy { $0 == 32 || $0 == 9 }) {
                    output += String(decoding: plain, as: UTF8.self)
                }
                plain = []
                output += text
                isAfterWord = true
                index = end
            } else {
                plain.append(value[index])
                index += 1
            }
        }
        return output + String(decoding: plain, as: UTF8.self)
    }

    /// `=?charset?encoding?text?=` at `start` and where it ends.
    private static func word(_ value: [UInt8], at start: Int) -> (String, end: Int)? {
        guard value[start] == 61, start + 1 < value.count, value[start + 1] == 63 else { return nil }
        var marks: [Int] = []
        var index = start + 2
        // RFC 2047 allows 75; others write more.
        let limit = min(value.count, start + 1000)
        while index < limit, marks.count < 3, value[index] != 32 {
            if value[index] == 63 { marks.append(index) }
            index += 1
        }
        guard marks.count == 3, index < limit, value[index] == 61 else { return nil }
        let charset = String(decoding: value[start + 2..<marks[0]].prefix { $0 != 42 }, as: UTF8.self)
        let text = value[marks[1] + 1..<marks[2]]
        switch value[marks[0] + 1..<marks[1]].first.map({ $0 | 0x20 }) {
        case UInt8(ascii: "b"): return (MailCharset.decode(Base64.decode(text), charset), index + 1)
        case UInt8(ascii: "q"):
            let quoted = QuotedPrintable.decode(text.map { $0 == 95 ? 32 : $0 })
            return (MailCharset.decode(quoted, charset), index + 1)
        default: return nil
        }
    }
}
