import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct EventPipelineTests {
    @Test(arguments: Backend.available, [1, 2, 3])
    func `the same log in batches of one, of seven and at once gives the same state`(
        backend: Backend, seed: UInt64
    ) async throws {
        let log = RandomLog(seed: seed)
        let all = try await state(after: log.records, of: log, in: Gathering.width, backend)
        for width in [1, 7] {
            let other = try await state(after: log.records, of: log, in: width, backend)
            #expect(other == all, "in batches of \(width): \(difference(other, all))")
        }
        #expect(all.contains { $0.hasPrefix("merges") } && all.contains { $0.hasPrefix("sends") })
    }

    @Test(arguments: Backend.available, [4, 5])
    func `what is delivered again, in any order, changes nothing`(backend: Backend, seed: UInt64) async throws {
        let log = RandomLog(seed: seed)
        let once = try await state(after: log.records.filter { !$0.isRepeat }, of: log, in: 7, backend)
        let again = try await state(after: log.records, of: log, in: 7, backend)
        #expect(again == once, "\(difference(again, once))")
    }

    /// Processed to the end and until nobody waits any more.
    private func state(
        after records: [RandomLog.Record], of log: RandomLog, in width: Int, _ backend: Backend
    ) async throws -> [String] {
        let spine = try await Spine(backend, journeys: RandomLog.journeys)
        for record in records { try await spine.receive(record.events, call: record.call, at: record.received) }
        spine.clock.set(log.end + .days(30))
        try await spine.process(inBatchesOf: width)
        #expect(try await spine.faults() == [])
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 0)
        return try await StateDump.lines(of: spine.store)
    }

    private func difference(_ a: [String], _ b: [String]) -> String {
        let lines = Set(a).symmetricDifference(b).sorted().prefix(8)
        return lines.map { (a.contains($0) ? "< " : "> ") + $0 }.joined(separator: "\n")
    }
}
