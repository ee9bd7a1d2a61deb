/// Quoted-printable (RFC 2045 6.7): text that stays readable, in lines of at most 76 characters.
enum QuotedPrintable {
    private static let lineLimit = 76
    private static let equals = UInt8(ascii: "=")

    /// Appends `text` encoded; its line ends, whatever they were, become CRLF.
    static func append(_ text: [UInt8], to output: inout [UInt8]) {
        // At worst every byte takes three, and every 72 of those a soft break of three.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count * 3 + text.count / 8 + 16) { buffer in
            text.withUnsafeBufferPointer { source in
                isLiteral.withUnsafeBufferPointer { isLiteral in
                    var encoder = Encoder(source: source, target: buffer, isLiteral: isLiteral)
                    encoder.encode()
                    output.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<encoder.end]))
                }
            }
        }
    }

    /// What a line may hold as it is; blanks at its end are put right when it ends.
    private static let isLiteral: [Bool] = (0..<256).map { (32...126).contains($0) && $0 != 61 || $0 == 9 }

    private struct Encoder {
        let source: UnsafeBufferPointer<UInt8>
        let target: UnsafeMutableBufferPointer<UInt8>
        let isLiteral: UnsafeBufferPointer<Bool>
        var index = 0
        var end = 0
        var column = 0

        mutating func encode() {
            while index < source.count {
                if column == 0 && startsFrom() {
                    write(escaped: source[index])
                } else {
                    copyLiterals()
                    if index == source.count { break }
                    let byte = source[index]
                    if byte == 10 || byte == 13 {
                        breakLine(byte)
                    } else if !isLiteral[Int(byte)] {
                        write(escaped: byte)
                    }
                }
                if column >= lineLimit - 1 && index < source.count && !isLineEnd(source[index]) { write(softBreak: ()) }
            }
            protectLastBlank()
        }

        /// Copies what needs no escape up to the last column before a soft break. In locals: through `self` every
        /// byte written would be taken for a change of the pointers.
        @inline(__always)
        private mutating func copyLiterals() {
            let (source, target, isLiteral) = (source, target, isLiteral)
            let limit = min(source.count, index + lineLimit - 1 - column)
            var (from, to) = (index, end)
            while from < limit {
                let byte = source[from]
                guard isLiteral[Int(byte)] else { break }
                target[to] = byte
                from &+= 1
                to &+= 1
            }
            column += from - index
            (index, end) = (from, to)
        }

        private mutating func write(escaped byte: UInt8) {
            if column + 3 > lineLimit - 1 { write(softBreak: ()) }
            target[end] = equals
            target[end + 1] = hexDigits[Int(byte >> 4)]
            target[end + 2] = hexDigits[Int(byte & 15)]
            end += 3
            column += 3
            index += 1
        }

        private mutating func write(softBreak: Void) {
            target[end] = equals
            end += 1
            writeLineBreak()
        }

        private mutating func breakLine(_ byte: UInt8) {
            protectLastBlank()
            index += byte == 13 && index + 1 < source.count && source[index + 1] == 10 ? 2 : 1
            writeLineBreak()
        }

        private mutating func writeLineBreak() {
            target[end] = 13
            target[end + 1] = 10
            end += 2
            column = 0
        }

        /// A blank at the end of a line would be lost on the way.
        private mutating func protectLastBlank() {
            guard column > 0, target[end - 1] == 32 || target[end - 1] == 9 else { return }
            let blank = target[end - 1]
            end -= 1
            column -= 1
            index -= 1
            write(escaped: blank)
        }

        /// Mailbox files take `From ` at the start of a line for the next message and put a `>` before it.
        private func startsFrom() -> Bool {
            source[index] == 70 && index + 4 < source.count && source[index + 1] == 114 && source[index + 2] == 111
                && source[index + 3] == 109 && source[index + 4] == 32
        }

        private func isLineEnd(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }
    }

    /// The bytes that `text` stands for; what is no escape is taken as it is.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8] {
        let text = Array(text)
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            guard byte == equals else {
                output.append(byte)
                continue
            }
            if let value = hexValue(text, at: index) {
                output.append(value)
                index += 2
            } else if index < text.count, text[index] == 10 {
                index += 1
            } else if index + 1 < text.count, text[index] == 13, text[index + 1] == 10 {
                index += 2
            } else {
                output.append(byte)
            }
        }
        return output
    }

    static func hexValue(_ text: some RandomAccessCollection<UInt8>, at index: Int) -> UInt8? {
        let position = text.index(text.startIndex, offsetBy: index)
        guard index + 1 < text.count, let high = Unicode.Scalar(text[position]).hexDigit,
            let low = Unicode.Scalar(text[text.index(after: position)]).hexDigit
        else { return nil }
        return high << 4 | low
    }
}

extension Unicode.Scalar {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case "0"..."9": UInt8(value - 48)
        case "A"..."F": UInt8(value - 55)
        case "a"..."f": UInt8(value - 87)
        default: nil
        }
    }
}
