/// The header fields at the start of a range of bytes, found once and read on demand.
struct HeaderBlock {
    private struct Field {
        let name: Range<Int>
        let value: Range<Int>
    }

    private let bytes: [UInt8]
    private var fields: [Field] = []
    /// The first byte after the empty line.
    private(set) var bodyStart: Int

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        bodyStart = range.upperBound
        var start = range.lowerBound
        while start < range.upperBound {
            let end = bytes.lineEnd(from: start, to: range.upperBound)
            let line = start..<(end > start && bytes[end - 1] == 13 ? end - 1 : end)
            if line.isEmpty {
                bodyStart = min(range.upperBound, end + 1)
                return
            }
            add(line)
            start = end + 1
        }
    }

    /// A blank at the start of a line continues the value before; a line without a colon is passed over.
    private mutating func add(_ line: Range<Int>) {
        if bytes[line.lowerBound] == 32 || bytes[line.lowerBound] == 9 {
            guard let last = fields.popLast() else { return }
            fields.append(Field(name: last.name, value: last.value.lowerBound..<line.upperBound))
        } else if fields.count < FeedbackLimits.headerFields,
            let colon = bytes[line].prefix(Self.nameLimit).firstIndex(of: UInt8(ascii: ":"))
        {
            fields.append(Field(name: line.lowerBound..<colon, value: (colon + 1)..<line.upperBound))
        }
    }

    private static let nameLimit = 80

    func contains(_ lowercased: String) -> Bool { fields.contains { isNamed($0, lowercased) } }

    /// The first value of that name on one line, cut at `limit` bytes; encoded words as they are.
    func raw(_ lowercased: String, limit: Int = FeedbackLimits.headerValueBytes) -> String? {
        fields.first { isNamed($0, lowercased) }.map { String(decoding: line($0.value, limit), as: UTF8.self) }
    }

    /// Encoded words decoded.
    func text(_ lowercased: String) -> String? {
        fields.first { isNamed($0, lowercased) }.map {
            EncodedWord.decode(line($0.value, FeedbackLimits.headerValueBytes))
        }
    }

    /// All values of that name.
    func all(_ lowercased: String) -> [String] {
        fields.filter { isNamed($0, lowercased) }.map {
            String(decoding: line($0.value, FeedbackLimits.headerValueBytes), as: UTF8.self)
        }
    }

    private func isNamed(_ field: Field, _ lowercased: String) -> Bool {
        let name = lowercased.utf8
        return field.name.count == name.count && zip(bytes[field.name], name).allSatisfy { $0.0.lowercase == $0.1 }
    }

    private func line(_ range: Range<Int>, _ limit: Int) -> [UInt8] {
        let value = bytes[range].prefix(limit).drop { $0.isBlank }
        return value.filter { $0 != 13 && $0 != 10 }
    }
}

extension [UInt8] {
    /// Where the line ends that holds `start`: at its LF or at `end`.
    func lineEnd(from start: Int, to end: Int) -> Int { self[start..<end].firstIndex(of: 10) ?? end }
}

extension UInt8 {
    /// A to Z as a to z, anything else as it is.
    @inline(__always)
    var lowercase: UInt8 { self >= 65 && self <= 90 ? self | 0x20 : self }

    @inline(__always)
    var isBlank: Bool { self == 32 || self == 9 || self == 13 || self == 10 }

    @inline(__always)
    var isDigit: Bool { self >= 48 && self <= 57 }

    @inline(__always)
    var isLetter: Bool { lowercase >= 97 && lowercase <= 122 }
}
