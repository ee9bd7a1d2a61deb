import Profiles
import Store
import TestKit
import Testing
import Vocabulary

/// Goes on where others were faster ten times in a row, as a client does.
func insisting<Value>(_ body: () async throws -> Value) async throws -> Value {
    while true {
        do {
            return try await body()
        } catch let error as StoreError where error.isConflict {
            continue
        }
    }
}

/// `SEMANTICS 10`: consent by a request takes effect before the request is answered.
struct ConsentStateTests {
    @Test(.row("ajo W16"), .row("campaign 163"), arguments: Backend.available)
    func `an opt-out is in effect when it returns, bumps the person's version and is on record`(
        backend: Backend
    ) async throws {
        var town = try await Town(backend)
        let id = try #require(try await town.hears(.told("email:ann@example.org")).profile)
        let before = try #require(try await town.find("email:ann@example.org")).profile
        let ids = town.ids
        let stated = try await town.store.write { db in
            var ids = ids
            return try Consents.state(
                .no,
                channel: "email",
                of: .identity(Identity("email: ANN@example.org")),
                at: db.now,
                source: "link",
                ids: &ids,
                in: db
            )
        }
        let after = try #require(try await town.find("email:ann@example.org")).profile
        #expect(stated == id && after.version > before.version)
        #expect(
            after.consents.answer(channel: "email", defaults: ConsentDefaults(allowedWhenUnknown: ["email"])) == .no
        )
        let record = try await town.store.read { db in try ProfilesTable.consents(of: id, in: db) }
        #expect(record.map(\.statement) == [ConsentStatement(.no, moment: town.clock.now, source: "link")])
    }

    @Test(arguments: Backend.available)
    func `an opt-out of an address nobody has makes a person, so that it is not lost`(backend: Backend) async throws {
        let town = try await Town(backend)
        let id = try await town.store.write { db in
            var ids = IDGenerator()
            return try Consents.state(
                .no,
                channel: "sms",
                topic: "news",
                of: .identity(Identity("phone:+12025550143")),
                at: noon,
                source: "STOP",
                ids: &ids,
                in: db
            )
        }
        let found = try #require(try await town.find("phone:+12025550143")).profile
        #expect(found.id == id && found.consents.answer(channel: "sms", topic: "news", defaults: .deny) == .no)
    }

    @Test(arguments: Backend.available)
    func `an opt-out and a batch that holds the same person do not overwrite each other`(backend: Backend) async throws
    {
        var town = try await Town(backend)
        let id = try #require(try await town.hears(.told("userId:ann")).profile)
        let store = town.store
        let events = (0..<50).map { Event.told("userId:ann", traits: ["n": .integer($0)]) }
        let ids = town.ids
        async let stated: Void = {
            for topic in 0..<50 {
                try await insisting {
                    try await store.write { db in
                        var ids = ids
                        try Consents.state(
                            .no,
                            channel: "email",
                            topic: "t\(topic)",
                            of: .profile(id),
                            at: db.now,
                            source: "link",
                            ids: &ids,
                            in: db
                        )
                    }
                }
            }
        }()
        for event in events {
            let before = town
            town = try await insisting {
                var town = before
                try await town.hears(event)
                return town
            }
        }
        try await stated
        let found = try #require(try await town.find("userId:ann")).profile
        #expect(found.consents.statements.count == 50 && found.counters.total == 51 && found.version == 101)
    }
}
