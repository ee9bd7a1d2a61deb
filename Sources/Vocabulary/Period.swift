/// A length of time as its author wrote it, in ISO 8601: `P30D`, `PT1H30M`, `P2W`.
///
/// Years and months are refused, for their length depends on the calendar. The text is kept, so that saving a
/// definition does not turn `PT720H` into `P30D`.
public struct Period: Hashable, Sendable {
    public let text: String
    public let duration: Duration

    public init?(_ text: String) {
        guard let seconds = Self.seconds(in: text) else { return nil }
        self.text = text
        duration = .seconds(seconds)
    }

    /// Three years and a bit: beyond it a wait is a mistake.
    public static let longest: Duration = .days(1100)

    private static func seconds(in text: String) -> Int64? {
        var rest = text.utf8[...]
        guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
        var seconds: Int64 = 0
        var units: [(UInt8, Int64)] = [(UInt8(ascii: "W"), 604_800), (UInt8(ascii: "D"), 86_400)]
        let timeUnits: [(UInt8, Int64)] = [
            (UInt8(ascii: "H"), 3600), (UInt8(ascii: "M"), 60), (UInt8(ascii: "S"), 1),
        ]
        var isTime = false
        while let byte = rest.first {
            if byte == UInt8(ascii: "T"), !isTime, rest.count > 1 {
                (isTime, units) = (true, timeUnits)
                rest.removeFirst()
                continue
            }
            guard let part = readPart(&rest, &units), let sum = seconds.adding(part) else { return nil }
            seconds = sum
        }
        return seconds
    }

    /// A number with its unit, in seconds; units come in falling order, each at most once.
    private static func readPart(_ rest: inout Substring.UTF8View, _ units: inout [(UInt8, Int64)]) -> Int64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        guard let count = Int64(Substring(digits)), let letter = rest.popFirst(),
            let place = units.firstIndex(where: { $0.0 == letter })
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: units[place].1)
        units.removeSubrange(...place)
        return overflow ? nil : product
    }
}

extension Int64 {
    fileprivate func adding(_ other: Int64) -> Int64? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }
}
