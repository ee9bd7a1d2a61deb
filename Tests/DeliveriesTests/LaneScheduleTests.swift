import TestKit
import Testing

@testable import Deliveries

@Suite struct LaneScheduleTests {
    @Test(.row("campaign 125")) func `full lanes share as their weights`() {
        var schedule = LaneSchedule()
        let shares = schedule.shares(of: [.transactional: 100, .triggered: 100, .batch: 100], capacity: 26)
        #expect(shares == [.transactional: 16, .triggered: 8, .batch: 2])
    }

    @Test func `takes of one keep the proportion over time`() {
        var schedule = LaneSchedule()
        var counts: [Lane: Int] = [:]
        for _ in 0..<130 {
            let shares = schedule.shares(of: [.transactional: 9, .triggered: 9, .batch: 9], capacity: 1)
            for (lane, share) in shares { counts[lane, default: 0] += share }
        }
        #expect(counts == [.transactional: 80, .triggered: 40, .batch: 10])
    }

    @Test func `a lane alone takes everything and no place stays empty`() {
        var schedule = LaneSchedule()
        #expect(schedule.shares(of: [.batch: 50], capacity: 20) == [.batch: 20])
        #expect(schedule.shares(of: [.transactional: 3, .batch: 50], capacity: 20) == [.transactional: 3, .batch: 17])
        #expect(schedule.shares(of: [:], capacity: 20).isEmpty)
    }
}
