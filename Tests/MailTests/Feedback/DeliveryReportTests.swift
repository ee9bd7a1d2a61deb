import Mail
import TestKit
import Testing

struct DeliveryReportTests {
    @Test func `each recipient of a report gets an event`() {
        let text = deliveryReport(
            """
            Final-Recipient: rfc822; Anna@Example.org
            Action: failed
            Status: 5.1.1

            Original-Recipient: rfc822;ben@example.org
            Final-Recipient: rfc822;ben.k@inside.example
            Action: delayed
            Status: 4.4.1 (no answer from host)

            Final-Recipient: <eva@example.org>
            Action: delivered
            Status: 2.0.0
            """
        )
        #expect(
            report(text).lines == [
                "Anna@Example.org hard unknown-user 5.1.1", "ben@example.org soft delayed 4.4.1",
                "eva@example.org delivered delivered 2.0.0",
            ]
        )
    }

    @Test func `recipients without an empty line between them are told apart`() {
        let fields = "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.2.2\n"
        let text = deliveryReport(fields + fields.replacing("a@", with: "b@"))
        let expected = ["a@example.org soft mailbox-full 5.2.2", "b@example.org soft mailbox-full 5.2.2"]
        #expect(report(text).lines == expected)
    }

    @Test(
        .row("campaign 161"),
        arguments: [
            ("5.1.1", "550 5.1.1 no such user", "hard unknown-user"),
            ("5.1.1", "", "hard unknown-user"),
            ("5.1.2", "", "hard unknown-domain"),
            ("5.2.1", "", "hard disabled"),
            ("5.2.2", "", "soft mailbox-full"),
            ("5.7.1", "", "undetermined policy"),
            ("5.7.1", "550 5.7.1 user unknown", "hard unknown-user"),
            ("5.1.1", "550 5.1.1 rejected: sender is on a blocklist", "undetermined blocked"),
            ("5.3.4", "", "undetermined size"),
            ("5.4.6", "", "undetermined loop"),
            ("5.4.7", "", "soft expired"),
            ("5.0.0", "", "undetermined unspecified"),
            ("5.0.0", "smtp; 550 5.1.1 x", "hard unknown-user"),
            ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "hard unknown-user"),
            ("4.2.2", "", "soft mailbox-full"),
            ("4.7.1", "450 4.7.1 greylisted", "soft rate-limited"),
            ("4.1.1", "450 4.1.1 user unknown, for now", "soft unknown-user"),
        ]
    )
    func `status and words together say the class`(status: String, words: String, expected: String) {
        let fields = "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: \(status)\n"
        let found = report(deliveryReport(fields + "Diagnostic-Code: \(words)"))
        #expect(found.lines == ["a@example.org \(expected) \(status)"])
    }

    @Test(arguments: ["", "Action: error\n", "Action: failure (bad address)\n", "Action: FAILED\n"])
    func `an action is read however it is written`(action: String) {
        let fields = "Final-Recipient: rfc822; a@example.org\n\(action)Status: 5.1.1\n"
        #expect(report(deliveryReport(fields)).lines == ["a@example.org hard unknown-user 5.1.1"])
    }

    @Test func `a recipient that is no address is of use only where the send is known`() {
        let text = deliveryReport("Final-Recipient: rfc822;d..@x.com\nAction: failed\nStatus: 5.1.1")
        #expect(report(text).events.isEmpty)
        let known = report(text, arrivedAt: ["bounces+01h2xcejqtf2n0123456789abcdef@shop.example"])
        #expect(known.lines == ["- hard unknown-user 5.1.1"])
    }

    @Test func `the words of the server are kept on one line`() throws {
        let words = "smtp; 550\n  <b>no</b>\n  user"
        let fields = "Final-Recipient: rfc822; a@example.org\nAction: failed\nDiagnostic-Code: \(words)"
        #expect(try #require(report(deliveryReport(fields)).events.first).detail == "smtp; 550 <b>no</b> user")
    }

    @Test func `a report whose boundary was lost is read as one text`() {
        let text = deliveryReport("Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.2.2\n")
            .replacing("; boundary=\"b\"", with: "")
        #expect(report(text).lines == ["a@example.org soft mailbox-full 5.2.2"])
    }

    @Test func `a report that a person forwards is not ours`() {
        let text = deliveryReport("Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n")
            .replacing("From: MAILER-DAEMON@mx.example", with: "From: Ben <ben@example.org>\nIn-Reply-To: <x@y>")
            .replacing("Subject: Und", with: "Subject: Fwd: Und")
            .replacing("multipart/report; report-type=delivery-status", with: "multipart/mixed")
        #expect(report(text).events.isEmpty)
    }
}
