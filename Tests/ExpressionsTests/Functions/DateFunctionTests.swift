import Testing
import Vocabulary

@Suite struct DateFunctionTests {
    @Test(
        arguments: [
            ("addMinutes(now(), 90)", "2026-06-15T13:30:00.000Z"),
            ("addMonths(\"2026-01-31\", 1)", "2026-02-28T00:00:00.000Z"),
            ("addYears(\"2028-02-29\", 1)", "2029-02-28T00:00:00.000Z"),
            ("addWeeks(\"2026-01-01\", 2)", "2026-01-15T00:00:00.000Z"),
            ("addMonths(\"2026-03-15T10:00:00Z\", -14)", "2025-01-15T10:00:00.000Z"),
            ("truncateToStartOfQuarter(now())", "2026-04-01T00:00:00.000Z"),
            ("truncateToStartOfWeek(now())", "2026-06-15T00:00:00.000Z"),
            ("toDateTime(1000)", "1970-01-01T00:00:01.000Z"),
            ("toDateTime(\"2026-03-01T10:00+02:00\")", "2026-03-01T08:00:00.000Z"),
            ("date(2026, 2, 28)", "2026-02-28T00:00:00.000Z"), ("date(2026, 2, 30)", nil),
            ("addDays(now(), 9999999)", nil),
        ] as [(String, String?)]
    )
    func `dates are shifted and made`(source: String, expected: String?) throws {
        #expect(try Story.value(source) == expected.map { .moment(Story.at($0)) } ?? .null)
    }

    @Test(
        arguments: [
            ("dayOfWeek(\"2026-06-14\")", 7), ("dayOfMonth(now())", 15), ("dayOfYear(\"2026-12-31\")", 365),
            ("getMonth(now())", 6), ("yearOf(now())", 2026), ("dateDiff(\"2026-06-01\", \"2026-06-15T23:59:00Z\")", 14),
            ("dateDiff(now(), \"2026-06-01\")", -14), ("diffInSeconds(now(), \"2026-06-15T11:59:00Z\")", 60),
            ("age(birthday)", 36), ("age(\"1990-06-16\")", 35), ("ageInDays(\"2026-06-01\")", 14),
            ("inLastHours(\"2026-06-15T11:00:00Z\", 1)", false), ("inLastHours(\"2026-06-15T11:00:00.001Z\", 1)", true),
            ("inLastDays(now(), 1)", true), ("inNextHours(now(), 1)", false),
            ("inNextHours(\"2026-06-15T13:00:00Z\", 1)", true),
            ("inLastHours(\"2026-06-15T10:45:00Z\", 1.5)", true), ("inLastDays(now(), 0)", false),
            ("formatDate(\"2026-06-05T07:08:09Z\", \"yyyy-MM-dd HH:mm:ss.SSS\")", "2026-06-05 07:08:09.000"),
            (
                "formatDate(\"2026-06-05T15:08:09Z\", \"EEEE d MMM yy, h 'o' '' 'clock' a X\")",
                "Friday 5 Jun 26, 3 o ' clock PM Z"
            ),
            ("formatDate(now(), \"q\".concat(\"q\"))", nil),
        ] as [(String, AttributeValue)]
    )
    func `dates are measured and shown`(source: String, expected: AttributeValue) throws {
        #expect(try Story.value(source) == expected)
    }

    @Test(
        arguments: [
            // 02:30 does not exist: the next valid minute. It exists twice: the first.
            ("addDays(\"2026-03-28T02:30:00\", 1)", "Europe/Stockholm", "2026-03-29T01:00:00Z"),
            ("addDays(\"2026-10-24T02:30:00\", 1)", "Europe/Stockholm", "2026-10-25T00:30:00Z"),
            ("addDays(\"2026-03-07T02:30:00\", 1)", "America/New_York", "2026-03-08T07:00:00Z"),
            ("addDays(\"2026-10-31T01:30:00\", 1)", "America/New_York", "2026-11-01T05:30:00Z"),
            ("addHours(\"2026-03-08T01:30:00\", 1)", "America/New_York", "2026-03-08T07:30:00Z"),
            // 30 December 2011 does not exist in Samoa.
            ("addDays(\"2011-12-29T12:00:00\", 1)", "Pacific/Apia", "2011-12-30T10:00:00Z"),
            ("addDays(\"2011-12-29T12:00:00\", 2)", "Pacific/Apia", "2011-12-30T22:00:00Z"),
            ("truncateToStartOfDay(\"2026-06-15T18:15:00Z\")", "Asia/Kathmandu", "2026-06-15T18:15:00Z"),
            ("truncateToStartOfHour(\"2026-06-15T18:20:00Z\")", "Asia/Kathmandu", "2026-06-15T18:15:00Z"),
            ("date(2026, 6, 15)", "America/New_York", "2026-06-15T04:00:00Z"),
        ])
    func `days are those of the zone`(source: String, zone: String, expected: String) throws {
        #expect(try Story.value(source, zone: zone) == .moment(Story.at(expected)))
    }
}
