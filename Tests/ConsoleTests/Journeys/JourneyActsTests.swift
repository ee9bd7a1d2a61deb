import Accounts
import Deliveries
import Jobs
import Journeys
import Store
import TestKit
import Testing
import Vocabulary

@testable import Console

/// Pausing and publishing as a person does it.
@Suite struct JourneyActsTests {
    private static func definition(_ steps: String...) -> String {
        let all =
            [#"{"id": "entry", "kind": "entry", "event": "Begin", "next": "ask"}"#] + steps
            + [#"{"id": "end", "kind": "end"}"#]
        return #"{"format": "sojourn.journey/1", "name": "Sample", "steps": [\#(all.joined(separator: ","))]}"#
    }

    private static let first = definition(
        #"{"id": "ask", "kind": "waitForEvent", "event": "Answer", "onEvent": "end"}"#
    )
    private static let second = definition(
        #"{"id": "ask", "kind": "waitForEvent", "event": "Reply", "onEvent": "more"}"#,
        #"{"id": "more", "kind": "wait", "for": "P1D", "next": "end"}"#
    )

    /// A published journey, and seven people at its question.
    private static func journey(_ server: ConsoleServer) async throws -> JourneyID {
        try await server.state.write { db in
            var ids = IDGenerator()
            let journey = try Journey.create(name: "Sample", draft: first, ids: &ids, in: db)
            _ = try Journey.publish(journey.id, ids: &ids, in: db)
            try db.execute(
                """
                INSERT INTO journey_step_counts (journey_id, version, step, reached, departed, waiting, exited, failed)
                VALUES (\(journey.id), 1, 'ask', 7, 0, 7, 0, 0)
                """
            )
            return journey.id
        }
    }

    @Test(.row("ajo L11"), arguments: Backend.available)
    func `pausing asks about new entries, and the page says what waits`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let id = try await Self.journey(server)
            let browser = try await DoorTests.browser(server, .publisher)
            let (page, act) = ("/journeys/\(id)", "/journeys/\(id)/status")
            #expect(try await browser.get(page).body.contains(#"<select name="newEntries">"#))
            #expect(try await browser.submit(act, on: page, ["status": "paused"]).status == 422)
            _ = try await browser.submit(act, on: page, ["status": "paused", "newEntries": "queue"])
            let paused = try await browser.get(page).body
            #expect(paused.contains("by publisher@example.org") && paused.contains("0 people wait outside"))
            #expect(try await server.state.read { db in try Holding.all(in: db) }.map(\.reason) == [.paused])
            _ = try await browser.submit(act, on: page, ["status": "live"])
            #expect(try await server.state.read { db in try Holding.all(in: db) }.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func `before a newer version the page shows what changes and who is inside, and moves whom one chooses`(
        backend: Backend
    ) async throws {
        try await ConsoleServer.run(backend) { server in
            let id = try await Self.journey(server)
            try await server.state.write { db in try Journey.save(draft: Self.second, of: id, in: db) }
            let browser = try await DoorTests.browser(server, .publisher)
            let path = "/journeys/\(id)/publish"
            let page = try await browser.get(path).body
            #expect(page.contains("New: <strong>more</strong>") && page.contains("Changed: <strong>ask</strong>"))
            #expect(page.contains("7 people wait") && page.contains(#"name="move.1.ask""#))
            let moved = try await browser.submit(path, on: path, ["people": "choose", "move.1.ask": "more"])
            #expect(moved.headers["location"] == "/journeys/\(id)")
            let moves = try await server.state.read { db in try JourneyReading.moves(of: id, in: db) }
            #expect(moves.map(\.to) == [2])
            let jobs = try await server.state.read { db in try Jobs.page(.scheduled, limit: 9, in: db) }
            #expect(jobs.map(\.kind) == [JourneyMover.jobKind])
        }
    }

    @Test(arguments: Backend.available)
    func `by default everybody stays`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let id = try await Self.journey(server)
            try await server.state.write { db in try Journey.save(draft: Self.second, of: id, in: db) }
            let browser = try await DoorTests.browser(server, .publisher)
            let path = "/journeys/\(id)/publish"
            _ = try await browser.submit(path, on: path, ["people": "stay", "move.1.ask": "more"])
            let journey = try await server.state.read { db in try JourneyReading.journey(id, in: db) }
            #expect(journey?.newestVersion == 2)
            #expect(try await server.state.read { db in try JourneyReading.moves(of: id, in: db) }.isEmpty)
        }
    }
}
