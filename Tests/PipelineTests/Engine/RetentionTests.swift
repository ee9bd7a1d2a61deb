import EventLog
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct RetentionTests {
    @Test(.row("campaign 223"), arguments: Backend.available)
    func `a record is dropped a week after it was processed, not after it came`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        let retention = Retention(store: spine.store, log: spine.log)
        try await spine.receive([track("A", "ada")])
        // The pipeline was away for nine days.
        try await spine.pass(.days(9))
        var left: [Int64] = []
        for _ in 0..<8 {
            _ = try await retention.drop(processed: LogPosition(sequence: 1), now: spine.clock.now)
            left.append(try await spine.value("SELECT COUNT(*) FROM log_records"))
            spine.clock.advance(by: .days(1))
        }
        #expect(left == [1, 1, 1, 1, 1, 1, 1, 0])
        #expect(try await spine.value("SELECT COUNT(*) FROM pipeline_marks") == 8)
    }

    @Test(arguments: Backend.available)
    func `what is parked stays in the log`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([track("A", "ada")], call: "telegraph")
        try await spine.receive([track("A", "ada")])
        try await spine.process()
        let retention = Retention(store: spine.store, log: spine.log)
        _ = try await retention.drop(processed: LogPosition(sequence: 2), now: spine.clock.now)
        spine.clock.advance(by: .days(8))
        #expect(try await retention.drop(processed: LogPosition(sequence: 2), now: spine.clock.now))
        #expect(try await spine.texts("SELECT call FROM log_records") == ["telegraph"])
    }
}
