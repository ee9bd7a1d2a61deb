import Testing
import Vocabulary

@Suite struct MomentTests {
    /// 2026-03-01T10:20:30Z.
    private static let base: Int64 = 1_772_360_430_000

    @Test(
        arguments: [
            ("2026-03-01T10:20:30Z", 0), ("2026-03-01T10:20:30.1Z", 100), ("2026-03-01T10:20:30.12Z", 120),
            ("2026-03-01T10:20:30.123Z", 123), ("2026-03-01T10:20:30.1239Z", 123),
            ("2026-03-01T10:20:30.123456789Z", 123),
            ("2026-03-01T10:20:30,5Z", 500), ("2026-03-01t10:20:30z", 0), ("2026-03-01 10:20:30Z", 0),
            ("2026-03-01T10:20:30", 0), ("2026-03-01T10:20:30+00:00", 0), ("2026-03-01T12:20:30+02:00", 0),
            ("2026-03-01T12:20:30+0200", 0), ("2026-03-01T12:20:30+02", 0), ("2026-03-01T04:50:30-05:30", 0),
            ("2026-03-01 10:20:30.123456+00", 123), ("2026-03-01T10:20", -30_000), ("2026-03-01T10:20Z", -30_000),
            ("2026-03-01", -37_230_000), ("2026-03-01T24:00:00Z", 49_170_000), ("2026-02-28T23:59:60Z", -37_230_000),
        ])
    func `every ISO 8601 form that clients send is read`(text: String, offset: Int64) {
        #expect(Moment(iso8601: text)?.milliseconds == Self.base + offset)
    }

    @Test(
        arguments: [
            "", "2026", "2026-03", "2026-3-1", "20260301T102030Z", "2026-02-30", "2025-02-29", "2026-13-01",
            "2026-00-01",
            "2026-01-00", "2026-03-01T", "2026-03-01T25:00", "2026-03-01T24:00:01", "2026-03-01T10:60",
            "2026-03-01T10:20:61",
            "2026-03-01T10:20:30.", "2026-03-01T10:20:30.1234567890Z", "2026-03-01T10:20:30+2",
            "2026-03-01T10:20:30+24:00",
            "2026-03-01T10:20:30+02:60", "2026-03-01T10:20:30ZZ", " 2026-03-01", "2026-03-01 ", "-026-03-01",
            "2026-03-01T10",
            "２026-03-01", "now",
        ])
    func `a date that is none is none`(text: String) {
        #expect(Moment(iso8601: text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (base + 7, "2026-03-01T10:20:30.007Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ])
    func `it is written in one form and read back`(milliseconds: Int64, text: String) {
        let moment = Moment(milliseconds: milliseconds)
        #expect(moment.iso8601 == text)
        #expect(Moment(iso8601: text) == moment)
    }

    @Test func `sums stop at the ends of time`() {
        #expect(Moment.distantFuture + .days(1) == .distantFuture)
        #expect(Moment.distantPast - .days(1) == .distantPast)
        #expect(Moment.epoch + .minutes(-1) == Moment(milliseconds: -60_000))
        #expect(Moment(milliseconds: 1500) - Moment.epoch == .milliseconds(1500))
        #expect(Moment.distantFuture.description == "\(Int64.max) ms")
    }
}
