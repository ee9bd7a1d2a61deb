import Accounts
import Deliveries
import Store
import TestKit
import Testing
import Vocabulary

@testable import Console

struct LedgerActsTests {
    private static func owe(_ count: Int64, _ server: ConsoleServer) async throws {
        try await server.state.write { db in
            var ids = IDGenerator()
            let sends = (1...count).map { visit in
                Obligation(
                    key: .journey(run: RunID(raw: 7), visit: visit),
                    send: SendID(raw: ids.next(now: db.now)),
                    origin: .journey(JourneyID(raw: 9), version: 1, step: "mail", run: RunID(raw: 7)),
                    profile: ProfileID(raw: 3),
                    due: db.now + .hours(visit)
                )
            }
            try Deliveries.owe(sends, in: db)
        }
    }

    @Test(arguments: Backend.available)
    func `an act asks with its number first, then tells what it did and how it is undone`(
        backend: Backend
    ) async throws {
        try await ConsoleServer.run(backend) { server in
            try await Self.owe(3, server)
            let browser = try await server.signedIn(.publisher)
            let ledger = try await browser.get("/messages?state=pending").body
            #expect(ledger.contains("/messages/act?state=pending&amp;act=cancel"))
            let page = "/messages/act?act=cancel&state=pending"
            let asked = try await browser.get(page).body
            #expect(asked.contains("Cancel 3 messages?") && asked.contains("You can take this back"))
            let through = try #require(asked.firstMatch(of: /name="through" value="([0-9a-z]+)"/)?.1)
            // Born after the question was asked: not part of the answer.
            server.clock.advance(by: .seconds(1))
            try await server.state.write { db in
                var ids = IDGenerator()
                let later = Obligation(
                    key: .journey(run: RunID(raw: 8), visit: 1),
                    send: SendID(raw: ids.next(now: db.now)),
                    origin: .journey(JourneyID(raw: 9), version: 1, step: "mail", run: RunID(raw: 8)),
                    profile: ProfileID(raw: 3),
                    due: db.now
                )
                try Deliveries.owe([later], in: db)
            }
            let done = try await browser.submit(
                "/messages/act",
                on: page,
                ["act": "cancel", "state": "pending", "through": "\(through)"]
            )
            let back = try #require(done.headers["location"])
            #expect(try await browser.get(back).body.contains("3 messages cancelled."))
            let facets = try await server.state.read { db in try LedgerTable.facets(LedgerFilter(), now: db.now, in: db)
            }
            #expect(facets.map(\.count) == [1, 3])
        }
    }

    @Test(arguments: Backend.available)
    func `a viewer is offered nothing and refused everything`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            try await Self.owe(1, server)
            let browser = try await server.signedIn(.viewer)
            #expect(try await !browser.get("/messages?state=pending").body.contains("/messages/act"))
            let refused = try await browser.submit(
                "/messages/act",
                on: "/messages",
                ["act": "cancel", "through": "\(SendID(raw: .max))"]
            )
            #expect(refused.status == 403)
        }
    }

    @Test(arguments: Backend.available)
    func `a filter is downloaded as a file`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            try await Self.owe(3, server)
            let browser = try await server.signedIn(.viewer)
            let file = try await browser.get("/messages/export?state=pending")
            #expect(file.headers["content-disposition"] == "attachment; filename=\"messages.csv\"")
            #expect(file.body.split(separator: "\r\n").count == 4)
        }
    }
}
