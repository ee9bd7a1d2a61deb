import Accounts
import JSON
import TestKit
import Testing
import Vocabulary

struct OperationsTests {
    @Test(.row("campaign 201")) func `the server says that it lives, is ready, and what it counted`() async throws {
        try await RunningServer.run { server in
            #expect(try await server.send("GET", "/healthz", nil, [:]).json == ["status": "ok"])
            #expect(try await server.send("GET", "/readyz", nil, [:]).json == ["status": "ready"])
            _ = try await server.post("/v1/track", #"{"userId":"u","event":"x"}"#)
            _ = try await server.post("/v1/track", "{}")
            let metrics = try await server.send("GET", "/metrics", nil, [:])
            #expect(metrics.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            let lines = String(decoding: metrics.body, as: UTF8.self).split(separator: "\n")
            #expect(lines.contains("sojourn_events_accepted_total 1"))
            #expect(lines.contains("sojourn_events_rejected_total 1"))
            #expect(lines.contains(#"sojourn_ingest_requests_total{status="400"} 1"#))
            #expect(lines.contains(#"sojourn_ingest_seconds_bucket{le="+Inf"} 2"#))
            #expect(lines.contains("sojourn_log_appended 1.0"))
        }
    }

    @Test func `the management API is for manage keys alone`() async throws {
        try await RunningServer.run { server in
            #expect(try await server.get("/api/v1/pipeline", key: server.write.token).code == "key.wrong-kind")
            #expect(try await server.get("/api/v1/pipeline", key: "nonsense").code == "key.unknown")
            #expect(try await server.send("GET", "/api/v1/profiles", nil, [:]).code == "key.missing")
            let missing = try await server.get("/api/v1/nothing")
            #expect(missing.status == 404)
            #expect(missing.code == "request.not-found")
            #expect(missing.headers["x-content-type-options"] == "nosniff")
        }
    }
}
