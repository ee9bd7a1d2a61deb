import Vocabulary

enum DateFunction: UInt8, Sendable {
    case now, today, currentTimeInMillis, date, toDateTime
    case addSeconds, addMinutes, addHours, addDays, addWeeks, addMonths, addYears
    case dateDiff, diffInSeconds, diffInMinutes, diffInHours, age, ageInDays
    case dayOfWeek, dayOfMonth, dayOfYear, monthOf, yearOf, hourOf, minuteOf, secondOf
    case startOfHour, startOfDay, startOfWeek, startOfMonth, startOfQuarter, startOfYear
    case inLastMinutes, inLastHours, inLastDays, inNextMinutes, inNextHours, inNextDays
    case formatDate
}

extension FunctionCatalog {
    static let date: [FunctionEntry] = clock + shifts + differences + parts + windows

    private static let moment = parameter("date", .date)

    private static func entry(
        _ names: String..., takes parameters: [FunctionEntry.Parameter], optional: Int = 0, gives result: Kinds,
        _ function: DateFunction, readsClock: Bool = false
    ) -> FunctionEntry {
        .init(
            name: names[0], aliases: Array(names.dropFirst()), parameters: parameters, optional: optional,
            result: result, function: .date(function), readsClock: readsClock)
    }

    private static let clock = [
        entry("now", "getCurrentZonedDateTime", takes: [], gives: .moment, .now, readsClock: true),
        entry("today", takes: [], gives: .moment, .today, readsClock: true),
        entry("currentTimeInMillis", takes: [], gives: .number, .currentTimeInMillis, readsClock: true),
        entry(
            "date", takes: [parameter("year", .number), parameter("month", .number), parameter("day", .number)],
            gives: .moment, .date),
        entry(
            "toDateTime", "stringToDate", takes: [parameter("value", [.moment, .text, .number])], gives: .moment,
            .toDateTime),
        entry("formatDate", takes: [moment, parameter("pattern", .text)], gives: .text, .formatDate),
    ]

    private static let shifts = [
        ("addSeconds", "seconds", DateFunction.addSeconds), ("addMinutes", "minutes", .addMinutes),
        ("addHours", "hours", .addHours), ("addDays", "days", .addDays), ("addWeeks", "weeks", .addWeeks),
        ("addMonths", "months", .addMonths), ("addYears", "years", .addYears),
    ].map { entry($0.0, takes: [moment, parameter($0.1, .number)], gives: .moment, $0.2) }

    private static let differences = [
        entry("dateDiff", takes: [parameter("from", .date), parameter("to", .date)], gives: .number, .dateDiff),
        entry("age", takes: [moment], gives: .number, .age, readsClock: true),
        entry("ageInDays", takes: [moment], gives: .number, .ageInDays, readsClock: true),
    ] + [
        ("diffInSeconds", DateFunction.diffInSeconds), ("diffInMinutes", .diffInMinutes),
        ("diffInHours", .diffInHours),
    ].map { entry($0.0, takes: [parameter("end", .date), parameter("start", .date)], gives: .number, $0.1) }

    private static let parts = [
        entry("dayOfWeek", takes: [moment], gives: .number, .dayOfWeek),
        entry("dayOfMonth", "getDayOfMonth", takes: [moment], gives: .number, .dayOfMonth),
        entry("dayOfYear", takes: [moment], gives: .number, .dayOfYear),
        entry("monthOf", "getMonth", "extractMonth", takes: [moment], gives: .number, .monthOf),
        entry("yearOf", "getYear", "extractYear", takes: [moment], gives: .number, .yearOf),
        entry("hourOf", "extractHours", takes: [moment], gives: .number, .hourOf),
        entry("minuteOf", "extractMinutes", takes: [moment], gives: .number, .minuteOf),
        entry("secondOf", "extractSeconds", takes: [moment], gives: .number, .secondOf),
        entry("truncateToStartOfHour", takes: [moment], gives: .moment, .startOfHour),
        entry("truncateToStartOfDay", takes: [moment], gives: .moment, .startOfDay),
        entry("truncateToStartOfWeek", takes: [moment], gives: .moment, .startOfWeek),
        entry("truncateToStartOfMonth", takes: [moment], gives: .moment, .startOfMonth),
        entry("truncateToStartOfQuarter", takes: [moment], gives: .moment, .startOfQuarter),
        entry("truncateToStartOfYear", takes: [moment], gives: .moment, .startOfYear),
    ]

    private static let windows = [
        ("inLastMinutes", "minutes", DateFunction.inLastMinutes), ("inLastHours", "hours", .inLastHours),
        ("inLastDays", "days", .inLastDays), ("inNextMinutes", "minutes", .inNextMinutes),
        ("inNextHours", "hours", .inNextHours), ("inNextDays", "days", .inNextDays),
    ].map { entry($0.0, takes: [moment, parameter($0.1, .number)], gives: .bool, $0.2, readsClock: true) }
}

extension Evaluator {
    /// Date functions; what is no date gives null. Dates that move with the clock are followed, numbers are settled.
    mutating func callDate(_ function: DateFunction, _ base: Int, _ count: Int) -> Slot {
        for position in base..<base + count where function != .toDateTime {
            if case .moment = value(position) {} else { settle(stack[position]) }
        }
        switch function {
        case .now: return Slot(value: .moment(context.now), motion: .clock(at: now))
        case .today: return startOf(.day, Instant(milliseconds: now, moves: true))
        case .currentTimeInMillis: return Slot(value: .integer(now), motion: .clock(at: now))
        case .date: return civilDate(base)
        case .toDateTime: return dateTime(base)
        case .addSeconds, .addMinutes, .addHours, .addDays, .addWeeks, .addMonths, .addYears:
            return shifted(function, base)
        case .dateDiff: return difference(from: base, to: base + 1, unit: 86_400_000)
        case .diffInSeconds: return difference(from: base + 1, to: base, unit: 1000)
        case .diffInMinutes: return difference(from: base + 1, to: base, unit: 60_000)
        case .diffInHours: return difference(from: base + 1, to: base, unit: 3_600_000)
        case .age: return age(base)
        case .ageInDays: return ageInDays(base)
        case .dayOfWeek, .dayOfMonth, .dayOfYear: return part(base, .day) { Self.day(function, of: $0) }
        case .monthOf: return part(base, .month, \.month)
        case .yearOf: return part(base, .year, \.year)
        case .hourOf: return part(base, .hour, \.hour)
        case .minuteOf: return part(base, .minute, \.minute)
        case .secondOf: return part(base, .second, \.second)
        case .startOfHour: return startOf(.hour, instant(base))
        case .startOfDay: return startOf(.day, instant(base))
        case .startOfWeek: return startOf(.week, instant(base))
        case .startOfMonth: return startOf(.month, instant(base))
        case .startOfQuarter: return startOf(.quarter, instant(base))
        case .startOfYear: return startOf(.year, instant(base))
        case .inLastMinutes: return inLast(base, unit: 60_000)
        case .inLastHours: return inLast(base, unit: 3_600_000)
        case .inLastDays: return inLast(base, unit: 86_400_000)
        case .inNextMinutes: return inNext(base, unit: 60_000)
        case .inNextHours: return inNext(base, unit: 3_600_000)
        case .inNextDays: return inNext(base, unit: 86_400_000)
        case .formatDate: return formatted(base)
        }
    }

    private static func day(_ function: DateFunction, of civil: CivilTime) -> Int {
        if function == .dayOfWeek { return civil.weekday }
        if function == .dayOfMonth { return civil.day }
        return civil.daysSinceEpoch - CivilTime(year: civil.year, month: 1, day: 1).daysSinceEpoch + 1
    }
}
