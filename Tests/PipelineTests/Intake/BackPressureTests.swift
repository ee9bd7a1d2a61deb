import EventLog
import Testing

@testable import Pipeline

@Suite struct BackPressureTests {
    @Test func `above the backlog it refuses until the pipeline has caught up`() {
        var limits = BackPressure.Limits()
        limits.backlog = 10
        let pressure = BackPressure(limits: limits, folder: nil)
        pressure.processed(LogPosition(sequence: 5))
        #expect(pressure.refusal(waiting: 0, head: LogPosition(sequence: 15)) == nil)
        #expect(pressure.refusal(waiting: 0, head: LogPosition(sequence: 16)) == .busy(retryAfter: .seconds(10)))
        pressure.processed(LogPosition(sequence: 6))
        #expect(pressure.refusal(waiting: 0, head: LogPosition(sequence: 16)) == nil)
    }

    @Test func `too many requests that wait for the disk are refused`() {
        var limits = BackPressure.Limits()
        limits.waiting = 3
        let pressure = BackPressure(limits: limits, folder: nil)
        #expect(pressure.refusal(waiting: 4, head: .start) == .busy(retryAfter: .seconds(1)))
    }

    @Test(arguments: [(UInt64.max, IntakeRefusal.diskFull), (0, nil)])
    func `below the free-disk bound it refuses`(free: UInt64, refusal: IntakeRefusal?) {
        var limits = BackPressure.Limits()
        limits.freeBytes = free
        #expect(BackPressure(limits: limits, folder: "/").refusal(waiting: 0, head: .start) == refusal)
    }
}
