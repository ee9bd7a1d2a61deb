import Vocabulary

enum DateFunction: Equatable, Sendable {
    case now, today, currentTimeInMillis, date, toDateTime, formatDate, age, ageInDays
    case shift(DateShift)
    /// Whole units of so many milliseconds from the first date to the second, or the other way about.
    case difference(unit: Int64, isBackward: Bool)
    case part(DatePart)
    case start(LocalCalendar.Unit)
    case inLast(unit: Int64)
    case inNext(unit: Int64)
}

/// By what a date is shifted.
enum DateShift: Equatable, Sendable {
    case milliseconds(Int64)
    case days(Int64)
    case months(Int64)
}

enum DatePart: UInt8, Sendable {
    case dayOfWeek, dayOfMonth, dayOfYear, month, year, hour, minute, second

    /// The unit within which the part stays the same.
    var unit: LocalCalendar.Unit {
        switch self {
        case .dayOfWeek, .dayOfMonth, .dayOfYear: .day
        case .month: .month
        case .year: .year
        case .hour: .hour
        case .minute: .minute
        case .second: .second
        }
    }

    func value(of civil: CivilTime) -> Int {
        switch self {
        case .dayOfWeek: civil.weekday
        case .dayOfMonth: civil.day
        case .dayOfYear: civil.daysSinceEpoch - CivilTime(year: civil.year, month: 1, day: 1).daysSinceEpoch + 1
        case .month: civil.month
        case .year: civil.year
        case .hour: civil.hour
        case .minute: civil.minute
        case .second: civil.second
        }
    }
}

extension FunctionCatalog {
    static let date: [FunctionEntry] = clock + shifts + ages + differences + parts + starts + windows

    private static let moment = parameter("date", .date)

    private static func entry(
        _ names: String...,
        takes parameters: [FunctionEntry.Parameter],
        optional: Int = 0,
        gives result: Kinds,
        _ function: DateFunction,
        readsClock: Bool = false
    ) -> FunctionEntry {
        .init(
            name: names[0],
            aliases: Array(names.dropFirst()),
            parameters: parameters,
            optional: optional,
            result: result,
            function: .date(function),
            readsClock: readsClock
        )
    }

    private static let clock = [
        entry("now", "getCurrentZonedDateTime", takes: [], gives: .moment, .now, readsClock: true),
        entry("today", takes: [], gives: .moment, .today, readsClock: true),
        entry("currentTimeInMillis", takes: [], gives: .number, .currentTimeInMillis, readsClock: true),
        entry(
            "date",
            takes: [parameter("year", .number), parameter("month", .number), parameter("day", .number)],
            gives: .moment,
            .date
        ),
        entry(
            "toDateTime",
            "stringToDate",
            takes: [parameter("value", [.moment, .text, .number])],
            gives: .moment,
            .toDateTime
        ),
        entry("formatDate", takes: [moment, parameter("pattern", .text)], gives: .text, .formatDate),
    ]

    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 3_600_000
    private static let day: Int64 = 86_400_000

    private static let shifts = [
        ("addSeconds", "seconds", DateShift.milliseconds(1000)), ("addMinutes", "minutes", .milliseconds(minute)),
        ("addHours", "hours", .milliseconds(hour)), ("addDays", "days", .days(1)), ("addWeeks", "weeks", .days(7)),
        ("addMonths", "months", .months(1)), ("addYears", "years", .months(12)),
    ].map { entry($0.0, takes: [moment, parameter($0.1, .number)], gives: .moment, .shift($0.2)) }

    private static let ages = [
        entry("age", takes: [moment], gives: .number, .age, readsClock: true),
        entry("ageInDays", takes: [moment], gives: .number, .ageInDays, readsClock: true),
    ]

    private static let differences =
        [
            entry(
                "dateDiff",
                takes: [parameter("from", .date), parameter("to", .date)],
                gives: .number,
                .difference(unit: day, isBackward: false)
            )
        ]
        + [("diffInSeconds", 1000), ("diffInMinutes", minute), ("diffInHours", hour)].map {
            entry(
                $0.0,
                takes: [parameter("end", .date), parameter("start", .date)],
                gives: .number,
                .difference(unit: $0.1, isBackward: true)
            )
        }

    private static let parts = [
        entry("dayOfWeek", takes: [moment], gives: .number, .part(.dayOfWeek)),
        entry("dayOfMonth", "getDayOfMonth", takes: [moment], gives: .number, .part(.dayOfMonth)),
        entry("dayOfYear", takes: [moment], gives: .number, .part(.dayOfYear)),
        entry("monthOf", "getMonth", "extractMonth", takes: [moment], gives: .number, .part(.month)),
        entry("yearOf", "getYear", "extractYear", takes: [moment], gives: .number, .part(.year)),
        entry("hourOf", "extractHours", takes: [moment], gives: .number, .part(.hour)),
        entry("minuteOf", "extractMinutes", takes: [moment], gives: .number, .part(.minute)),
        entry("secondOf", "extractSeconds", takes: [moment], gives: .number, .part(.second)),
    ]

    private static let starts = [
        ("Hour", LocalCalendar.Unit.hour), ("Day", .day), ("Week", .week), ("Month", .month), ("Quarter", .quarter),
        ("Year", .year),
    ].map { entry("truncateToStartOf" + $0.0, takes: [moment], gives: .moment, .start($0.1)) }

    private static let windows = [("Minutes", minute), ("Hours", hour), ("Days", day)].flatMap { name, unit in
        let count = parameter(name.lowercased(), .number)
        return [("inLast", DateFunction.inLast(unit: unit)), ("inNext", .inNext(unit: unit))].map {
            entry($0.0 + name, takes: [moment, count], gives: .bool, $0.1, readsClock: true)
        }
    }
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
        case .formatDate: return formatted(base)
        case .age: return age(base)
        case .ageInDays: return ageInDays(base)
        case .shift(let shift): return shifted(base, by: shift)
        case .difference(let unit, let isBackward):
            return difference(from: isBackward ? base + 1 : base, to: isBackward ? base : base + 1, unit: unit)
        case .part(let part): return partOf(base, part)
        case .start(let unit): return startOf(unit, instant(base))
        case .inLast(let unit): return inLast(base, unit: unit)
        case .inNext(let unit): return inNext(base, unit: unit)
        }
    }
}
