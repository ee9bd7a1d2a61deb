/// The yearly rule at the end of a zone file (a POSIX `TZ` text, `CET-1CEST,M3.5.0,M10.5.0/3`), for all later times.
struct DaylightRule: Sendable {
    private let standard: Int64
    private let summer: Summer?

    private struct Summer: Sendable {
        var offset: Int64
        var start: YearlyDate
        var end: YearlyDate
    }

    init?(posix text: String) {
        var reader = PosixReader(text)
        guard reader.skipName(), let standard = reader.readSeconds() else { return nil }
        self.standard = -standard
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        let offset = reader.peek(",") ? self.standard + 3600 : reader.readSeconds().map { -$0 }
        guard let offset, reader.take(","), let start = reader.readDate(), reader.take(","),
            let end = reader.readDate(), reader.isAtEnd
        else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    func offset(at second: Int64) -> Int64 {
        guard let summer else { return standard }
        return changes(around: second, summer).last { $0.second <= second }?.offset ?? standard
    }

    func transition(after second: Int64) -> Int64? {
        guard let summer else { return nil }
        return changes(around: second, summer).first { $0.second > second }?.second
    }

    /// The changes of the year of `second` and its neighbours, ascending.
    private func changes(around second: Int64, _ summer: Summer) -> [(second: Int64, offset: Int64)] {
        let moment = Moment(milliseconds: second.multipliedReportingOverflow(by: 1000).partialValue)
        let year = CivilTime(utc: moment).year
        return (year - 1...year + 1).flatMap { year in
            [
                (summer.start.second(in: year) - standard, summer.offset),
                (summer.end.second(in: year) - summer.offset, standard),
            ]
        }.sorted { $0.0 < $1.0 }
    }
}

/// A day of every year and a time on it.
struct YearlyDate: Sendable {
    enum Day: Sendable {
        /// 1 to 365; 29 February is never counted.
        case julian(Int)
        /// 0 to 365; 29 February is counted.
        case zeroBased(Int)
        /// The nth (5: last) weekday (0 is Sunday) of a month.
        case weekday(month: Int, week: Int, day: Int)
    }

    var day: Day
    /// Seconds after midnight; may lie in a neighbouring day.
    var time: Int64

    /// Seconds from the epoch to this date in `year`, on a local clock.
    func second(in year: Int) -> Int64 { Int64(days(in: year)) * 86_400 + time }

    private func days(in year: Int) -> Int {
        let first = CivilTime(year: year, month: 1, day: 1).daysSinceEpoch
        switch day {
        case .julian(let number): return first + number - 1 + (CivilTime.isLeap(year) && number >= 60 ? 1 : 0)
        case .zeroBased(let number): return first + number
        case .weekday(let month, let week, let weekday):
            let start = CivilTime(year: year, month: month, day: 1)
            let offset = (weekday - start.weekday % 7 + 7) % 7 + (week - 1) * 7
            let isPast = offset >= CivilTime.daysIn(month: month, year: year)
            return start.daysSinceEpoch + (isPast ? offset - 7 : offset)
        }
    }
}

/// Reads the parts of a POSIX `TZ` text.
private struct PosixReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    func peek(_ scalar: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: scalar) }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek(scalar) else { return false }
        rest.removeFirst()
        return true
    }

    /// `CET` or `<+0545>`.
    mutating func skipName() -> Bool {
        let before = rest.count
        if take("<") {
            rest = rest.drop { $0 != UInt8(ascii: ">") }
            return take(">")
        }
        rest = rest.drop { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        return rest.count < before
    }

    mutating func readNumber() -> Int? {
        let digits = rest.prefix { (48...57).contains($0) }
        rest = rest.dropFirst(digits.count)
        return Int(Substring(digits))
    }

    /// `[+-]h[h][:mm[:ss]]`.
    mutating func readSeconds() -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = readNumber(), hours <= 167 else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where take(":") {
            guard let part = readNumber(), part < 60 else { return nil }
            seconds += part * unit
        }
        return Int64(isNegative ? -seconds : seconds)
    }

    /// `Mm.w.d`, `Jn` or `n`, with an optional `/time`.
    mutating func readDate() -> YearlyDate? {
        guard let day = readDay() else { return nil }
        guard take("/") else { return YearlyDate(day: day, time: 7200) }
        return readSeconds().map { YearlyDate(day: day, time: $0) }
    }

    private mutating func readDay() -> YearlyDate.Day? {
        if take("J") { return readNumber().map(YearlyDate.Day.julian) }
        guard take("M") else { return readNumber().map(YearlyDate.Day.zeroBased) }
        guard let month = readNumber(), take("."), let week = readNumber(), take("."), let day = readNumber(),
            (1...12).contains(month), (1...5).contains(week), (0...6).contains(day)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }
}
