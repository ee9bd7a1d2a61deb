import Store
import TestKit
import Testing
import Vocabulary

@testable import Profiles

@Suite struct OptOutsTests {
    private static let now = TestClock().now
    private static let email = Identity(namespace: "email", value: "anna@b.example")
    private static let user = Identity(namespace: "userId", value: "anna")

    /// A store in which Anna has said `choices`, an hour apart.
    private static func town(_ backend: Backend, _ choices: ConsentStatement.Choice...) async throws -> Store {
        let store = try await backend.freshStore(migrations: profileMigrations)
        try await store.write { db in
            var ids = IDGenerator()
            for (hours, choice) in choices.enumerated() {
                try Consents.state(
                    choice,
                    channel: "email",
                    of: .identity(email),
                    at: now + .hours(Int64(hours)),
                    source: "test",
                    ids: &ids,
                    in: db
                )
            }
        }
        return store
    }

    private static func move(_ here: Store, to there: Store) async throws -> Int {
        let page = try await here.read { db in try OptOuts.page(after: ProfileID(raw: 0), limit: 10, in: db) }
        #expect(page.next == nil)
        return try await there.write { db in
            var ids = IDGenerator(after: try ProfilesTable.lastID(in: db))
            return try OptOuts.keep(page.optOuts, ids: &ids, in: db)
        }
    }

    private static func answer(_ store: Store, _ identity: Identity = email) async throws -> ConsentStatement.Choice? {
        try await store.read { db in
            let people = try People.load(identities: [identity], profiles: [], lock: false, in: db)
            let person = people.owner(of: identity).flatMap { people[$0] }
            return person?.consents.statements[ConsentScope(channel: "email")]?.choice
        }
    }

    @Test(arguments: Backend.available)
    func `a no that came after the copy is kept, once`(backend: Backend) async throws {
        let (present, restored) = (try await Self.town(backend, .yes, .no), try await Self.town(backend, .yes))
        #expect(try await Self.move(present, to: restored) == 1)
        #expect(try await Self.answer(restored) == .no)
        #expect(try await Self.move(present, to: restored) == 0)
    }

    @Test(arguments: Backend.available)
    func `who is not in the copy is made, so that the no is found`(backend: Backend) async throws {
        let (present, restored) = (try await Self.town(backend, .no), try await Self.town(backend))
        #expect(try await Self.move(present, to: restored) == 1)
        #expect(try await Self.answer(restored) == .no)
    }

    @Test(arguments: Backend.available)
    func `a later yes is no opt-out`(backend: Backend) async throws {
        let (present, restored) = (try await Self.town(backend, .no, .yes), try await Self.town(backend, .yes))
        #expect(try await Self.move(present, to: restored) == 0)
        #expect(try await Self.answer(restored) == .yes)
    }

    @Test(arguments: Backend.available)
    func `an identity that is new to the person bears the no too`(backend: Backend) async throws {
        let (present, restored) = (try await Self.town(backend, .no), try await Self.town(backend, .yes))
        try await present.write { db in
            var people = try People.load(identities: [Self.email], profiles: [], in: db)
            let id = try #require(people.owner(of: Self.email))
            people.insertNew(Self.user, People.Link(profile: id, born: id, linked: Self.now))
            try people.save(in: db)
        }
        #expect(try await Self.move(present, to: restored) == 1)
        #expect(try await Self.answer(restored, Self.user) == .no)
    }
}
