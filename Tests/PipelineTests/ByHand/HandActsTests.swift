import Accounts
import Deliveries
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct HandActsTests {
    private static let waiting = journey(
        "Waiting",
        on: "Begin",
        #"{"id": "first", "kind": "wait", "for": "P9D", "next": "end"}"#
    )

    private static func person(_ user: String, _ spine: Spine) async throws -> ProfileID {
        try #require(try await spine.profile(user)).id
    }

    private static func audit(_ spine: Spine) async throws -> [String] {
        try await spine.store.read { db in
            try Audit.page(limit: 99, in: db).map { "\($0.number) \($0.act.rawValue)" }
        }
    }

    @Test(arguments: Backend.available)
    func `an address is suppressed and lifted with a reason, by its person only, and both are in the audit`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([call("identify", "ada", #""traits":{"email":"Ada@example.org"}"#), track("A", "bob")])
        try await spine.process()
        let (ada, bob) = (try await Self.person("ada", spine), try await Self.person("bob", spine))
        let acts = spine.acts
        await #expect(throws: HandActRefusal.reasonMissing) {
            _ = try await acts.suppress(nil, of: ada, reason: "  ", by: "user:kim")
        }
        await #expect(throws: HandActRefusal.foreignAddress) {
            _ = try await acts.suppress("ada@example.org", of: bob, reason: "no", by: "user:kim")
        }
        await #expect(throws: HandActRefusal.notSuppressed) {
            _ = try await acts.lift(nil, of: ada, reason: "no", by: "user:kim")
        }
        #expect(try await acts.suppress(nil, of: ada, reason: "asked by phone", by: "user:kim"))
        let gate = try await spine.store.read { db in try GateRehearsal.load(ada, in: db) }
        #expect(gate.suppression?.reason == "asked by phone")
        #expect(gate.objections.map { $0.rule } == [.consent, .suppression], "every rule that objects, in order")
        #expect(
            try await acts.lift("ADA@EXAMPLE.ORG", of: ada, reason: "asked again", by: "user:kim").category == .manual
        )
        let lines = try await spine.store.read { db in try Audit.page(of: .person(ada), limit: 9, in: db) }
        #expect(lines.map(\.act) == [.lift, .suppress])
        #expect(lines.allSatisfy { !$0.detail.contains("example.org") })
    }

    @Test(arguments: Backend.available)
    func `consent stated by a colleague counts at once, and says who stated it`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([track("A", "ada")])
        try await spine.process()
        let ada = try await Self.person("ada", spine)
        let acts = spine.acts
        try await acts.state(.yes, channel: "email", topic: nil, of: ada, note: "on paper", by: "user:kim")
        let records = try await spine.store.read { db in try ProfilesTable.consents(of: ada, in: db) }
        #expect(records.map(\.statement.source) == ["user:kim"])
        let gate = try await spine.store.read { db in try GateRehearsal.load(ada, in: db) }
        #expect(gate.candidate.consent == .yes && gate.objections.map { $0.rule } == [.address])
        await #expect(throws: HandActRefusal.unknownPerson) {
            try await acts.state(.no, channel: "email", topic: nil, of: ProfileID(raw: 5), note: "", by: "user:kim")
        }
        await #expect(throws: ProfileReason.self) {
            try await acts.state(.no, channel: "e mail", topic: nil, of: ada, note: "", by: "user:kim")
        }
        #expect(try await Self.audit(spine) == ["1 state_consent"])
    }

    @Test(arguments: Backend.available)
    func `a colleague takes a person out of a journey, once`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.waiting])
        try await spine.receive([track("Begin", "ada"), track("Begin", "bob")])
        try await spine.process()
        let ada = try await Self.person("ada", spine)
        let run = RunID(raw: try await spine.value("SELECT id FROM runs WHERE profile_id = \(ada)"))
        try await spine.acts.end(run, of: ada, by: "user:kim")
        await #expect(throws: HandActRefusal.noSuchRun) { try await spine.acts.end(run, of: ada, by: "user:kim") }
        try await spine.pass(.days(10))
        #expect(try await spine.texts("SELECT reason FROM runs ORDER BY id") == ["withdrawn", "completed"])
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `a merge is taken back everywhere, and may be done again by hand`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.waiting])
        try await spine.receive([
            track("Begin", "ada"), #"{"type":"track","anonymousId":"phone","event":"Begin"}"#,
        ])
        try await spine.process()
        let ada = try await Self.person("ada", spine)
        try await spine.receive([#"{"type":"identify","userId":"ada","anonymousId":"phone"}"#])
        try await spine.process()
        let merge = try #require(
            try await spine.store.read { db in try ProfilesTable.merges(of: ada, limit: 1, in: db) }.first
        )
        let preview = try #require(try await spine.store.read { db in try MergePreview.load(merge.id, in: db) })
        #expect(preview.obstacle == nil && preview.identities.map(\.value) == ["phone"])
        #expect(preview.events == 1 && preview.runs == 1)
        let undone = try await spine.acts.undoMerge(merge.id, by: "user:kim")
        #expect(undone.holder == ada)
        #expect(try await spine.value("SELECT COUNT(*) FROM runs WHERE profile_id = \(undone.person)") == 1)
        #expect(try await spine.value("SELECT COUNT(*) FROM events WHERE profile = \(undone.person)") == 1)
        try await spine.process()
        #expect(try await spine.faults() == [])
        let pair = try await spine.acts.merge(undone.person, ada, by: "user:kim")
        #expect(pair.survivor == ada)
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM events WHERE profile = \(ada)") == 3)
        #expect(try await spine.faults() == [])
        #expect(try await Self.audit(spine) == ["3 merge", "2 undo_merge", "1 undo_merge"])
    }

    @Test(arguments: Backend.available)
    func `parked events and wakes are tried again all at once, or given up`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        try await spine.receive((0..<3).map { track("A", "p\($0)") })
        try await spine.process()
        try await spine.store.write { db in _ = try db.execute("UPDATE profiles SET attributes = '{'") }
        try await spine.receive((0..<3).map { track("B", "p\($0)") })
        try await spine.process()
        let parked = try await spine.store.read { db in try ParkedTable.newest(limit: 9, in: db) }
        #expect(parked.count == 3)
        let acts = spine.acts
        #expect(try await acts.drop(parked[0].place, by: "user:kim"))
        #expect(try await !acts.drop(parked[0].place, by: "user:kim"))
        #expect(try await acts.retry(parked[1].place, by: "user:kim"))
        #expect(
            try await spine.store.read { db in try ParkedTable.newest(limit: 9, in: db) }.map(\.isRetried) == [
                true, false,
            ]
        )
        try await spine.store.write { db in _ = try db.execute("UPDATE profiles SET attributes = '{}'") }
        #expect(try await acts.retryAllParked(by: "user:kim") == 2)
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM events WHERE type = 'B'") == 2)
        #expect(try await spine.store.read { db in try ParkedTable.counts(in: db).events } == 0)
        #expect(try await Self.audit(spine) == ["3 retry_parked", "2 retry_parked", "1 drop_parked"])
    }
}
