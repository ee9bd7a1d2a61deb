/// A zone's offsets over time, in seconds: a table of past changes and a rule for those after it.
final class ZoneRules: Sendable {
    private let initialOffset: Int64
    /// When each offset began, ascending.
    private let starts: [Int64]
    private let offsets: [Int64]
    private let rule: DaylightRule?

    init(initialOffset: Int64, starts: [Int64] = [], offsets: [Int64] = [], rule: DaylightRule? = nil) {
        self.initialOffset = initialOffset
        self.starts = starts
        self.offsets = offsets
        self.rule = rule
    }

    func offset(at second: Int64) -> Int64 {
        let position = countOfStarts(through: second)
        if position == starts.count, let rule { return rule.offset(at: second) }
        return position == 0 ? initialOffset : offsets[position - 1]
    }

    /// The first change later than `second`.
    func transition(after second: Int64) -> Int64? {
        let position = countOfStarts(through: second)
        return position < starts.count ? starts[position] : rule?.transition(after: second)
    }

    private func countOfStarts(through second: Int64) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension ZoneRules {
    /// Reads a compiled zone file of version 2 or later (RFC 9636); `nil` where it is damaged or counts leap seconds.
    convenience init?(tzif bytes: [UInt8]) {
        guard let old = TZifHeader(bytes, at: 0), old.version >= UInt8(ascii: "2"),
            let header = TZifHeader(bytes, at: TZifHeader.length + old.blockLength(timeBytes: 4)), header.leaps == 0
        else { return nil }
        let times = header.start + TZifHeader.length
        let kinds = times + header.times * 8
        let types = kinds + header.times
        let footer = header.start + TZifHeader.length + header.blockLength(timeBytes: 8)
        guard header.types > 0, footer < bytes.count, bytes[footer] == UInt8(ascii: "\n") else { return nil }
        let offsetOfType = (0..<header.types).map { Int64(bytes.bigEndianInt32(at: types + $0 * 6)) }
        let chosen = (0..<header.times).map { Int(bytes[kinds + $0]) }
        guard chosen.allSatisfy({ $0 < header.types }) else { return nil }
        let text = bytes[(footer + 1)...].prefix { $0 != UInt8(ascii: "\n") }
        self.init(
            initialOffset: offsetOfType[0],
            starts: (0..<header.times).map { bytes.bigEndianInt64(at: times + $0 * 8) },
            offsets: chosen.map { offsetOfType[$0] },
            rule: DaylightRule(posix: String(decoding: text, as: UTF8.self))
        )
    }
}

/// The counts before each of a zone file's two blocks.
private struct TZifHeader {
    static let length = 44
    let start: Int
    let version: UInt8
    let universals: Int, standards: Int, leaps: Int, times: Int, types: Int, letters: Int

    init?(_ bytes: [UInt8], at start: Int) {
        guard start >= 0, start + Self.length <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8)
        else { return nil }
        let counts = (0..<6).map { Int(bytes.bigEndianInt32(at: start + 20 + $0 * 4)) }
        guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
        self.start = start
        version = bytes[start + 4]
        (universals, standards, leaps) = (counts[0], counts[1], counts[2])
        (times, types, letters) = (counts[3], counts[4], counts[5])
    }

    func blockLength(timeBytes: Int) -> Int {
        times * (timeBytes + 1) + types * 6 + letters + leaps * (timeBytes + 4) + standards + universals
    }
}

extension [UInt8] {
    fileprivate func bigEndianInt32(at position: Int) -> Int32 {
        Int32(bitPattern: self[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) })
    }

    fileprivate func bigEndianInt64(at position: Int) -> Int64 {
        Int64(bitPattern: self[position..<position + 8].reduce(0) { $0 << 8 | UInt64($1) })
    }
}
