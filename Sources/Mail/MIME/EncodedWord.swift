/// Text beyond ASCII in a header: `=?utf-8?Q?Gr=C3=BC=C3=9Fe?=` (RFC 2047).
enum EncodedWord {
    /// RFC 2047 2 allows 75; these leave room for a header's name on a line of 76, so that none is folded before them.
    private static let limit = 62
    private static let head = Array("=?utf-8?".utf8)

    /// UTF-8 `text` as encoded words, each of whole characters, Q where most bytes stay readable, else B. What stands
    /// between two of them is not part of the text, so they can be folded anywhere.
    static func words(_ text: [UInt8]) -> [[UInt8]] {
        let escapeCount = text.reduce(0) { $0 + (isLiteral[Int($1)] ? 0 : 1) }
        let usesBase64 = escapeCount * 2 > text.count
        let room = limit - head.count - 4
        var words: [[UInt8]] = []
        var start = 0
        while start < text.count {
            var end = start
            var cost = 0
            while end < text.count {
                let next = nextScalar(in: text, after: end)
                let added = usesBase64 ? next - end : text[end..<next].reduce(0) { $0 + (isLiteral[Int($1)] ? 1 : 3) }
                guard cost + added <= (usesBase64 ? room / 4 * 3 : room) else { break }
                cost += added
                end = next
            }
            words.append(word(text[start..<end], usesBase64: usesBase64))
            start = end
        }
        return words
    }

    private static func word(_ text: ArraySlice<UInt8>, usesBase64: Bool) -> [UInt8] {
        var word = head
        word.append(usesBase64 ? UInt8(ascii: "B") : UInt8(ascii: "Q"))
        word.append(UInt8(ascii: "?"))
        if usesBase64 { Base64.append(text, to: &word) } else { appendQuoted(text, to: &word) }
        word.append(UInt8(ascii: "?"))
        word.append(UInt8(ascii: "="))
        return word
    }

    private static func appendQuoted(_ text: ArraySlice<UInt8>, to word: inout [UInt8]) {
        for byte in text {
            if byte == UInt8(ascii: " ") {
                word.append(UInt8(ascii: "_"))
            } else if isLiteral[Int(byte)] {
                word.append(byte)
            } else {
                word.append(UInt8(ascii: "="))
                word.append(hexDigits[Int(byte >> 4)])
                word.append(hexDigits[Int(byte & 15)])
            }
        }
    }

    /// The end of the scalar that begins at `index`, never more than four bytes on, however broken the UTF-8.
    private static func nextScalar(in text: [UInt8], after index: Int) -> Int {
        var end = index + 1
        while end < text.count, end - index < 4, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    /// What RFC 2047 5 (3) lets stand in a phrase, which is the strictest place; a blank is written as one `_`.
    private static let isLiteral: [Bool] = (0..<256).map { value in
        switch Unicode.Scalar(UInt8(value)) {
        case "a"..."z", "A"..."Z", "0"..."9", "!", "*", "+", "-", "/", " ": true
        default: false
        }
    }
}

let hexDigits = Array("0123456789ABCDEF".utf8)
