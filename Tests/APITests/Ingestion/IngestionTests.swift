import API
import Accounts
import EventLog
import JSON
import Pipeline
import Store
import TestKit
import Testing
import Vocabulary

struct IngestionTests {
    private static let event = #"{"userId":"u1","event":"Order Completed","properties":{"total":12.50}}"#

    @Test(.row("ajo A1"), arguments: SegmentCall.allCases)
    func `every call is taken and is in the log when it is answered`(call: SegmentCall) async throws {
        try await RunningServer.run { server in
            let item = #"{"type":"track","userId":"u","event":"x","groupId":"g","previousId":"p"}"#
            let answer = try await server.post("/v1/\(call.rawValue)", call.isSingle ? item : #"{"batch":[\#(item)]}"#)
            #expect(answer.status == 200)
            #expect(String(decoding: answer.body, as: UTF8.self) == #"{"success":true}"#)
            #expect(answer.headers["access-control-allow-origin"] == "*")
            let events = try await server.events()
            #expect(events.map(\.kind) == [Event.Kind(rawValue: call.rawValue) ?? .track])
            #expect(events.first?.isHistorical == (call == .import))
            #expect(try await server.get("/api/v1/pipeline").json == ["appended": 1, "processed": 0])
        }
    }

    @Test func `a browser may send its key in a text body`() async throws {
        try await RunningServer.run { server in
            let body = #"{"writeKey":"\#(server.write.token)","anonymousId":"a","event":"x"}"#
            let answer = try await server.post(
                "/v1/t",
                Array(body.utf8),
                authorization: "",
                headers: ["Content-Type": "text/plain;charset=UTF-8"]
            )
            #expect(answer.status == 200)
            let preflight = try await server.send("OPTIONS", "/v1/t", nil, ["Origin": "https://shop.example"])
            #expect(preflight.status == 204)
            #expect(preflight.headers["access-control-allow-headers"]?.contains("authorization") == true)
        }
    }

    @Test func `keys that do not let in are told apart`() async throws {
        try await RunningServer.run { server in
            let body = Array(Self.event.utf8)
            #expect(try await server.post("/v1/track", body, authorization: "Basic d3Jvbmc6").code == "key.unknown")
            #expect(
                try await server.post("/v1/track", body, authorization: "Bearer \(server.manage.token)").code
                    == "key.wrong-kind"
            )
            let none = try await server.post("/v1/track", body, authorization: "")
            #expect(none.code == "key.missing")
            #expect(none.status == 401)
            #expect(none.headers["www-authenticate"] != nil)
            let nonsense = try await server.post("/v1/track", body, authorization: "Basic %%%")
            #expect(nonsense.code == "key.unknown")
            #expect(try await server.post("/v1/track", body).status == 200)
            try await server.store.write { db in
                for key in try Keys.all(in: db) { _ = try Keys.revoke(key.id, in: db) }
            }
            try await server.keys.refresh()
            #expect(try await server.post("/v1/track", body).status == 401)
            #expect(try await server.events().count == 1)
        }
    }

    @Test func `a batch with bad events is taken, and the bad ones are told and kept`() async throws {
        try await RunningServer.run { server in
            let good = #"{"type":"track","userId":"u","event":"x"}"#
            let answer = try await server.post(
                "/v1/batch",
                #"{"batch":[\#(good),{"type":"track","event":"x"},{"n":NaN},\#(good)]}"#
            )
            #expect(answer.status == 200)
            let json = try answer.json
            #expect(json["success"] == true)
            #expect(json["rejectedCount"] == 2)
            let codes = json["rejected"].elements.map { $0["code"] }
            #expect(codes == ["event.missing-identity", "json.unexpected-byte"])
            #expect(try await server.events().count == 2)
            #expect(
                try await server.log.rejects(limit: 10).map(\.reject.code).sorted() == [
                    "event.missing-identity", "json.unexpected-byte",
                ]
            )
        }
    }

    @Test func `a single bad event is refused and kept`() async throws {
        try await RunningServer.run { server in
            let answer = try await server.post("/v1/track", #"{"userId":"u","event":"x","timestamp":"2026-02-30"}"#)
            #expect(answer.status == 400)
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(try answer.json["code"] == "event.invalid-timestamp")
            #expect(try answer.json["field"] == "timestamp")
            #expect(try await server.events().isEmpty)
            #expect(try await server.log.rejects(limit: 10).count == 1)
        }
    }

    @Test func `intake that is full says when to come again`() async throws {
        try await RunningServer.run(waitingLimit: -1) { server in
            let answer = try await server.post("/v1/track", Self.event)
            #expect(answer.status == 503)
            #expect(answer.code == "intake.busy")
            #expect(answer.headers["retry-after"] == "1")
        }
    }
}

extension AttributeValue {
    /// The elements of an array.
    var elements: [AttributeValue] {
        if case .array(let elements) = self { elements } else { [] }
    }
}
