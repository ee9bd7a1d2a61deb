import Content
import Deliveries
import Jobs
import Store
import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct PublishingTests {
    static let migrations = journeyMigrations + contentMigrations + deliveryMigrations + jobMigrations
    static let waiting = definition(first: "wait", RunsTests.wait)
    static let mailing = definition(
        first: "mail",
        #"{"id": "mail", "kind": "email", "class": "marketing", "subject": "Hi", "#
            + #""html": "<p>Hi {{links.unsubscribe}} {{brand.postalAddress}}</p>", "next": "end"}"#
    )

    /// A store that knows where its sender can be reached by post.
    static func store(on backend: Backend, address: String = "1 High Street") async throws -> Store {
        let store = try await backend.freshStore(migrations: migrations)
        try await store.write { db in try BrandTable.save(["postal-address": address], in: db) }
        return store
    }

    /// A store with one published journey.
    static func published(_ text: String, on backend: Backend) async throws -> (Store, JourneyID) {
        let store = try await store(on: backend)
        let id = try await store.write { db in
            var ids = IDGenerator()
            let journey = try Journey.create(name: "Sample", draft: text, ids: &ids, in: db)
            _ = try Journey.publish(journey.id, ids: &ids, in: db)
            return journey.id
        }
        return (store, id)
    }

    @Test(arguments: Backend.available)
    func `publishing keeps an immutable version and opens the journey`(backend: Backend) async throws {
        let (store, id) = try await Self.published(Self.waiting, on: backend)
        let live = try await store.read { db in try LiveJourneys.load(in: db) }
        #expect(live.entries(on: "Begin").map(\.number) == [1])
        #expect(live.revision == 1)
        try await store.write { db in try Journey.save(draft: Self.mailing, of: id, in: db) }
        let kept = try await store.read { db in try JourneyReading.picture(of: id, version: 1, in: db) }
        #expect(kept?.version.definition == (try JourneyDefinition(Self.waiting)))
    }

    @Test(arguments: Backend.available)
    func `a draft with faults is kept but not published, and every fault is told`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: Self.migrations)
        let draft = Self.waiting.replacingFirst("P10D", with: "soon").replacingFirst(
            #""id": "end""#,
            with: #""id": "fin""#
        )
        let id = try await store.write { db in
            var ids = IDGenerator()
            return try Journey.create(name: "Sample", draft: draft, ids: &ids, in: db).id
        }
        let error = await #expect(throws: JourneyError.self) {
            try await store.write { db in
                var ids = IDGenerator()
                _ = try Journey.publish(id, ids: &ids, in: db)
            }
        }
        guard case .faulty(let found) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(found.all.filter { $0.severity == .error }.map(\.location) == ["wait", "wait"])
        #expect(try await store.read { db in try JourneyReading.draft(of: id, in: db) } == draft)
    }

    @Test(arguments: Backend.available)
    func `a step that keeps id and kind keeps its lineage`(backend: Backend) async throws {
        let (store, id) = try await Self.published(Self.waiting, on: backend)
        let next = definition(
            first: "wait",
            #"{"id": "wait", "kind": "wait", "for": "P2D", "next": "more"}"#,
            #"{"id": "more", "kind": "wait", "for": "P1D", "next": "end"}"#
        )
        let (first, second) = try await store.write { db in
            var ids = IDGenerator(after: 1 << 50)
            try Journey.save(draft: next, of: id, in: db)
            let second = try Journey.publish(id, ids: &ids, in: db)
            return (try JourneyTable.version(1, of: id, in: db), second)
        }
        #expect(second.number == 2)
        #expect(first?.lineage["wait"] == second.lineage["wait"])
        #expect(first?.lineage["end"] == second.lineage["end"])
        #expect(Set(second.lineage.values).count == 4)
    }

    @Test(arguments: Backend.available)
    func `content keeps what each email step says`(backend: Backend) async throws {
        let (store, id) = try await Self.published(Self.mailing, on: backend)
        let key = MessageKey(origin: id.raw, version: 1, step: "mail")
        #expect(try await store.read { db in try MessageTable.message(key, in: db) }?.subject == "Hi")
    }

    @Test(.row("ajo L1"), arguments: Backend.available)
    func `statuses change only as they may`(backend: Backend) async throws {
        let (store, id) = try await Self.published(Self.waiting, on: backend)
        for status in [Journey.Status.paused, .live, .closed, .stopped] {
            _ = try await store.write { db in
                try Journey.change(id, to: status, newEntries: status == .paused ? .drop : nil, by: "anna", in: db)
            }
        }
        await #expect(throws: JourneyError.statusChange(from: .stopped, to: .live)) {
            _ = try await store.write { db in try Journey.change(id, to: .live, by: "anna", in: db) }
        }
        let live = try await store.read { db in try LiveJourneys.load(in: db) }
        #expect(live.isEmpty)
        #expect(live.revision == 5)
    }

    private static func marketing(_ html: String, _ messageClass: String = "marketing") -> String {
        definition(
            first: "mail",
            #"{"id": "mail", "kind": "email", "class": "\#(messageClass)", "subject": "Hi", "html": "\#(html)", "next": "end"}"#
        )
    }

    @Test(.row("ajo M7"), arguments: Backend.available)
    func `marketing without a way out or a postal address is not published`(backend: Backend) async throws {
        func codes(_ text: String, address: String = "1 High Street") async throws -> [String] {
            let store = try await Self.store(on: backend, address: address)
            do {
                _ = try await store.write { db in
                    var ids = IDGenerator()
                    return try Journey.apply(text, ids: &ids, in: db)
                }
                return []
            } catch JourneyError.faulty(let faults) {
                #expect(faults.all.allSatisfy { $0.location == "mail" && $0.message.hasPrefix("`html`: ") })
                return faults.all.map(\.code)
            }
        }
        #expect(try await codes(Self.marketing("Buy")) == ["message.no-way-out", "message.no-postal-address"])
        #expect(try await codes(Self.marketing("Buy", "transactional")) == [])
        #expect(try await codes(Self.mailing) == [])
        #expect(try await codes(Self.mailing, address: "") == ["brand.no-postal-address"])
    }

    @Test(arguments: Backend.available)
    func `pausing asks what becomes of those who would enter`(backend: Backend) async throws {
        let (store, id) = try await Self.published(Self.waiting, on: backend)
        await #expect(throws: JourneyError.pauseUnasked) {
            _ = try await store.write { db in try Journey.change(id, to: .paused, by: "anna", in: db) }
        }
        let paused = try await store.write { db in
            try Journey.change(id, to: .paused, newEntries: .queue, by: "anna", in: db)
        }
        #expect(paused.newEntries == .queue)
        #expect(try await store.read { db in try JourneyReading.journey(id, in: db) } == paused)
    }

    @Test(.row("ajo W29"), .row("campaign 221"), arguments: Backend.available)
    func `applying makes, changes, and then leaves alone`(backend: Backend) async throws {
        let store = try await Self.store(on: backend)
        func apply(_ text: String) async throws -> Journey.Application {
            try await store.write { db in
                var ids = IDGenerator()
                return try Journey.apply(text, ids: &ids, in: db)
            }
        }
        guard case .created(let id, version: 1) = try await apply(Self.waiting) else {
            return #expect(Bool(false), "not created")
        }
        #expect(try await apply(Self.waiting) == .unchanged(id))
        #expect(try await apply(Self.mailing) == .changed(id, version: 2))
        let exported = try await store.read { db in try Journey.export(id, in: db) }
        #expect(try await apply(exported) == .unchanged(id))
    }

    @Test(arguments: Backend.available)
    func `two journeys cannot have one name`(backend: Backend) async throws {
        let (store, _) = try await Self.published(Self.waiting, on: backend)
        await #expect(throws: JourneyError.nameTaken("Sample")) {
            try await store.write { db in
                var ids = IDGenerator()
                _ = try Journey.create(name: "Sample", draft: "", ids: &ids, in: db)
            }
        }
    }
}
