import Profiles
import Store
import TestKit
import Testing
import Vocabulary

struct UndoMergeTests {
    /// Ann's and Bob's mail addresses meet by mistake; both go on for a while before someone notices.
    private func wrongMerge(
        _ backend: Backend
    ) async throws -> (town: Town, ann: ProfileID, bob: ProfileID, merge: Int64) {
        var town = try await Town(backend)
        let ann = try await town.hears(
            .told("email:ann@example.org", type: "A1", traits: ["name": "Ann", "plan": "free"])
        )
        let bob = try await town.hears(
            .told("email:bob@example.org", type: "B1", minute: 1, traits: ["name": "Bob", "size": "L"])
        )
        try await town.hears(.told("email:ann@example.org", "email:bob@example.org", type: "Oops", minute: 2))
        try await town.hears([
            .told("email:bob@example.org", "crm:7", type: "B2", minute: 3), .told("crm:7", type: "B3", minute: 4),
            .told("email:ann@example.org", type: "A2", minute: 5, traits: ["plan": "gold"]),
        ])
        let merges = try await town.store.read { db in try ProfilesTable.merges(limit: 9, in: db) }
        return (town, try #require(ann.profile), try #require(bob.profile), try #require(merges.first?.id))
    }

    @Test(arguments: Backend.available)
    func `a wrong merge is undone: identities, history and attributes go back where they belong`(
        backend: Backend
    ) async throws {
        let (town, ann, bob, merge) = try await wrongMerge(backend)
        let undone = try await town.store.write { db in try People.undoMerge(merge, in: db) }
        #expect(undone.person == bob && undone.holder == ann && undone.births == [bob])
        let history = try await town.store.read { db in
            try EventHistory.load(for: [ann, bob], in: db).mapValues { $0.map { $0["eventType"].string ?? "" } }
        }
        #expect(history == [ann: ["A1", "Oops", "A2"], bob: ["B1", "B2", "B3"]])
        let first = try #require(try await town.find("email:ann@example.org"))
        let second = try #require(try await town.find("crm:7"))
        #expect(second.identities.map(\.value) == ["7", "bob@example.org"] && second.profile.id == bob)
        #expect(first.profile.attributes["name"] == "Ann" && first.profile.attributes["size"] == nil)
        #expect(first.profile.attributes["plan"] == "gold" && first.profile.counters.total == 3)
        #expect(second.profile.attributes["name"] == "Bob" && second.profile.attributes["plan"] == nil)
        #expect(second.profile.counters["B2"]?.count == 1 && second.profile.wake == town.clock.now)
    }

    @Test(arguments: Backend.available)
    func `an undone merge is not done again by the next event`(backend: Backend) async throws {
        let (before, ann, bob, merge) = try await wrongMerge(backend)
        var town = before
        _ = try await town.store.write { db in try People.undoMerge(merge, in: db) }
        let again = try await town.hears(.told("email:ann@example.org", "email:bob@example.org"))
        #expect(again.merges.isEmpty && again.codes == [.mergeBlocked])
        let found = try await town.store.read { db in try ProfilesTable.blockedMerges(of: bob, in: db) }
        #expect(found.map(\.reason) == [.undone] && found.first?.person == ann)
    }

    @Test(arguments: Backend.available)
    func `someone may decide that a blocked merge is right, even one undone before`(backend: Backend) async throws {
        let (town, ann, bob, merge) = try await wrongMerge(backend)
        let ids = town.ids
        let left = try await town.store.write { db in
            var ids = ids
            _ = try People.undoMerge(merge, in: db)
            var people = try People.load(identities: [], profiles: [ann, bob], in: db)
            try people.merge(bob, ann, cause: "user:kim", at: db.now, ids: &ids)
            try people.save(in: db)
            return try ProfilesTable.blockedMerges(limit: 9, in: db)
        }
        let found = try #require(try await town.find("email:bob@example.org"))
        #expect(found.profile.id == ann && found.profile.counters.total == 6 && left.isEmpty)
    }

    @Test(arguments: Backend.available)
    func `a no said between merge and undo counts for both, a yes for the survivor`(backend: Backend) async throws {
        let (town, ann, bob, merge) = try await wrongMerge(backend)
        let ids = town.ids
        try await town.store.write { db in
            var ids = ids
            try Consents.state(.no, channel: "email", of: .profile(bob), at: noon, source: "link", ids: &ids, in: db)
            try Consents.state(.yes, channel: "sms", of: .profile(bob), at: noon, source: "link", ids: &ids, in: db)
        }
        let parted = try await town.store.write { db in
            _ = try People.undoMerge(merge, in: db)
            return try ProfilesTable.find(many: [ann, bob], in: db).map { summary in
                ["email", "sms"].map { summary.profile.consents.answer(channel: $0, defaults: .deny) }
            }
        }
        #expect(parted == [[.no, .yes], [.no, .unknown]])
    }

    @Test(arguments: Backend.available)
    func `merges of merges are undone one by one, in any order`(backend: Backend) async throws {
        for undoInnerFirst in [true, false] {
            var town = try await Town(backend)
            let told = try await town.hears([
                .told("crm:a", type: "A"), .told("crm:b", type: "B"), .told("crm:c", type: "C"),
                .told("crm:b", "crm:c", type: "BC"), .told("crm:a", "crm:c", type: "AC"),
            ])
            let ids = told.prefix(3).compactMap(\.profile)
            let merges = try await town.store.read { db in try ProfilesTable.merges(limit: 9, in: db).map(\.id) }
            try await town.store.write { db in
                for merge in undoInnerFirst ? merges.reversed() : merges { _ = try People.undoMerge(merge, in: db) }
            }
            let history = try await town.store.read { db in
                try EventHistory.load(for: Set(ids), in: db).mapValues { $0.map { $0["eventType"].string ?? "" } }
            }
            #expect(history == [ids[0]: ["A", "AC"], ids[1]: ["B", "BC"], ids[2]: ["C"]])
        }
    }

    @Test(arguments: Backend.available)
    func `after 30 days, or twice, a merge cannot be undone`(backend: Backend) async throws {
        let (town, _, _, merge) = try await wrongMerge(backend)
        await #expect(throws: UndoMergeError.unknown) {
            try await town.store.write { db in _ = try People.undoMerge(1, in: db) }
        }
        let (other, _, _, second) = try await wrongMerge(backend)
        try await other.store.write { db in _ = try People.undoMerge(second, in: db) }
        await #expect(throws: UndoMergeError.alreadyUndone) {
            try await other.store.write { db in _ = try People.undoMerge(second, in: db) }
        }
        town.clock.advance(by: .days(30))
        await #expect(throws: UndoMergeError.tooLate) {
            try await town.store.write { db in _ = try People.undoMerge(merge, in: db) }
        }
        let forgotten = try await town.store.write { db in
            try ProfilesTable.forgetOldMerges(now: db.now + .days(1), in: db)
        }
        #expect(forgotten == 1)
    }
}
