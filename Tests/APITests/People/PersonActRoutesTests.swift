import Accounts
import JSON
import Profiles
import Store
import Testing
import Vocabulary

struct PersonActRoutesTests {
    private static func person(in store: Store) async throws -> ProfileID {
        try await store.write { db in
            let event = Event(
                kind: .identify,
                type: "identify",
                timestamp: db.now,
                identities: [Identity(namespace: "userId", value: "ada")],
                traits: ["email": "ada@example.org"]
            )
            var ids = IDGenerator()
            var people = try People.load(identities: People.identities(of: [event]), profiles: [], in: db)
            let absorption = people.absorb(event, source: EventSource("test"), received: db.now, ids: &ids)
            try people.save(in: db)
            return absorption.profile ?? ProfileID(raw: 0)
        }
    }

    private static func post(_ server: RunningServer, _ path: String, _ body: String) async throws -> Answered {
        try await server.post(
            "/api/v1\(path)",
            Array(body.utf8),
            authorization: "Bearer \(server.manage.token)"
        )
    }

    @Test func `a person is suppressed, lifted and stated for, and each act is in the audit`() async throws {
        try await RunningServer.run { server in
            let id = try await Self.person(in: server.store)
            let path = "/profiles/\(id)"
            #expect(try await Self.post(server, path + "/suppress", "{}").code == "request.invalid-field")
            let suppressed = try await Self.post(server, path + "/suppress", #"{"reason":"asked"}"#)
            #expect(try suppressed.json["changed"] == true)
            #expect(
                try await Self.post(server, path + "/suppress", #"{"reason":"x","address":"eve@example.org"}"#).code
                    == "profile.foreign-address"
            )
            let lifted = try await Self.post(server, path + "/lift", #"{"reason":"asked again"}"#)
            #expect(try lifted.json["address"] == "ada@example.org")
            #expect(try await Self.post(server, path + "/lift", #"{"reason":"x"}"#).code == "profile.not-suppressed")
            let stated = try await Self.post(server, path + "/consents", #"{"channel":"email","choice":"yes"}"#)
            #expect(stated.status == 200)
            #expect(
                try await server.get("/api/v1" + path).json["consents"]["marketing"]["email"]["val"] == "y"
            )
            #expect(
                try await Self.post(server, path + "/consents", #"{"choice":"maybe"}"#).code == "request.invalid-field"
            )
            let audit = try await server.get("/api/v1/audit?profile=\(id)").json["items"].elements
            #expect(audit.map { $0["act"] } == ["state_consent", "lift", "suppress"])
            #expect(audit.map { $0["number"] } == [3, 2, 1])
        }
    }

    @Test func `an erasure is shown before it is done, and done once`() async throws {
        try await RunningServer.run { server in
            let id = try await Self.person(in: server.store)
            let preview = try await server.get("/api/v1/profiles/\(id)/erasure").json
            #expect(preview["identities"] == 2 && preview["sends"] == 0)
            #expect(try await Self.post(server, "/profiles/\(id)/erase", "").json == preview)
            #expect(try await server.get("/api/v1/profiles/\(id)").code == "profile.unknown")
            #expect(try await Self.post(server, "/profiles/\(id)/erase", "").code == "profile.unknown")
        }
    }

    @Test func `what is not there is refused by its code`() async throws {
        try await RunningServer.run { server in
            let id = try await Self.person(in: server.store)
            #expect(try await Self.post(server, "/merges/77/undo", "").code == "merge.unknown")
            #expect(try await server.get("/api/v1/merges").json["items"] == [])
            #expect(try await Self.post(server, "/profiles/\(id)/merge", #"{"other":"\#(id)"}"#).code == "merge.same")
            #expect(try await Self.post(server, "/profiles/\(id)/runs/\(id)/end", "").code == "run.unknown")
        }
    }
}
