import Accounts
import Deliveries
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Console

struct PersonActsTests {
    /// Somebody with an address and a message due in an hour.
    private static func person(_ server: ConsoleServer) async throws -> (ProfileID, SendID) {
        try await server.state.write { db in
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
            let (profile, send) = (absorption.profile ?? ProfileID(raw: 0), SendID(raw: ids.next(now: db.now)))
            let owed = Obligation(
                key: .journey(run: RunID(raw: 7), visit: 1),
                send: send,
                origin: .journey(JourneyID(raw: 9), version: 1, step: "mail", run: RunID(raw: 7)),
                profile: profile,
                due: db.now + .hours(1)
            )
            try owe([owed], in: db)
            return (profile, send)
        }
    }

    @Test(.row("ajo G6"), arguments: Backend.available)
    func `a colleague suppresses, lifts and states consent from the page, and the page says who did`(
        backend: Backend
    ) async throws {
        try await ConsoleServer.run(backend) { server in
            let browser = try await server.signedIn(.publisher)
            let (id, _) = try await Self.person(server)
            let page = "/people/\(id)"
            let noReason = try await browser.submit(page + "/suppress", on: page, ["reason": " "])
            #expect(noReason.status == 422)
            let suppressed = try await browser.submit(page + "/suppress", on: page, ["reason": "asked by phone"])
            #expect(suppressed.headers["location"] == page)
            #expect(try await browser.get(page).body.contains("asked by phone"))
            _ = try await browser.submit(page + "/lift", on: page, ["reason": "asked again"])
            _ = try await browser.submit(page + "/consent", on: page, ["choice": "yes", "channel": "email"])
            let body = try await browser.get(page).body
            #expect(body.contains("said yes") && body.contains("user:publisher@example.org lifted the suppression"))
            let audit = try await browser.get("/audit").body
            #expect(audit.contains("stated consent") && audit.contains("suppressed the address"))
        }
    }

    @Test(arguments: Backend.available)
    func `a complaint is an administrator's to lift`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let (id, _) = try await Self.person(server)
            try await server.state.write { db in
                _ = try Suppressions.add(
                    Suppression(
                        channel: "email",
                        address: "ada@example.org",
                        category: .complaint,
                        reason: "junk",
                        source: "feedback",
                        since: db.now
                    ),
                    in: db
                )
            }
            let page = "/people/\(id)"
            let publisher = try await server.signedIn(.publisher)
            #expect(try await publisher.submit(page + "/lift", on: page, ["reason": "x"]).status == 403)
            let admin = try await server.signedIn(.admin)
            #expect(try await admin.submit(page + "/lift", on: page, ["reason": "x"]).status == 303)
        }
    }

    @Test(arguments: Backend.available)
    func `an erasure shows what goes, asks, and leaves nothing but its line`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let (id, _) = try await Self.person(server)
            let page = "/people/\(id)/erase"
            let author = try await server.signedIn(.author)
            #expect(try await author.submit(page, on: "/people/\(id)", ["sure": "1"]).status == 403)
            let admin = try await server.signedIn(.admin)
            #expect(try await admin.get(page).body.contains("1 message is cancelled"))
            #expect(try await admin.submit(page, on: page, [:]).status == 422)
            #expect(try await admin.submit(page, on: page, ["sure": "1"]).headers["location"] == "/audit")
            #expect(try await admin.get("/people/\(id)").status == 404)
            #expect(try await admin.get("/audit").body.contains("a person who is gone"))
        }
    }

    @Test(arguments: Backend.available)
    func `a planned message is cancelled from the person's page, and that is undone`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let browser = try await server.signedIn(.publisher)
            let (id, send) = try await Self.person(server)
            let page = "/people/\(id)"
            let cancelled = try await browser.submit(
                "/messages/act",
                on: page,
                ["act": "cancel", "send": "\(send)", "through": "\(send)", "return": page]
            )
            let back = try #require(cancelled.headers["location"])
            #expect(back.hasPrefix(page + "?done=cancel&count=1&at="))
            let notice = try await browser.get(back).body
            #expect(notice.contains("1 message cancelled.") && notice.contains(">Undo</button>"))
            let moment = try #require(notice.firstMatch(of: /name="finished" value="([^"]+)"/)?.1)
            let undone = try await browser.submit(
                "/messages/act",
                on: page,
                [
                    "act": "restore", "state": "cancelled", "finished": "\(moment)", "through": "zzzzzzzzzzzz",
                    "return": page,
                ]
            )
            #expect(undone.status == 422, "an id that is none")
            let again = try await browser.submit(
                "/messages/act",
                on: page,
                ["act": "restore", "state": "cancelled", "finished": "\(moment)", "through": "\(send)", "return": page]
            )
            #expect(again.headers["location"] == page + "?done=restore&count=1")
            #expect(try await server.state.read { db in try LedgerTable.entry(send, in: db)?.send.state } == .pending)
        }
    }
}
