/// How a text goes through seven-bit mail unchanged, chosen by what it holds.
enum TransferEncoding: String {
    /// ASCII in short lines, as it is.
    case sevenBit = "7bit"
    case quotedPrintable = "quoted-printable"
    /// Denser where more than about a sixth of the bytes needs an escape.
    case base64

    /// RFC 5322 2.1.1: lines should have no more than 78 characters.
    private static let lineLimit = 78

    init(for text: [UInt8]) {
        self = text.withUnsafeBufferPointer { text in
            var unprintable = 0
            var equals = 0
            for byte in text {
                unprintable &+= (byte >= 0x7F || (byte < 32 && byte != 9 && byte != 10 && byte != 13)) ? 1 : 0
                equals &+= byte == 61 ? 1 : 0
            }
            if unprintable == 0 && Self.hasPlainLines(text) { return .sevenBit }
            return (unprintable + equals) * 6 > text.count ? .base64 : .quotedPrintable
        }
    }

    func append(_ text: [UInt8], to output: inout [UInt8]) {
        switch self {
        case .sevenBit: CRLF.append(text, to: &output)
        case .quotedPrintable: QuotedPrintable.append(text, to: &output)
        case .base64: Base64.appendLines(CRLF.normalized(text), to: &output)
        }
    }

    /// Whether every line is short, ends in no blank, and starts with nothing that someone could take for a boundary
    /// (`--`) or for the next message of a mailbox file (`From `).
    private static func hasPlainLines(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        for index in 0..<text.count {
            let byte = text[index]
            if byte == 10 || byte == 13 {
                if index > start, text[index - 1] == 32 || text[index - 1] == 9 { return false }
                start = index + 1
            } else if index - start >= lineLimit {
                return false
            } else if index - start == 1, byte == 45, text[start] == 45 {
                return false
            } else if index - start == 4, byte == 32, text[start..<index].elementsEqual([70, 114, 111, 109]) {
                return false
            }
        }
        return text.last != 32 && text.last != 9
    }
}

/// Line ends as mail writes them; a lone CR or LF counts as one.
enum CRLF {
    static func ends(_ text: [UInt8]) -> Bool {
        text.count >= 2 && text[text.count - 2] == 13 && text[text.count - 1] == 10
    }

    static func normalized(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        append(text, to: &output)
        return output
    }

    static func append(_ text: [UInt8], to output: inout [UInt8]) {
        output.reserveCapacity(output.count + text.count + text.count / 16)
        text.withUnsafeBufferPointer { text in
            var start = 0
            while start < text.count {
                var end = start
                while end < text.count, text[end] != 10, text[end] != 13 { end &+= 1 }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
                guard end < text.count else { return }
                output.append(13)
                output.append(10)
                start = text[end] == 13 && end + 1 < text.count && text[end + 1] == 10 ? end + 2 : end + 1
            }
        }
    }
}
