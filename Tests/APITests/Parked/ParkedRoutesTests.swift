import Accounts
import JSON
import Pipeline
import Store
import Testing
import Vocabulary

struct ParkedRoutesTests {
    @Test func `what is parked is listed, tried again and given up`() async throws {
        try await RunningServer.run { server in
            try await server.store.write { db in
                try db.execute(
                    """
                    INSERT INTO parked_events (position, place, received, source, type, message)
                    VALUES (1, 0, 0, 7, 'A', 'broken'), (1, 2, 0, 7, 'B', 'broken')
                    """
                )
                _ = try db.execute("INSERT INTO parked_wakes (profile, moment, message) VALUES (5, 0, 'broken')")
            }
            let key = "Bearer \(server.manage.token)"
            let list = try await server.get("/api/v1/parked").json["items"].elements
            #expect(list.map { $0["id"] } == ["1.2", "1.0"])
            #expect(
                try await server.get("/api/v1/parked?cursor=1.2").json["items"].elements.map { $0["id"] } == ["1.0"]
            )
            let retried = try await server.post("/api/v1/parked/1.2/retry", [], authorization: key)
            #expect(retried.status == 202)
            #expect(
                try await server.get("/api/v1/parked").json["items"].elements.map { $0["retrying"] } == [true, false]
            )
            #expect(try await server.post("/api/v1/parked/1.0/drop", [], authorization: key).status == 200)
            #expect(try await server.post("/api/v1/parked/1.0/drop", [], authorization: key).code == "parked.unknown")
            #expect(try await server.get("/api/v1/parked/wakes").json["items"].elements.count == 1)
            #expect(try await server.post("/api/v1/parked/retry", [], authorization: key).json["retrying"] == 2)
            #expect(try await server.get("/api/v1/parked/wakes").json["items"] == [])
        }
    }
}
