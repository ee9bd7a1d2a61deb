import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct EventPipelineTests {
    @Test(arguments: Backend.available, [1, 2, 3])
    func `the same log in batches of one, of seven and at once gives the same state`(
        backend: Backend,
        seed: UInt64
    ) async throws {
        let log = RandomLog(seed: seed)
        let all = try await state(after: log.records, of: log, in: Gathering.width, backend)
        for width in [1, 7] {
            let other = try await state(after: log.records, of: log, in: width, backend)
            #expect(difference(other, all) == "", "in batches of \(width)")
        }
        #expect(all.contains { $0.hasPrefix("merges") } && all.contains { $0.hasPrefix("sends") })
    }

    @Test(arguments: Backend.available, [4, 5])
    func `what is delivered again, in any order, changes nothing`(backend: Backend, seed: UInt64) async throws {
        let log = RandomLog(seed: seed)
        let once = try await state(after: log.records.filter { !$0.isRepeat }, of: log, in: 7, backend)
        let again = try await state(after: log.records, of: log, in: 7, backend)
        #expect(difference(again, once) == "")
    }

    @Test(arguments: Backend.available)
    func `conditions see what the person consented to`(backend: Backend) async throws {
        let text = journey(
            "Asked",
            on: "A",
            entry: #""when": "consents.marketing.email.val = \"y\"", "reentrance": "always""#,
            #"{"id": "first", "kind": "wait", "for": "P9D", "next": "end"}"#
        )
        let spine = try await Spine(backend, journeys: [text])
        let yes = #""traits":{"consents":{"marketing":{"email":{"val":"y"}}}}"#
        try await spine.receive([call("identify", "ada", yes), track("A", "ada"), track("A", "bob")])
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM runs") == 1)
    }

    /// Processed to the end and until nobody waits any more.
    private func state(
        after records: [RandomLog.Record],
        of log: RandomLog,
        in width: Int,
        _ backend: Backend
    ) async throws -> [String] {
        let spine = try await Spine(backend, journeys: RandomLog.journeys)
        for record in records { try await spine.receive(record.events, call: record.call, at: record.received) }
        spine.clock.set(log.end + .days(30))
        try await spine.process(inBatchesOf: width)
        #expect(try await spine.faults() == [])
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 0)
        let lines = try await StateDump.lines(of: spine.store)
        try await spine.store.close()
        return lines
    }

    private func difference(_ a: [String], _ b: [String]) -> String {
        let lines = Set(a).symmetricDifference(b).sorted().prefix(8)
        return lines.map { (a.contains($0) ? "< " : "> ") + $0 }.joined(separator: "\n")
    }
}
