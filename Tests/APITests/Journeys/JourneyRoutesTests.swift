import Accounts
import Deliveries
import JSON
import Jobs
import Journeys
import Store
import TestKit
import Testing
import Vocabulary

struct JourneyRoutesTests {
    private static func definition(_ wait: String) -> String {
        #"""
        {"format": "sojourn.journey/1", "name": "Sample", "steps": [
         {"id": "entry", "kind": "entry", "event": "Begin", "next": "wait"},
         {"id": "wait", "kind": "wait", "for": "\#(wait)", "next": "end"}, {"id": "end", "kind": "end"}]}
        """#
    }

    private static func published(_ server: RunningServer) async throws -> JourneyID {
        let made = try await server.manage("PUT", "/api/v1/journeys", definition("P1D"))
        #expect(made.status == 200)
        return try #require(made.json["id"].string.flatMap { JourneyID($0) })
    }

    @Test func `a journey is published, listed and shown`() async throws {
        try await RunningServer.run { server in
            let id = try await Self.published(server)
            let list = try await server.get("/api/v1/journeys").json["items"]
            let expected: AttributeValue = [
                "id": .string(id.description), "name": "Sample", "status": "live", "version": 1, "entered": 0,
                "waiting": 0,
            ]
            #expect(list == .array([expected]))
            let faulty = try await server.manage("PUT", "/api/v1/journeys", Self.definition("soon"))
            #expect(faulty.status == 422 && faulty.code == "journey.faulty")
            #expect(try await server.get("/api/v1/journeys/0000000000000").status == 404)
        }
    }

    @Test(.row("ajo L11")) func `pausing must say what becomes of those who would enter, and holds messages`()
        async throws
    {
        try await RunningServer.run { server in
            let id = try await Self.published(server)
            let path = "/api/v1/journeys/\(id)/status"
            let unasked = try await server.manage("POST", path, #"{"status": "paused"}"#)
            #expect(unasked.code == "journey.pause-unasked")
            let paused = try await server.manage("POST", path, #"{"status": "paused", "newEntries": "queue"}"#)
            #expect(try paused.json["status"] == "paused" && paused.json["newEntries"] == "queue")
            let holds = try await server.store.read { db in try Holding.all(in: db) }
            #expect(holds.map(\.reason) == [.paused])
            let live = try await server.manage("POST", path, #"{"status": "live"}"#)
            #expect(try live.json["status"] == "live" && live.json["newEntries"].isNull)
            #expect(try await server.store.read { db in try Holding.all(in: db) }.isEmpty)
            let back = try await server.manage("POST", path, #"{"status": "draft"}"#)
            #expect(back.status == 409 && back.code == "journey.status-change")
        }
    }

    @Test func `publishing takes whom it is told to along`() async throws {
        try await RunningServer.run { server in
            let id = try await Self.published(server)
            let inside = StepKey(journey: id, version: 1, step: "wait")
            try await server.store.write { db in
                try db.execute(
                    """
                    INSERT INTO journey_step_counts (journey_id, version, step, reached, departed, waiting, exited, failed)
                    VALUES (\(id), 1, \(inside.step.raw), 1, 0, 1, 0, 0)
                    """
                )
                try Journey.save(draft: Self.definition("P2D"), of: id, in: db)
            }
            let path = "/api/v1/journeys/\(id)/publish"
            let bad = try await server.manage("POST", path, #"{"moves": {"1": {"wait": "nowhere"}}}"#)
            #expect(bad.status == 422 && bad.code == "journey.bad-move")
            let answer = try await server.manage("POST", path, #"{"moves": {"1": {"wait": "wait"}}}"#)
            #expect(try answer.json["version"] == 2)
            guard case .array(let moves) = try answer.json["moves"] else { return #expect(Bool(false), "no moves") }
            #expect(moves.map { $0["from"] } == [1])
            let jobs = try await server.store.read { db in try Jobs.page(.scheduled, limit: 9, in: db) }
            #expect(jobs.map(\.kind) == [JourneyMover.jobKind])
        }
    }
}

extension RunningServer {
    fileprivate func manage(_ method: String, _ path: String, _ body: String) async throws -> Answered {
        try await send(method, path, Array(body.utf8), ["Authorization": "Bearer \(manage.token)"])
    }
}
