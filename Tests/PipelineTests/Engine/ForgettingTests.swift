import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct ForgettingTests {
    private static let short = journey(
        "Short",
        on: "Begin",
        #"{"id": "first", "kind": "wait", "for": "PT1H", "next": "end"}"#
    )

    private static func forget(_ spine: Spine, _ periods: RetentionPeriods) async throws {
        let forgetting = Forgetting(store: spine.store, periods: periods)
        var isDone = false
        for _ in 0..<20 where !isDone { isDone = try await forgetting.forget(now: spine.clock.now) }
        #expect(isDone)
    }

    @Test(arguments: Backend.available)
    func `what is over and old is forgotten, what is counted stays and every sum holds`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.short])
        try await spine.receive((0..<150).map { track("Begin", "p\($0)") })
        try await spine.process()
        try await spine.pass(.days(50))
        try await spine.receive([track("Begin", "p0"), track("Other", "p1")])
        try await spine.process()
        let periods = RetentionPeriods(events: .days(40), runs: .days(40), sends: .days(40))
        try await Self.forget(spine, periods)
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 2)
        #expect(try await spine.value("SELECT value FROM counters WHERE name = 'events.forgotten'") == 150)
        #expect(try await spine.value("SELECT COUNT(*) FROM runs") == 151)
        #expect(try await spine.value("SELECT COUNT(*) FROM runs WHERE memory = '{}'") == 150)
        #expect(try await spine.profile("p1")?.counters.total == 2, "a person's own counts stay")
        #expect(try await spine.faults() == [])
        try await spine.pass(.days(1))
        #expect(try await spine.texts("SELECT DISTINCT status FROM runs") == ["exited"], "the walk goes on")
    }

    @Test(arguments: Backend.available)
    func `for ever is for ever, and young things stay`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.short])
        try await spine.receive([track("Begin", "ada")])
        try await spine.process()
        try await spine.pass(.days(5_000))
        try await Self.forget(spine, RetentionPeriods(events: nil, runs: nil, sends: nil))
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 1)
        try await spine.receive([track("Begin", "ada")])
        try await spine.pass(.days(30))
        try await Self.forget(spine, RetentionPeriods(events: .days(31), runs: .days(31), sends: .days(31)))
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 1, "the younger")
        #expect(try await spine.value("SELECT COUNT(*) FROM runs WHERE memory <> '{}'") == 1)
        #expect(try await spine.faults() == [])
    }
}
