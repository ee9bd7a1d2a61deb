import Accounts
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

/// `SEMANTICS 11`, through the whole pipeline.
@Suite struct PersonErasureTests {
    private static let waiting = journey(
        "Waiting",
        on: "Begin",
        #"{"id": "first", "kind": "wait", "for": "P9D", "next": "end"}"#
    )

    /// Every text of every table that could tell who somebody is.
    private static let texts: [SQL] = [
        "SELECT attributes || provenance || consents || counters FROM profiles",
        "SELECT namespace || value FROM identities", "SELECT type || body || source FROM events",
        "SELECT memory || run_key FROM runs", "SELECT run_key FROM journey_entries",
        "SELECT COALESCE(address, '') || context FROM sends", "SELECT COALESCE(detail, '') FROM send_events",
        "SELECT COALESCE(survivor_before, '') || COALESCE(absorbed_before, '') FROM merges",
        "SELECT detail FROM audit_lines",
    ]

    private static func secrets(_ spine: Spine) async throws -> [String] {
        var found: [String] = []
        for sql in texts { found += try await spine.texts(sql).filter { $0.lowercased().contains("secret") } }
        return found
    }

    @Test(.row("campaign 222"), arguments: Backend.available)
    func `of an erased person nothing is left that tells who it was, and every sum holds`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.waiting])
        try await spine.receive([
            call("identify", "secret-1", #""traits":{"email":"secret@example.org","name":"Secret Name"}"#),
            track("Begin", "secret-1"), track("Begin", "bob"),
        ])
        try await spine.process()
        let secret = try #require(try await spine.profile("secret-1")).id
        let preview = try #require(try await spine.store.read { db in try ErasurePreview.load(secret, in: db) })
        #expect(preview.identities == 2 && preview.events == 2 && preview.waitingRuns == 1)
        #expect(try await !Self.secrets(spine).isEmpty)
        #expect(try await spine.acts.erase(secret, by: "user:kim") == preview)
        #expect(try await Self.secrets(spine) == [])
        #expect(try await spine.texts("SELECT status FROM runs ORDER BY id") == ["exited", "waiting"])
        #expect(try await spine.faults() == [])
        let audit = try await spine.store.read { db in try Audit.page(of: .person(secret), limit: 9, in: db) }
        #expect(audit.map(\.act) == [.erase] && audit.map(\.who) == ["user:kim"])
        await #expect(throws: HandActRefusal.unknownPerson) { _ = try await spine.acts.erase(secret, by: "user:kim") }
    }

    @Test(.row("ajo P20"), arguments: Backend.available)
    func `records before an erasure are dropped wherever they wait, and later ones make a new person`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([track("A", "ada"), track("A", "bob")])
        try await spine.process()
        let ada = try #require(try await spine.profile("ada")).id
        // Received and answered, not yet processed.
        try await spine.receive([track("B", "ada"), track("B", "bob")])
        _ = try await spine.acts.erase(ada, by: "user:kim")
        spine.clock.advance(by: .seconds(1))
        try await spine.process()
        #expect(try await spine.profile("ada") == nil)
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 2, "Bob's")
        #expect(
            try await spine.value("SELECT value FROM counters WHERE name = 'events.reason.identity_erased'") == 1
        )
        try await spine.receive([track("C", "ada")])
        try await spine.process()
        let fresh = try #require(try await spine.profile("ada"))
        #expect(fresh.id != ada && fresh.counters.total == 1)
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `what was parked before an erasure does not bring the person back when it is tried again`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([track("A", "ada"), track("A", "bob")])
        try await spine.process()
        let (ada, bob) = (
            try #require(try await spine.profile("ada")).id, try #require(try await spine.profile("bob")).id
        )
        for person in [ada, bob] {
            try await spine.store.write { db in
                _ = try db.execute("UPDATE profiles SET attributes = '{' WHERE id = \(person)")
            }
        }
        try await spine.receive([track("B", "ada"), track("B", "bob")])
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 2)
        try await spine.store.write { db in _ = try db.execute("UPDATE profiles SET attributes = '{}'") }
        _ = try await spine.acts.erase(ada, by: "user:kim")
        spine.clock.advance(by: .seconds(1))
        #expect(try await spine.acts.retryAllParked(by: "user:kim") == 2)
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 0)
        #expect(try await spine.profile("ada") == nil)
        #expect(try await spine.profile("bob")?.counters.total == 2)
        #expect(try await spine.faults() == [])
    }
}
