import Deliveries
import JSON
import Mail
import Store
import TestKit
import Testing
import Vocabulary

struct FeedbackRoutesTests {
    @Test func `what came back is listed with what was done about it`() async throws {
        try await RunningServer.run { server in
            let desk = FeedbackDesk(
                store: server.store,
                links: RunningServer.links,
                clock: RunningServer.clock.source,
                sink: { _, _ in },
                count: { _, _ in }
            )
            let token = SendToken(SendID(raw: 7), .message, secret: [9])
            let mail = "From: ann@b.example\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nAway.\r\n"
            let report = FeedbackReport(reading: Array(mail.utf8), arrivedAt: ["bounces+\(token)@b.example"])
            #expect(try await desk.take(report) == .taken([.unknown]))
            #expect(try await desk.take(FeedbackReport(), from: "kim@b.example") == .ordinary)
            let items = try await server.get("/api/v1/feedback").json["items"].elements
            #expect(items.map { $0["done"] } == ["ordinary", "unknown"])
            #expect(items[1]["class"] == "autoreply" && items[1]["recipient"] == "ann@b.example")
            let page = try await server.get("/api/v1/feedback?limit=1").json
            let next = try #require(page["next"].string)
            #expect(try await server.get("/api/v1/feedback?cursor=\(next)").json["items"].elements.count == 1)
            #expect(try await server.get("/api/v1/feedback?class=autoreply").json["items"].elements.count == 1)
            #expect(try await server.get("/api/v1/feedback?done=odd").code == "request.invalid-field")
        }
    }
}
