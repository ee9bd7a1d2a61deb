import EventLog
import Glibc
import Logging
import Profiles
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct PipelineLoopTests {
    @Test(arguments: Backend.available)
    func `one stopped past its lease and continued is refused, and nothing is doubled`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        let (first, second) = (spine.loop("first"), spine.loop("second"))
        var stand = PipelineStand(try #require(try await first.takeLease()))
        try await spine.receive([track("A", "ada")])
        _ = try await first.step(&stand)
        try await spine.receive([track("A", "ada")])
        spine.clock.advance(by: PipelineTable.lease + .milliseconds(1))
        var heir = PipelineStand(try #require(try await second.takeLease()))
        while try await second.step(&heir) {}
        await #expect(throws: PipelineOvertaken.self) {
            try await spine.receive([track("A", "ada")])
            _ = try await first.step(&stand)
        }
        while try await second.step(&heir) {}
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 3)
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available.filter { $0 == .postgres })
    func `a lease is refused while it lasts and taken at once when released`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        let (first, second) = (spine.loop("first"), spine.loop("second"))
        let cursor = try #require(try await first.takeLease())
        #expect(try await second.takeLease() == nil)
        spine.clock.advance(by: .seconds(8))
        #expect(try await spine.store.write { db in try PipelineTable.renew(epoch: cursor.epoch, in: db) } != nil)
        spine.clock.advance(by: .seconds(8))
        #expect(try await second.takeLease() == nil, "it was renewed")
        await first.release(epoch: cursor.epoch)
        #expect(try await second.takeLease() != nil)
    }

    @Test(arguments: Backend.available)
    func `committing a batch keeps the lease`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        let loop = spine.loop()
        var stand = PipelineStand(try #require(try await loop.takeLease()))
        spine.clock.advance(by: .seconds(8))
        try await spine.receive([track("A", "ada")])
        _ = try await loop.step(&stand)
        #expect(
            try await spine.value("SELECT lease FROM pipeline_cursor")
                == (spine.clock.now + PipelineTable.lease).milliseconds
        )
    }

    @Test(arguments: Backend.available)
    func `ids go on after those of the process before`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        // All in one millisecond.
        for round in 0..<3 {
            try await spine.receive((0..<5).map { track("A", "p\(round)-\($0)") })
            try await spine.process()
        }
        #expect(try await spine.value("SELECT COUNT(*) FROM profiles") == 15)
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `whoever starts tells how far the log is done, before anything comes`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([track("A", "ada")])
        try await spine.process()
        let told = Mutex<LogPosition?>(nil)
        let nudge = Nudge()
        let loop = PipelineLoop(
            store: spine.store,
            log: spine.log,
            clock: spine.clock.source,
            owner: "one",
            nudged: Nudge(),
            logger: Logger(label: "test"),
            sources: { _ in EventSource("key:test") },
            committed: { _, position in
                told.withLock { $0 = position }
                nudge.signal()
            }
        )
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await loop.run() }
            await nudge.wait(atMost: .seconds(20))
            group.cancelAll()
        }
        #expect(told.withLock { $0 } == LogPosition(sequence: 1))
    }

    @Test(arguments: Backend.available)
    func `an event that kills the process again and again is parked`(backend: Backend) async throws {
        let name = Self.sharedName(backend)
        let clock = TestClock()
        let store = try backend.open(name: name, clock: clock)
        try await store.migrate(Spine.migrations)
        let spine = try await Spine(store, clock: clock)
        try await spine.receive((0..<6).map { track("A", "p\($0)", id: "m\($0)") })
        // Twice with everything in its hands, then twice at the third event that it takes alone.
        for failpoint in ["pipeline.before-commit", "pipeline.before-commit", "pipeline.marked:3", "pipeline.marked"] {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [backend = backend.rawValue as String, name = name as String, failpoint = failpoint as String] in
                setenv("SOJOURN_FAILPOINT", failpoint, 1)
                try await Self.processAll(backend, name)
            }
        }
        try await Self.processAll(backend.rawValue, name)
        let parked = try await store.read { db in try ParkedTable.newest(limit: 10, in: db) }
        #expect(parked.map(\.messageID) == ["m2"])
        #expect(parked.map(\.message) == ["Pipeline.ProcessDied()"])
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 5, "the others once each")
        #expect(try await spine.faults() == [])
    }

    /// Beside the tests' own folder, so that the killed process and this one open the same file.
    private static func sharedName(_ backend: Backend) -> String {
        switch backend {
        case .sqlite: "../sojourn-spine-\(Backend.freshName())"
        case .postgres: "spine_\(Backend.freshName())"
        }
    }

    private static func processAll(_ backend: String, _ name: String) async throws {
        let clock = TestClock()
        // Beyond the lease of whoever was killed.
        clock.advance(by: .days(1) + .seconds(Int64(getpid()) * 60))
        guard let backend = Backend(rawValue: backend) else { return }
        let store = try backend.open(name: name, clock: clock)
        try await Spine(store, clock: clock).process()
        try await store.close()
    }
}
