import Profiles
import Store
import TestKit
import Testing
import Vocabulary

struct PeopleStoreTests {
    @Test(.row("ajo A6"), arguments: Backend.available)
    func `what is saved is loaded again, to the last detail`(backend: Backend) async throws {
        var town = try await Town(backend)
        let traits: AttributeValue = [
            "firstName": "Ann", "spent": .decimal(try #require(ExactDecimal(coefficient: 1250, scale: 2))),
            "ratio": .double(1e3), "tags": ["a", ["b": .null]], "none": .null, "a.b": true, "when": .moment(noon),
            "consents": ["marketing": ["email": ["val": "y"]]], "timezone": "Europe/Oslo", "quote": "\"\\\n\u{1F600}",
        ]
        let told = try await town.hears(.told("userId:ann", "anonymousId:b1", kind: .identify, traits: traits))
        var village = Village()
        village.received = town.clock.now
        let expected = village.hears(.told("userId:ann", "anonymousId:b1", kind: .identify, traits: traits))
        let found = try #require(try await town.find("userId:ann"))
        #expect(told == expected && found.profile == expected.profile.flatMap { village.people[$0] })
        #expect(found.identities.map(\.namespace) == ["anonymousId", "userId"])
        #expect(try await town.find("userId:nobody") == nil)
    }

    /// Linking, merging, blocking, consent and old news, with the same people in one batch or in as many as events.
    @Test(arguments: Backend.available)
    func `batches of one and of many end in the same rows`(backend: Backend) async throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let events = (0..<80).map { _ in Self.anything(using: &dice) }
            var dumps: [[String]] = []
            for batch in [1, 7, 80] {
                var town = try await Town(backend)
                try await town.hears(events, batch: batch)
                dumps.append(try await town.dump())
            }
            #expect(dumps[0] == dumps[1] && dumps[0] == dumps[2])
            #expect(dumps[0].count > 100)
        }
    }

    private static func anything(using dice: inout Dice) -> Event {
        let pool = (0..<4).flatMap {
            ["userId:u\($0)", "email:p\($0)@example.org", "anonymousId:a\($0)", "crm:c\($0)"]
        }
        let choice = Bool.random(using: &dice) ? "y" : "n"
        let traits: AttributeValue = [
            "plan": .integer(Int64.random(in: 0..<9, using: &dice)), "address": ["city": "Oslo"],
            "consents": ["marketing": ["email": ["val": .string(choice)]]],
        ]
        var event = Event.told(
            minute: Int64.random(in: 0..<500, using: &dice),
            traits: Bool.random(using: &dice) ? traits : .null,
            properties: ["total": 12]
        )
        event.identities = pool.shuffled(using: &dice).prefix(Int.random(in: 1...2, using: &dice)).map { Identity($0) }
        return event
    }

    @Test(arguments: Backend.available)
    func `a merge in mid-batch moves history, and the absorbed id leads to the survivor`(backend: Backend) async throws
    {
        var town = try await Town(backend)
        try await town.hears(.told("anonymousId:b1", type: "Viewed"))
        let told = try await town.hears([
            .told("userId:ann", type: "Ordered"), .told("userId:ann", "anonymousId:b1", type: "Login"),
            .told("userId:ann", type: "Ordered"),
        ])
        let absorbed = try #require(told[0].profile)
        let survivor = try #require(told[1].profile)
        let (history, byOldID, count) = try await town.store.read { db in
            (
                try EventHistory.load(for: [survivor, absorbed], in: db), try ProfilesTable.find(absorbed, in: db),
                try ProfilesTable.count(in: db)
            )
        }
        #expect(absorbed != survivor && told[1].merges == [.init(survivor: survivor, absorbed: absorbed)])
        #expect(history[survivor]?.map { $0["eventType"] } == ["Viewed", "Ordered", "Login", "Ordered"])
        #expect(history[absorbed] == [] && byOldID?.profile.id == survivor && count == 1)
    }

    @Test(arguments: Backend.available)
    func `a merge of more than 10,000 rows is blocked, counted from what is stored`(backend: Backend) async throws {
        var town = try await Town(backend)
        try await town.hears(.told("email:a@example.org"))
        let many = (0..<1_000).map { _ in Event.told("phone:+12025550143") }
        for _ in 0..<10 { try await town.hears(many) }
        let meeting = try await town.hears(.told("email:a@example.org", "phone:+12025550143"))
        #expect(meeting.merges.isEmpty && meeting.codes == [.mergeBlocked])
        let blocked = try await town.store.read { db in try ProfilesTable.blockedMerges(limit: 10, in: db) }
        #expect(blocked.map(\.reason) == [.tooLarge])
    }

    @Test(arguments: Backend.available)
    func `wakes are found in order, without looking at anyone else`(backend: Backend) async throws {
        var town = try await Town(backend)
        let told = try await town.hears((0..<3).map { .told("userId:u\($0)") })
        let ids = told.compactMap(\.profile)
        try await town.store.write { db in
            var people = try People.load(identities: [], profiles: Set(ids), in: db)
            people.setWake(ids[0], to: noon + .days(3))
            people.setWake(ids[2], to: noon + .days(2))
            try people.save(in: db)
        }
        let (due, next) = try await town.store.read { db in
            (
                try ProfilesTable.due(through: noon + .days(3), limit: 9, in: db).map(\.0),
                try ProfilesTable.nextWake(in: db)
            )
        }
        #expect(due == [ids[2], ids[0]] && next == noon + .days(2))
    }

    @Test(arguments: Backend.available)
    func `people are listed, searched and counted by key`(backend: Backend) async throws {
        var town = try await Town(backend)
        try await town.hears((0..<7).map { .told("userId:u\($0)", "email:p\($0)@example.org") })
        let pages = try await town.store.read { db in
            let first = try ProfilesTable.page(limit: 4, in: db)
            let second = try ProfilesTable.page(before: first.last?.profile.id, limit: 4, in: db)
            let found = try ProfilesTable.search("p3@", in: "email", limit: 4, in: db)
            return (first.map(\.identities), second.count, found.map(\.identity.value), try ProfilesTable.count(in: db))
        }
        #expect(pages.0.map { $0[1].value } == ["u6", "u5", "u4", "u3"] && pages.1 == 3)
        #expect(pages.2 == ["p3@example.org"] && pages.3 == 7)
    }

    @Test(arguments: Backend.available)
    func `writers that meet the same new person at once make one`(backend: Backend) async throws {
        let town = try await Town(backend)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for shard in 1...4 as ClosedRange<Int64> {
                group.addTask {
                    var writer = town
                    writer.ids = IDGenerator(shard: shard)
                    for number in 0..<10 {
                        let before = writer
                        writer = try await insisting {
                            var writer = before
                            try await writer.hears(.told("email:new\(number)@example.org", "crm:\(shard)"))
                            return writer
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let found = try await town.store.read { db in try ProfilesTable.page(limit: 50, in: db) }
        #expect(found.map(\.identities.count) == [14] && found.first?.profile.counters.total == 40)
    }

    @Test(arguments: Backend.available)
    func `text that a database cannot keep stops nothing`(backend: Backend) async throws {
        var town = try await Town(backend)
        let consents: AttributeValue = ["marketing": ["email": ["subscriptions": ["a\0b": ["val": "y"]]]]]
        var event = Event.told(
            "userId:ann",
            type: "Viewed\0",
            traits: ["no\0te": "a\0b", "consents": consents],
            properties: ["x\0": "y\0"]
        )
        event.messageID = "m\0"
        let told = try await town.hears([event, .told("userId:b\0b", "userId:bob")])
        let id = try #require(told.first?.profile)
        let stored = try await town.store.read { db in try ProfilesTable.events(of: id, limit: 9, in: db) }
        #expect(stored.map(\.type) == ["Viewed"] && stored.map(\.messageID) == ["m"])
        #expect(stored.first?.properties == ["x\0": "y\0"])
        #expect(try await town.find("userId:ann")?.profile.attributes["no\0te"] == "a\0b")
        #expect(told.map(\.codes) == [[.consentChoice], [.identityCharacters]])
    }

    @Test(arguments: Backend.available)
    func `a restarted process makes ids after those in use`(backend: Backend) async throws {
        var town = try await Town(backend)
        let told = try await town.hears(.told("userId:ann"))
        #expect(try await town.store.read { db in try ProfilesTable.lastID(in: db) } == told.profile?.raw)
    }
}
