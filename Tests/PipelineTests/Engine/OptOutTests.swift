import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct OptOutTests {
    @Test(arguments: Backend.available)
    func `an opt-out beside the pipeline's work on the same person is never lost`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        for person in 0..<10 { try await spine.receive(track("A", "p\(person)")) }
        try await spine.process()
        for _ in 0..<15 { try await spine.receive((0..<10).map { track("A", "p\($0)") }) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await spine.process(inBatchesOf: 10) }
            for person in 0..<10 {
                group.addTask { try await optOut("p\(person)", spine) }
            }
            // Nobody has heard of these before; the pipeline may meet them at the same time.
            for person in 10..<14 {
                group.addTask { try await optOut("p\(person)", spine) }
                group.addTask { try await spine.receive(track("A", "p\(person)")) }
            }
            try await group.waitForAll()
        }
        try await spine.process()
        for person in 0..<14 {
            let profile = try #require(try await spine.profile("p\(person)"))
            #expect(profile.consents.answer(channel: "email", defaults: .deny) == .no, "p\(person)")
        }
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 164)
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 0)
        #expect(try await spine.faults() == [])
    }

    private func optOut(_ user: String, _ spine: Spine) async throws {
        let now = spine.clock.now
        _ = try await spine.store.write { db in
            // Ids of another shard than the pipeline's, so that none is given twice.
            var ids = IDGenerator(shard: 1, after: try ProfilesTable.lastID(in: db))
            return try Consents.state(
                .no,
                channel: "email",
                of: .identity(Identity(namespace: "userId", value: user)),
                at: now,
                source: "test",
                ids: &ids,
                in: db
            )
        }
    }
}
