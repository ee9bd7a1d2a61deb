import Deliveries
import JSON
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

struct PeopleRoutesTests {
    /// A person with three orders and two sends.
    private static func person(in store: Store) async throws -> ProfileID {
        try await store.write { db in
            var ids = IDGenerator()
            let profile = try absorb((1...3).map { order($0, now: db.now) }, ids: &ids, in: db)
            let sends = (1...2 as ClosedRange<Int64>).map { visit in
                let run = RunID(raw: 7)
                return Obligation(
                    key: .journey(run: run, visit: visit),
                    send: SendID(raw: ids.next(now: db.now)),
                    origin: .journey(JourneyID(raw: 9), version: 1, step: "mail", run: run),
                    profile: profile,
                    due: db.now
                )
            }
            try owe(sends, in: db)
            return profile
        }
    }

    private static func order(_ number: Int, now: Moment) -> Event {
        Event(
            kind: .track,
            type: "Order",
            messageID: "m\(number)",
            timestamp: now - .minutes(Int64(10 - number)),
            identities: [Identity(namespace: "email", value: "Ada@Example.org")],
            properties: ["total": .integer(Int64(number))],
            traits: ["plan": "gold"]
        )
    }

    private static func absorb(_ events: [Event], ids: inout IDGenerator, in db: Transaction) throws -> ProfileID {
        var people = try People.load(identities: People.identities(of: events), profiles: [], in: db)
        let source = EventSource("test")
        var records: [EventRecord] = []
        for event in events {
            let absorption = people.absorb(event, source: source, received: db.now, ids: &ids)
            let id = ids.next(now: db.now)
            if let record = EventRecord(event, absorption, id: id, received: db.now, source: source) {
                records.append(record)
            }
        }
        try people.save(in: db)
        try EventHistory.append(records, following: people, in: db)
        return records.first?.profile ?? ProfileID(raw: 0)
    }

    @Test(.row("campaign 225")) func `a person is found by any identity and by id`() async throws {
        try await RunningServer.run { server in
            let id = try await Self.person(in: server.store)
            let byIdentity = try await server.get("/api/v1/profiles?identity=email:ada%40example.ORG")
            #expect(byIdentity.status == 200)
            let json = try byIdentity.json
            #expect(json["id"] == .string(id.description))
            #expect(json["identities"] == [["namespace": "email", "value": "ada@example.org"]])
            #expect(json["attributes"]["plan"] == "gold")
            #expect(json["audiences"] == [])
            #expect(try await server.get("/api/v1/profiles/\(id)").json == json)
            #expect(try await server.get("/api/v1/profiles").json["items"].elements == [json])
            #expect(
                try await server.get("/api/v1/profiles?identity=email:nobody@example.org").code == "profile.unknown"
            )
            #expect(try await server.get("/api/v1/profiles?identity=nonsense").code == "profile.invalid-identity")
            #expect(try await server.get("/api/v1/profiles/nonsense").status == 404)
        }
    }

    @Test func `events come in pages, the newest first`() async throws {
        try await RunningServer.run { server in
            let path = "/api/v1/profiles/\(try await Self.person(in: server.store))/events"
            let first = try await server.get(path + "?limit=2").json
            #expect(first["items"].elements.map { $0["messageId"] } == ["m3", "m2"])
            #expect(first["items"].elements.first?["properties"] == ["total": 3])
            let next = try #require(first["next"].string)
            let second = try await server.get(path + "?limit=2&cursor=\(next)").json
            #expect(second["items"].elements.map { $0["messageId"] } == ["m1"])
            #expect(second["next"].isNull)
            #expect(try await server.get(path + "?cursor=x").code == "request.invalid-cursor")
            #expect(try await server.get(path + "?limit=0").code == "request.invalid-limit")
            #expect(try await server.get(path + "?type=Other").json["items"] == [])
        }
    }

    @Test func `sends show what they are owed by and where they stand`() async throws {
        try await RunningServer.run { server in
            let id = try await Self.person(in: server.store)
            let page = try await server.get("/api/v1/profiles/\(id)/sends?limit=1").json
            let send = try #require(page["items"].elements.first)
            #expect(send["state"] == "pending")
            #expect(send["channel"] == "email")
            #expect(send["lane"] == "triggered")
            #expect(send["origin"]["step"] == "mail")
            let next = try #require(page["next"].string)
            let rest = try await server.get("/api/v1/profiles/\(id)/sends?limit=5&cursor=\(next)").json
            #expect(rest["items"].elements.count == 1)
        }
    }
}
