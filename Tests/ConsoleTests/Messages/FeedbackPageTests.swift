import Accounts
import Deliveries
import Mail
import Reports
import Store
import TestKit
import Testing
import Vocabulary

@testable import Console

struct FeedbackPageTests {
    @Test func `what came back is listed with what was done, and the far end's words are only words`() async throws {
        try await ConsoleServer.run(.sqlite) { server in
            let desk = FeedbackDesk(
                store: server.state,
                links: LinkMaker(base: "https://mail.example", secret: [1]),
                clock: server.clock.source,
                sink: { _, _ in },
                count: { counts, db in try Counters.add(counts, in: db) }
            )
            let words = "550 <script>alert(1)</script>"
            let event = FeedbackEvent("ann@b.example", .hard, .unknownUser, detail: words)
            #expect(try await desk.take(FeedbackReport(events: [event])) == .taken([.unknown]))
            let browser = try await server.signedIn(.viewer)
            let page = try await browser.get("/messages/feedback").body
            #expect(page.contains("ann@b.example") && page.contains("nothing: bears no sign of ours"))
            #expect(page.contains("550 &lt;script&gt;alert(1)") && !page.contains("<script>alert"))
            #expect(page.contains("/messages/feedback?done=unknown"))
            #expect(try await browser.get("/messages/feedback?done=suppressed").body.contains("Nothing came back."))
            #expect(try await browser.get("/messages").body.contains("href=\"/messages/feedback\""))
        }
    }
}
