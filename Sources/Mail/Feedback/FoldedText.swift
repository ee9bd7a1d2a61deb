/// A text in which phrases are looked for: runs of blanks are one, lines have none at their ends, ASCII is lower case.
///
/// `original` is the same without the change of case, byte for byte, for the addresses.
struct FoldedText {
    private(set) var bytes: [UInt8] = []
    private(set) var original: [UInt8] = []
    /// Where lines begin.
    private(set) var lineStarts: [Int] = [0]

    init(_ text: [UInt8]) {
        bytes.reserveCapacity(text.count)
        original.reserveCapacity(text.count)
        var hasBlank = false
        for byte in text {
            switch byte {
            case 10:
                append(10)
                lineStarts.append(bytes.count)
                hasBlank = false
            case 9, 13, 32: hasBlank = true
            default:
                if hasBlank, let last = bytes.last, last != 10 { append(32) }
                hasBlank = false
                append(byte)
            }
        }
    }

    private mutating func append(_ byte: UInt8) {
        original.append(byte)
        bytes.append(byte.lowercase)
    }

    var count: Int { bytes.count }
    var lineCount: Int { lineStarts.count }

    /// The number of the line that holds `position`.
    func line(at position: Int) -> Int {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= position { low = middle } else { high = middle }
        }
        return low
    }

    /// The bytes of a line without its end.
    func range(ofLine line: Int) -> Range<Int> {
        let end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
        return lineStarts[line]..<end
    }

    /// What stands there on one line, cut at the limit, without control characters.
    func detail(_ range: Range<Int>) -> String {
        let bytes = original[range].drop(while: \.isBlank).prefix(FeedbackLimits.detailBytes)
        let end = bytes.lastIndex { !$0.isBlank } ?? bytes.startIndex - 1
        let text = HeaderText(String(decoding: bytes[..<(end + 1)], as: UTF8.self))
        return String(decoding: text.bytes, as: UTF8.self)
    }
}
