import Mail
import Testing

struct ReturnedTokenTests {
    private static let token = "01h2xcejqtf2n0123456789abcdef"
    private static let other = "01h2xcejqtf2nzzzzzzzzzzzzzzzz"
    private let failed = "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n"

    @Test(arguments: [
        "X-Sojourn-Send: \(token)\nMessage-ID: <other-01h2xcejqtf2n@mail.shop.example>",
        "Message-ID: <\(token)@mail.shop.example>", "message-id:\n <\(token)@mail.shop.example>",
        "Message-ID: <\(other)@mail.shop.example>\nX-Sojourn-Send:\(token)",
    ])
    func `the returned headers bear the token`(returned: String) {
        #expect(report(deliveryReport(failed, returned: returned)).token == Self.token)
    }

    @Test(arguments: [
        "X-Sojourn-Send: \(token)", "> X-Sojourn-Send: \(token)", "Message-ID: <\(token)@mail.shop.example>",
    ])
    func `headers pasted into the text bear it too`(pasted: String) {
        let body = "The following addresses failed:\na@example.org\n\n--- Below this line is a copy of the message.\n\n"
        #expect(report(bounce(body + pasted + "\n")).token == Self.token)
    }

    @Test func `the address that the mail came to is believed first, and both can be seen`() {
        let text = deliveryReport(failed, returned: "X-Sojourn-Send: \(Self.other)")
        let found = report(text, arrivedAt: ["bounces+\(Self.token)@shop.example"])
        #expect(found.token == Self.token)
        #expect(found.returnedToken == Self.other)
    }

    @Test func `without an envelope the headers say where it came to`() {
        let text = "Delivered-To: bounces+\(Self.token)@shop.example\n" + deliveryReport(failed)
        #expect(report(text).addressToken == Self.token)
    }

    @Test func `a report that names nobody is about whom our message went to`() {
        let returned = "X-Sojourn-Send: \(Self.token)\nTo: Anna <anna@example.org>"
        let text = deliveryReport("Action: failed\nStatus: 5.1.1", returned: returned)
        #expect(report(text).lines == ["anna@example.org hard unknown-user 5.1.1"])
    }

    @Test(arguments: [
        "", "short", "with-hyphens-and-more-letters", "01h2xcejqtf2n0123456789abcde\u{E9}",
        String(repeating: "a", count: 65),
    ])
    func `what has not the shape of a token is none`(text: String) {
        #expect(report(deliveryReport(failed, returned: "X-Sojourn-Send: \(text)")).token == nil)
    }

    @Test func `ordinary mail has no token`() {
        #expect(report("From: a@example.org\nSubject: Hi\nX-Sojourn-Send: \(Self.token)\n\nx").token == nil)
    }
}
