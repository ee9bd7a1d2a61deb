import Deliveries
import Store
import Testing
import Vocabulary

struct WebhookRoutesTests {
    private static let signature = "789244a146c6637126bae16cc09e8755be4ea925e0cff2854851cd2b3f9dfcaf"
    private static let signed = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"

    private static func body(signature: String) -> [UInt8] {
        let token = SendToken(SendID(raw: 7), .message, secret: [1, 2, 3])
        return Array(
            """
            {"signature": {"timestamp": "1529006854", "token": "\(signed)", "signature": "\(signature)"},
            "event-data": {"event": "complained", "recipient": "a@b.example",
            "message": {"headers": {"message-id": "\(token)@shop.example"}}}}
            """.utf8
        )
    }

    @Test func `a call counts only with the provider's signature`() async throws {
        try await RunningServer.run { server in
            let forged = String(Self.signature.reversed())
            let refused = try await server.post("/hooks/mailgun", Self.body(signature: forged), authorization: "")
            #expect(refused.status == 403 && refused.code == "hook.bad-signature")
            let none = try await server.post("/hooks/mailgun", Array("{}".utf8), authorization: "")
            #expect(none.code == "hook.unreadable")
            let unsigned = try await server.post("/hooks/sendgrid", Array("[]".utf8), authorization: "")
            #expect(unsigned.status == 404, "a provider without a key is not listened to")
            #expect(try await server.get("/api/v1/feedback").json["items"] == [])
            let taken = try await server.post("/hooks/mailgun", Self.body(signature: Self.signature), authorization: "")
            #expect(taken.status == 200)
            let items = try await server.get("/api/v1/feedback").json["items"].elements
            #expect(items.map { $0["class"] } == ["complaint"], "of a send that is not ours: kept, and nothing done")
            #expect(items.map { $0["done"] } == ["unknown"])
        }
    }
}
