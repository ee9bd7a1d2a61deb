import Expressions
import Testing
import Vocabulary

@Suite struct ValidUntilTests {
    @Test(
        arguments: [
            ("age > 1", nil), ("now() > \"2026-06-16\"", "2026-06-16T00:00:00.001Z"),
            ("now() >= \"2026-06-16\"", "2026-06-16"),
            ("now() < \"2026-06-16\"", "2026-06-16"), ("now() > \"2026-06-14\"", nil),
            ("\"2026-06-16\" <= now()", "2026-06-16"),
            ("now()", "2026-06-15T12:00:00.001Z"), ("now() is null", nil), ("now() > now()", nil),
            ("addDays(now(), -30) > \"2026-06-01\"", "2026-07-01T00:00:00.001Z"),
            ("addDays(now(), 1) > now()", nil), ("today() = date(2026, 6, 15)", "2026-06-16"),
            ("dayOfWeek(now()) = 1", "2026-06-16"), ("monthOf(now()) = 6", "2026-07-01"),
            ("yearOf(now())", "2027-01-01"),
            ("hourOf(now()) >= 9", "2026-06-15T13:00Z"), ("truncateToStartOfWeek(now())", "2026-06-22"),
            ("inLastDays(\"2026-06-14T12:00:00Z\", 3)", "2026-06-17T12:00Z"), ("inLastDays(\"2026-06-01\", 3)", nil),
            ("inLastDays(\"2026-06-20\", 3)", "2026-06-20"), ("inNextDays(\"2026-06-20\", 3)", "2026-06-17"),
            ("inNextDays(\"2026-06-16\", 3)", "2026-06-16"), ("inNextHours(\"2026-06-14\", 3)", nil),
            ("dateDiff(\"2026-06-01\", now()) >= 30", "2026-07-01"), ("dateDiff(\"2026-06-01\", now())", "2026-06-16"),
            ("diffInSeconds(now(), \"2026-06-01\") > 3600", nil),
            ("diffInHours(\"2026-06-16\", now()) < 2", "2026-06-15T22:00:00.001Z"),
            ("age(birthday) >= 36", "2027-02-28"), ("ageInDays(birthday) > 10", nil),
            ("formatDate(now(), \"HH:mm\")", "2026-06-15T12:01Z"), ("formatDate(now(), \"EEEE\")", "2026-06-16"),
            ("concat(now(), \"\")", "2026-06-15T13:00Z"), ("false and now() > \"2026-06-16\"", nil),
            ("true or inLastDays(\"2026-06-14\", 3)", nil), ("vip ? 1 : now()", nil),
            ("now() in [\"2026-06-16\", \"2026-06-17\"]", "2026-06-16"),
            ("currentTimeInMillis() > 1.5", nil),
            ("1 - dateDiff(now(), \"2026-06-20\") > 0", "2026-06-19T00:00:00.001Z"),
        ] as [(String, String?)]
    )
    func `an answer knows until when it holds`(source: String, expected: String?) throws {
        #expect(try Story.until(source) == expected.map(Story.at))
    }

    /// Where clocks are turned the next local midnight is no day away.
    @Test func `a bound never passes a change of offset`() throws {
        let before = Story.at("2026-03-28T23:30:00Z")
        #expect(
            try Story.until("dayOfWeek(now())", now: before, zone: "Europe/Stockholm") == Story.at("2026-03-29T01:00Z")
        )
        #expect(
            try Story.until("addDays(now(), 1) > \"2026-03-29T20:00:00Z\"", now: before, zone: "Europe/Stockholm")
                == Story.at("2026-03-29T01:00Z")
        )
    }

    /// SEMANTICS 4, on expressions of every kind at moments where clocks do odd things.
    @Test(arguments: 0..<40)
    func `the answer is the same at every moment until the bound`(seed: UInt64) throws {
        var generator = RandomExpressions(seed: seed)
        for _ in 0..<60 {
            let source = generator.expression()
            let expression = try Expression(source, roots: ["run"])
            guard expression.followsClock else { continue }
            let (now, zone) = (generator.moment(), generator.zone())
            let evaluation = try expression.evaluate(in: Story.context(now: now, zone: zone))
            #expect(evaluation.validUntil.map { $0 > now } ?? true, "\(source)")
            for moment in generator.moments(from: now, until: evaluation.validUntil) {
                let later = try expression.evaluate(in: Story.context(now: moment, zone: zone)).value
                #expect(later == evaluation.value, "\(source) at \(now) and \(moment) in \(zone)")
            }
        }
    }
}

/// Random expressions about time, the same for the same seed.
struct RandomExpressions {
    private var generator: SplitMix

    init(seed: UInt64) { generator = SplitMix(state: seed) }

    mutating func expression() -> String { Bool.random(using: &generator) ? condition(3) : value(2) }

    mutating func zone() -> String {
        pick(["UTC", "Europe/Stockholm", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe"])
    }

    /// Often close to a change of clocks or an event's window.
    mutating func moment() -> Moment {
        let anchors = [
            "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-03-08T07:00:00Z", "2011-12-30T10:00:00Z",
            "2026-12-31T23:59:59Z", "2026-06-15T12:00:00Z", "2028-02-29T00:00:00Z", "2026-01-31T10:00:00Z",
        ]
        return Story.at(pick(anchors)) + .milliseconds(pick([0, 0, 1, -1, number(3_600_000), number(864_000_000)]))
    }

    /// Both ends, moments near them and some between.
    mutating func moments(from now: Moment, until: Moment?) -> [Moment] {
        let end = until ?? now + .days(5000)
        let length = end.milliseconds - now.milliseconds
        let inside = (0..<8).map { _ in now + .milliseconds(Int64.random(in: 0..<length, using: &generator)) }
        let near = [1, 1000, 3_600_000, 86_400_000].map { now + .milliseconds($0) }
        return (inside + near + [end - .milliseconds(1)]).filter { $0 < end }
    }

    private mutating func condition(_ depth: Int) -> String {
        switch depth > 0 ? Int.random(in: 0..<9, using: &generator) : Int.random(in: 3..<9, using: &generator) {
        case 0: "(\(condition(depth - 1)) and \(condition(depth - 1)))"
        case 1: "(\(condition(depth - 1)) or \(condition(depth - 1)))"
        case 2: "not \(condition(depth - 1))"
        case 3: "\(date(2)) \(comparison()) \(date(2))"
        case 4: "\(window())(\(date(1)), \(pick([0, 1, 3, 30, 100])))"
        case 5: "\(value(2)) \(comparison()) \(number(40))"
        case 6: "xEvent[\(elementCondition())].count() \(comparison()) \(pick([0, 1, 2, 3, 4]))"
        case 7: "xEvent.\(pick(["exists", "all"]))(\(elementCondition()))"
        default: "\(number(30)) - \(value(1)) \(comparison()) \(number(30))"
        }
    }

    private mutating func elementCondition() -> String {
        pick([
            "eventType = \"Order Completed\" and \(window())(timestamp, \(pick([1, 30, 90])))",
            "timestamp \(comparison()) \(date(1))", "\(window())(timestamp, 50) or properties.total > 20",
            "dateDiff(timestamp, now()) \(comparison()) \(number(60))",
        ])
    }

    private mutating func value(_ depth: Int) -> String {
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: "dateDiff(\(date(1)), \(date(1)))"
        case 1: "\(pick(["diffInHours", "diffInMinutes"]))(\(date(1)), \(date(1)))"
        case 2:
            "\(pick(["dayOfWeek", "dayOfMonth", "dayOfYear", "monthOf", "yearOf", "hourOf", "minuteOf"]))(\(date(1)))"
        case 3: "xEvent[\(elementCondition())].count()"
        case 4: "\(pick(["age", "ageInDays"]))(\(date(0)))"
        case 5 where depth > 0: "if(\(condition(depth - 1)), \(value(depth - 1)), \(value(depth - 1)))"
        case 6 where depth > 0: "(\(value(depth - 1)) \(pick(["+", "-", "*"])) \(pick([1, 2, -3])))"
        default: "length(formatDate(\(date(1)), \"\(pick(["EEEE", "MMMM d", "yyyy", "EEEE HH:mm"]))\"))"
        }
    }

    private mutating func date(_ depth: Int) -> String {
        let kinds = depth > 0 ? 6 : 4
        return switch Int.random(in: 0..<kinds, using: &generator) {
        case 0, 1: "now()"
        case 2: "\"\(moment())\""
        case 3: pick(["birthday", "today()", "\"2026-03-29\"", "xEvent.last().timestamp", "date(2026, 10, 25)"])
        case 4:
            "\(pick(["addDays", "addMonths", "addHours", "addYears", "addMinutes"]))(\(date(depth - 1)), \(number(40) - 20))"
        default: "truncateToStartOf\(pick(["Day", "Week", "Month", "Quarter", "Year", "Hour"]))(\(date(depth - 1)))"
        }
    }

    private mutating func window() -> String {
        pick(["inLastDays", "inLastHours", "inNextDays", "inNextHours", "inLastMinutes"])
    }

    private mutating func comparison() -> String { pick(["<", "<=", ">", ">=", "=", "!="]) }
    private mutating func number(_ limit: Int64) -> Int64 { Int64.random(in: 0..<limit, using: &generator) }
    private mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &generator)] }
}

/// A small seeded generator.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
