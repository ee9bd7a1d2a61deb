import Accounts
import Deliveries
import JSON
import Profiles
import Store
import Testing
import Vocabulary

struct SendRoutesTests {
    /// Three sends due in an hour, owed to a person without an address.
    private static func owe(_ server: RunningServer) async throws {
        try await server.store.write { db in
            var ids = IDGenerator()
            let sends = (1...3 as ClosedRange<Int64>).map { visit in
                let run = RunID(raw: 7)
                return Obligation(
                    key: .journey(run: run, visit: visit),
                    send: SendID(raw: ids.next(now: db.now)),
                    origin: .journey(JourneyID(raw: 9), version: 1, step: "=mail", run: run),
                    profile: ProfileID(raw: 3),
                    due: db.now + .hours(1)
                )
            }
            try Deliveries.owe(sends, in: db)
        }
    }

    private static func act(_ server: RunningServer, _ act: String, _ body: String) async throws -> Answered {
        try await server.post(
            "/api/v1/sends/acts/\(act)",
            Array(body.utf8),
            authorization: "Bearer \(server.manage.token)"
        )
    }

    @Test func `sends are counted, listed, shown and downloaded by filter`() async throws {
        try await RunningServer.run { server in
            try await Self.owe(server)
            let facets = try await server.get("/api/v1/sends/facets?state=pending").json
            #expect(facets["total"] == 3)
            #expect(facets["facets"].elements.first?["phase"] == "scheduled")
            let page = try await server.get("/api/v1/sends?limit=2&phase=scheduled&reason=none").json
            #expect(page["items"].elements.count == 2)
            let id = try #require(page["items"].elements.first?["id"].string)
            let next = try #require(page["next"].string)
            #expect(try await server.get("/api/v1/sends?cursor=\(next)").json["items"].elements.count == 1)
            let send = try await server.get("/api/v1/sends/\(id)").json
            #expect(send["state"] == "pending" && send["history"] == [])
            #expect(try await server.get("/api/v1/sends/nonsense").code == "send.unknown")
            #expect(try await server.get("/api/v1/sends?state=nonsense").code == "request.invalid-field")
            let file = try await server.get("/api/v1/sends.csv?state=pending")
            #expect(file.headers["content-type"] == "text/csv; charset=utf-8")
            let text = String(decoding: file.body, as: UTF8.self)
            #expect(text.split(separator: "\r\n").count { $0.contains(",'=mail,") } == 3, "no formula")
        }
    }

    @Test func `what is counted is cancelled, taken back and written down`() async throws {
        try await RunningServer.run { server in
            try await Self.owe(server)
            let count = try await server.get("/api/v1/sends/acts/cancel?state=pending").json
            #expect(count["count"] == 3)
            let through = try #require(count["through"].string)
            let cancelled = try await Self.act(server, "cancel", #"{"state":"pending","through":"\#(through)"}"#).json
            #expect(cancelled["changed"] == 3 && cancelled["left"] == 0)
            let moment = try #require(cancelled["moment"].string)
            let restored = try await Self.act(server, "restore", #"{"finished":"\#(moment)"}"#).json
            #expect(restored["changed"] == 3)
            #expect(try await server.get("/api/v1/sends/facets?state=pending").json["total"] == 3)
            #expect(try await Self.act(server, "explode", "{}").code == "send.unknown-act")
            #expect(try await Self.act(server, "cancel", "[]").code == "request.not-an-object")
            #expect(try await Self.act(server, "cancel", #"{"state":7}"#).code == "request.invalid-field")
            let audit = try await server.get("/api/v1/audit").json["items"].elements
            #expect(audit.map { $0["act"] } == ["restore_sends", "cancel_sends"])
            #expect(audit.allSatisfy { $0["who"] == "key:admin" })
        }
    }

    @Test func `a write key does nothing to sends`() async throws {
        try await RunningServer.run { server in
            let answer = try await server.post(
                "/api/v1/sends/acts/cancel",
                Array("{}".utf8),
                authorization: "Bearer \(server.write.token)"
            )
            #expect(answer.code == "key.wrong-kind")
        }
    }
}
