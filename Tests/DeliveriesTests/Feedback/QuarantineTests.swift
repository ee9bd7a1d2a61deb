import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite(.row("campaign 162"), .row("ajo M12")) struct QuarantineTests {
    private let start = TestClock().now

    /// What each error does, the errors being `hours` after the first.
    private func steps(_ hours: [Int64], limit: Int = 5) -> [Quarantine.Step] {
        var quarantine = Quarantine()
        return hours.map { quarantine.fail(at: start + .hours($0), limit: limit) }
    }

    @Test func `the fifth counted error quarantines, the fourth does not`() {
        #expect(steps([0, 24, 48, 72, 96]) == [.counted, .counted, .counted, .counted, .quarantined])
    }

    @Test func `errors count when they are a day apart, measured from the last that counted`() {
        #expect(steps([0, 23, 24, 47, 48]) == [.counted, .ignored, .counted, .ignored, .counted])
        var quarantine = Quarantine()
        _ = quarantine.fail(at: start, limit: 5)
        let almost = start + .hours(24) - .milliseconds(1)
        #expect(quarantine.fail(at: almost, limit: 5) == .ignored)
        #expect(quarantine.errors == 1 && quarantine.last == start)
    }

    @Test func `ten days without an error forget those before`() {
        let tenDays: Int64 = 240
        #expect(steps([0, 24, 48, 72, 72 + tenDays]).last == .counted, "the count began anew")
        #expect(steps([0, 24, 48, 72, 72 + tenDays - 1]).last == .quarantined)
    }

    @Test func `a report that comes out of order counts nothing`() {
        #expect(steps([48, 0, 72]) == [.counted, .ignored, .counted])
    }

    @Test(arguments: [1, 2, 20]) func `the number is the owner's choice`(limit: Int) {
        let steps = steps((0..<Int64(limit)).map { $0 * 24 }, limit: limit)
        #expect(steps.firstIndex(of: .quarantined) == limit - 1)
    }
}
