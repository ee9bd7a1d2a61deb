import Testing
import Vocabulary

@testable import Deliveries

@Suite struct QuietHoursTests {
    static let stockholm = Zone("Europe/Stockholm") ?? .utc
    static let night = QuietHours(text: "21:00-08:00")

    static func local(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int = 0) -> Moment {
        stockholm.moment(of: CivilTime(year: 2026, month: month, day: day, hour: hour, minute: minute))
    }

    @Test(arguments: [
        (local(3, 4, 20, 59), nil), (local(3, 4, 21), local(3, 5, 8)), (local(3, 5, 7, 59), local(3, 5, 8)),
        (local(3, 5, 8), nil),
    ])
    func `a night crosses midnight on the recipient's wall clock`(now: Moment, end: Moment?) {
        #expect(Self.night?.end(at: now, zone: Self.stockholm) == end)
    }

    @Test func `the night when clocks go forward is an hour shorter`() throws {
        // 29 March 2026, 02:00 → 03:00.
        let end = try #require(Self.night?.end(at: Self.local(3, 28, 22), zone: Self.stockholm))
        #expect(end == Self.local(3, 29, 8))
        #expect(end - Self.local(3, 28, 22) == .hours(9))
    }

    @Test func `the night when clocks go back is an hour longer`() throws {
        // 25 October 2026, 03:00 → 02:00.
        let end = try #require(Self.night?.end(at: Self.local(10, 24, 22), zone: Self.stockholm))
        #expect(end - Self.local(10, 24, 22) == .hours(11))
    }

    @Test func `an end that the clock skips is the next minute there is`() throws {
        let quiet = try #require(QuietHours(text: "22:00-02:30"))
        #expect(quiet.end(at: Self.local(3, 29, 1), zone: Self.stockholm) == Self.local(3, 29, 3))
    }

    @Test func `an end that the clock shows twice is waited for where it lies ahead`() throws {
        let quiet = try #require(QuietHours(text: "22:00-02:30"))
        let first = Self.local(10, 25, 2, 15)
        #expect(quiet.end(at: first, zone: Self.stockholm) == first + .minutes(15))
        // The same reading an hour later: the first 02:30 is over, the second is a quarter of an hour away.
        let second = first + .hours(1)
        #expect(quiet.end(at: second, zone: Self.stockholm) == second + .minutes(15))
    }

    @Test(arguments: ["", "21:00", "21:00-21:00", "24:00-08:00", "21:60-08:00", "x-y", "21-08"])
    func `what names no hours is none`(text: String) {
        #expect(QuietHours(text: text) == nil)
    }

    @Test func `hours are written as they are read`() {
        #expect(Self.night?.description == "21:00-08:00")
    }
}
