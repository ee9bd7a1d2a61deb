import Deliveries
import Glibc
import Journeys
import Logging
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

/// What is born inside moves runs exactly once, in the one order.
@Suite struct TriggerTests {
    private static let asking = journey(
        "Asking",
        on: "Begin",
        exits: #"{"event": "Stop"}"#,
        #"""
        {"id": "first", "kind": "email", "class": "marketing", "awaitOutcome": true, "subject": "1",
         "html": "{{links.unsubscribe}} {{brand.postalAddress}}", "next": "ask"}
        """#,
        #"""
        {"id": "ask", "kind": "condition", "cases": [{"when": "steps.first.outcome = \"sent\"", "next": "glad"}],
         "otherwise": "sorry"}
        """#,
        #"{"id": "glad", "kind": "wait", "for": "P9D", "next": "end"}"#,
        #"{"id": "sorry", "kind": "wait", "for": "P9D", "next": "end"}"#
    )

    /// What the ledger says of the send of `user`'s run, as the sender would in its own transaction.
    private func settle(_ user: String, _ state: SendState, _ spine: Spine, at moment: Moment? = nil) async throws {
        let person = try #require(try await spine.profile(user)).id
        try await spine.store.write { db in
            let send = try #require(try LedgerTable.sends(of: person, limit: 1, in: db).first)
            _ = try db.execute(
                "UPDATE sends SET state = \(state.rawValue), finished = \(db.now) WHERE id = \(send.id)"
            )
            let settled = OutcomeTrigger(
                send: send.id,
                origin: send.origin,
                profile: send.profile,
                state: state,
                reason: nil,
                moment: moment ?? db.now
            )
            try TriggerTable.tell([settled], in: db)
        }
    }

    private func steps(_ spine: Spine) async throws -> [String] {
        try await spine.texts("SELECT step FROM runs ORDER BY id")
    }

    /// Those of the pipeline's own chapters: a ledger row is settled here by hand, without its history.
    private func faults(_ spine: Spine) async throws -> [String] {
        try await spine.store.read { db in try PipelineCheck.faults(in: db) + JourneyCheck.faults(in: db) }
    }

    @Test(.row("ajo J31"), arguments: Backend.available)
    func `a run rests until its message is settled, and goes on by what became of it`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.asking])
        try await spine.receive([track("Begin", "ada"), track("Begin", "bob"), track("Begin", "cyd")])
        try await spine.process()
        #expect(try await steps(spine) == ["first", "first", "first"])
        try await settle("ada", .sent, spine)
        try await settle("bob", .failed, spine)
        #expect(try await faults(spine) == [])
        try await spine.process()
        #expect(try await steps(spine) == ["glad", "sorry", "first"])
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == 0)
        #expect(try await faults(spine) == [])
    }

    @Test(arguments: Backend.available)
    func `a run that rests for a settled message and has no trigger is a fault`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.asking])
        try await spine.receive(track("Begin", "ada"))
        try await spine.process()
        try await settle("ada", .sent, spine)
        try await spine.store.write { db in _ = try db.execute("DELETE FROM triggers") }
        #expect(try await faults(spine) == ["1 runs rest for settled messages, and nothing tells them"])
    }

    @Test(arguments: Backend.available, [1, 3, Gathering.width])
    func `events, outcomes and wakes happen in one order, in batches of any size`(
        backend: Backend,
        width: Int
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.asking])
        let start = spine.clock.now
        try await spine.receive(["ada", "bob", "cyd"].map { track("Begin", $0) }, at: start)
        try await spine.process()
        // Ada stops at the very moment of her outcome, bob before and cyd after theirs.
        try await spine.receive([track("Stop", "bob")], at: start + .minutes(1))
        for user in ["ada", "bob", "cyd"] { try await settle(user, .sent, spine, at: start + .minutes(2)) }
        try await spine.receive([track("Stop", "ada")], at: start + .minutes(2))
        try await spine.receive([track("Other", "dan")], at: start + .minutes(3))
        spine.clock.set(start + .minutes(4))
        try await spine.process(inBatchesOf: width)
        let stood = try await spine.texts("SELECT step || ' ' || status FROM runs ORDER BY id")
        #expect(stood == ["first exited", "first exited", "glad waiting"])
        let reached = try await spine.value("SELECT reached_at FROM runs WHERE step = 'glad'")
        #expect(reached == (start + .minutes(2)).milliseconds)
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == 0)
        #expect(try await faults(spine) == [])
    }

    @Test(arguments: Backend.available)
    func `after a merge the survivor's run is told`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.asking])
        try await spine.receive(#"{"type":"track","event":"Other","userId":"ada"}"#)
        try await spine.receive(#"{"type":"track","event":"Begin","anonymousId":"d1"}"#)
        try await spine.process()
        try await spine.store.write { db in
            let send = try #require(try LedgerTable.page(LedgerFilter(), limit: 1, in: db).first)
            let settled = OutcomeTrigger(
                send: send.id,
                origin: send.origin,
                profile: send.profile,
                state: .sent,
                reason: nil,
                moment: db.now
            )
            try TriggerTable.tell([settled], in: db)
        }
        try await spine.receive(#"{"type":"identify","userId":"ada","anonymousId":"d1"}"#)
        try await spine.process()
        #expect(try await steps(spine) == ["glad"])
    }

    @Test(arguments: Backend.available)
    func `a trigger that cannot be acted on is parked with its reason, and can be tried again`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.asking])
        try await spine.receive([track("Begin", "ada"), track("Begin", "bob")])
        try await spine.process()
        let ada = try #require(try await spine.profile("ada")).id
        func setAttributes(_ text: String) async throws {
            try await spine.store.write { db in
                _ = try db.execute("UPDATE profiles SET attributes = \(text) WHERE id = \(ada)")
            }
        }
        try await setAttributes("{")
        for user in ["bob", "ada"] {
            let person = user == "ada" ? ada : try #require(try await spine.profile("bob")).id
            try await spine.store.write { db in
                let send = try #require(try LedgerTable.sends(of: person, limit: 1, in: db).first)
                let settled = OutcomeTrigger(
                    send: send.id,
                    origin: send.origin,
                    profile: person,
                    state: .sent,
                    reason: nil,
                    moment: db.now
                )
                try TriggerTable.tell([settled], in: db)
            }
        }
        try await spine.process()
        #expect(try await steps(spine) == ["first", "glad"])
        let parked = try await spine.store.read { db in try TriggerTable.parked(limit: 9, in: db) }
        #expect(parked.map(\.trigger.profile) == [ada])
        #expect(try await spine.store.read { db in try ParkedTable.count(in: db) } == 1)
        try await setAttributes("{}")
        let subject = try #require(parked.first).trigger.subject
        #expect(try await spine.store.write { db in try TriggerTable.retry(.outcome, subject, in: db) })
        try await spine.process()
        #expect(try await steps(spine) == ["glad", "glad"])
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == 0)
    }

    @Test(arguments: Backend.available)
    func `what is said again of a message before the first was acted on replaces it`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.asking])
        try await spine.receive(track("Begin", "ada"))
        try await spine.process()
        try await settle("ada", .uncertain, spine)
        spine.clock.advance(by: .minutes(1))
        try await settle("ada", .sent, spine)
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == 1)
        try await spine.process()
        #expect(try await steps(spine) == ["glad"])
    }

    @Test(arguments: Backend.available)
    func `a process that dies with triggers in its hands leaves them, and they take effect once`(
        backend: Backend
    ) async throws {
        let name = Self.sharedName(backend)
        let clock = TestClock()
        let store = try backend.open(name: name, clock: clock)
        try await store.migrate(Spine.migrations)
        let spine = try await Spine(store, clock: clock)
        try await spine.publish([Self.asking])
        try await spine.receive(["ada", "bob", "cyd"].map { track("Begin", $0) })
        try await spine.process()
        for user in ["ada", "bob", "cyd"] { try await settle(user, .sent, spine) }
        for failpoint in ["pipeline.before-commit", "pipeline.after-commit"] {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [backend = backend.rawValue as String, name = name as String, failpoint = failpoint as String] in
                setenv("SOJOURN_FAILPOINT", failpoint, 1)
                try await Self.processAll(backend, name)
            }
            let isDone = failpoint == "pipeline.after-commit"
            #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == (isDone ? 0 : 3))
            #expect(try await steps(spine) == Array(repeating: isDone ? "glad" : "first", count: 3))
        }
        try await Self.processAll(backend.rawValue, name)
        #expect(try await steps(spine) == ["glad", "glad", "glad"])
        #expect(try await spine.value("SELECT reached FROM journey_step_counts WHERE step = 'glad'") == 3)
        #expect(try await faults(spine) == [])
    }

    private static func sharedName(_ backend: Backend) -> String {
        switch backend {
        case .sqlite: "../sojourn-triggers-\(Backend.freshName())"
        case .postgres: "triggers_\(Backend.freshName())"
        }
    }

    private static func processAll(_ backend: String, _ name: String) async throws {
        guard let backend = Backend(rawValue: backend) else { return }
        let clock = TestClock()
        let store = try backend.open(name: name, clock: clock)
        try await Spine(store, clock: clock).process()
        try await store.close()
    }
}
