import Accounts
import Deliveries
import JSON
import Store
import TestKit
import Testing
import Vocabulary

struct MessageRoutesTests {
    private static let definition = #"""
        {"format": "sojourn.campaign/1", "name": "order-receipt", "kind": "api", "requires": ["order.number"],
         "from": "Shop <shop@shop.example>", "subject": "Order {{context.order.number}}", "html": "<p>Thank you</p>"}
        """#
    private static let path = "/api/v1/messages/order-receipt/send"
    private static let body = #"{"to": {"email": "ada@b.example"}, "context": {"order": {"number": "A-1"}}}"#

    private static func published(_ server: RunningServer) async throws -> String {
        let made = try await server.manage("PUT", "/api/v1/campaigns", definition)
        #expect(made.status == 200)
        return try #require(made.json["id"].string)
    }

    @Test(.row("ajo A10")) func `a message is sent by one call, and what became of it can be asked`() async throws {
        try await RunningServer.run { server in
            _ = try await Self.published(server)
            let sent = try await server.manage("POST", Self.path, Self.body)
            #expect(sent.status == 202 && sent.headers["idempotent-replayed"] == nil)
            let id = try #require(sent.json["executionId"].string)
            let recipient = try #require(sent.json["recipients"].elements.first)
            #expect(recipient["status"] == "accepted")
            let report = try await server.get("/api/v1/messages/executions/\(id)").json
            #expect(report["campaign"] == "order-receipt" && report["version"] == 1)
            let send = try #require(report["recipients"].elements.first)["send"]
            #expect(send["id"] == recipient["sendId"] && send["state"] == "pending" && send["profile"].isNull)
            #expect(send["lane"] == "transactional" && send["address"] == "ada@b.example")
            #expect(try await server.get("/api/v1/messages/executions/nonsense").code == "execution.unknown")
        }
    }

    @Test(.row("ajo K11")) func `a call repeated with its key is answered as the first was`() async throws {
        try await RunningServer.run { server in
            let id = try await Self.published(server)
            let key = ["Idempotency-Key": "order 17"]
            let first = try await server.manage("POST", Self.path, Self.body, key)
            let again = try await server.manage("POST", "/api/v1/messages/\(id)/send", Self.body, key)
            #expect(first.status == 202 && again.status == 200)
            #expect(again.headers["idempotent-replayed"] == "true" && again.body == first.body)
            let other = Self.body.replacing("A-1", with: "A-2")
            let refused = try await server.manage("POST", Self.path, other, key)
            #expect(refused.status == 422 && refused.code == "idempotency.key-reused")
            #expect(try await server.get("/api/v1/sends/facets?campaign=\(id)").json["total"] == 1)
            let long = ["Idempotency-Key": String(repeating: "k", count: 256)]
            let tooLong = try await server.manage("POST", Self.path, Self.body, long)
            #expect(tooLong.status == 400)
            #expect(try tooLong.json["field"] == "Idempotency-Key")
        }
    }

    @Test func `each refusal names the member at fault`() async throws {
        let refusals = [
            ("{}", 400, "request.invalid-field", "to"),
            (#"{"to": {}}"#, 422, "recipient.missing", "to.email"),
            (#"{"to": {"email": "ada"}}"#, 422, "recipient.invalid-email", "to.email"),
            (#"{"to": {"email": 7}}"#, 422, "recipient.invalid-field", "to.email"),
            (#"{"to": {"identity": "ada"}}"#, 422, "recipient.invalid-identity", "to.identity"),
            (
                #"{"to": {"identity": "userId:x9"}, "context": {"order": {"number": 1}}}"#, 422, "recipient.unknown",
                "to.identity"
            ),
            (#"{"to": {"email": "ada@b.example"}}"#, 422, "recipient.missing-context", "context.order.number"),
            (#"{"to": {"email": "ada@b.example"}, "context": []}"#, 422, "recipient.invalid-field", "context"),
            (#"{"to": {"email": "ada@b.example"}, "contxt": {}}"#, 400, "request.invalid-field", "contxt"),
        ]
        try await RunningServer.run { server in
            _ = try await Self.published(server)
            for (body, status, code, field) in refusals {
                let refused = try await server.manage("POST", Self.path, body)
                #expect(refused.status == status && refused.code == code, "\(body)")
                #expect(try refused.json["field"] == .string(field), "\(body)")
            }
            #expect(try await server.manage("POST", Self.path, "[]").code == "request.not-an-object")
            let large = #"{"to": "\#(String(repeating: "x", count: 1 << 20))"}"#
            #expect(try await server.manage("POST", Self.path, large).status == 413)
            #expect(try await server.get("/api/v1/sends/facets").json["total"] == 0)
        }
    }

    @Test func `an unknown campaign is 404, one never published 409, and only a manage key may`() async throws {
        try await RunningServer.run { server in
            let unknown = try await server.manage("POST", Self.path, Self.body)
            #expect(unknown.status == 404 && unknown.code == "campaign.unknown")
            let draft = try await server.manage("PUT", "/api/v1/campaigns?draft=true", Self.definition)
            #expect(try draft.json["status"] == "draft" && draft.json["version"] == 0)
            let unpublished = try await server.manage("POST", Self.path, Self.body)
            #expect(unpublished.status == 409 && unpublished.code == "campaign.unpublished")
            let live = try await server.manage("POST", "/api/v1/campaigns/order-receipt/publish", "")
            #expect(try live.json["status"] == "live" && live.json["context"] == ["order.number"])
            #expect(try await server.manage("POST", Self.path, Self.body).status == 202)
            let write = "Bearer \(server.write.token)"
            for path in [Self.path, "/ajo/im/executions/unitary"] {
                #expect(
                    try await server.post(path, Array(Self.body.utf8), authorization: write).code == "key.wrong-kind"
                )
            }
            let faulty = Self.definition.replacing("}}", with: "}")
            #expect(try await server.manage("PUT", "/api/v1/campaigns", faulty).code == "campaign.faulty")
        }
    }

    @Test(.row("ajo V3"), .row("ajo K7")) func `clients of Adobe's call are understood, recipient by recipient`()
        async throws
    {
        let body = #"""
            {"requestId": "r-1", "campaignId": "CAMPAIGN", "recipients": [
             {"type": "aep", "userId": "ada@b.example", "namespace": "Email", "channelData": {"emailAddress": "ada@b.example"},
              "profile": {"person": {}}, "context": {"order": {"number": 1}}},
             {"type": "aep", "userId": "x", "namespace": "userId", "context": {"order": {"number": 1}}},
             {"type": "list", "channelData": {"emailAddress": "bob@b.example"}}]}
            """#
        try await RunningServer.run { server in
            let id = try await Self.published(server)
            let call = body.replacing("CAMPAIGN", with: id)
            let sent = try await server.manage("POST", "/ajo/im/executions/unitary", call)
            #expect(sent.status == 202)
            let answer = try sent.json
            #expect(answer["requestId"] == "r-1" && answer["status"] == "ACCEPTED")
            let recipients = answer["recipients"].elements
            #expect(recipients.map { $0["status"] } == ["accepted", "rejected", "rejected"])
            #expect(recipients.map { $0["code"].string } == [nil, "recipient.unknown", "recipient.invalid-field"])
            #expect(recipients.map { $0["field"].string } == [nil, "recipients.1.userId", "recipients.2.type"])
            let again = try await server.manage("POST", "/ajo/im/executions/unitary", call)
            #expect(again.status == 200 && again.body == sent.body)
            #expect(try await server.get("/api/v1/sends/facets?campaign=\(id)").json["total"] == 1)
            let crowd = Array(repeating: "{}", count: 51).joined(separator: ",")
            let tooMany = #"{"campaignId": "\#(id)", "recipients": [\#(crowd)]}"#
            let refused = try await server.manage("POST", "/ajo/im/executions/unitary", tooMany)
            #expect(refused.status == 400)
            #expect(try refused.json["field"] == "recipients")
        }
    }
}

extension RunningServer {
    fileprivate func manage(
        _ method: String,
        _ path: String,
        _ body: String,
        _ headers: [String: String] = [:]
    ) async throws -> Answered {
        var headers = headers
        headers["Authorization"] = "Bearer \(manage.token)"
        return try await send(method, path, Array(body.utf8), headers)
    }
}
