import Mail
import TestKit
import Testing

struct OtherFeedbackTests {
    private static let token = "01h2xcejqtf2n0123456789abcdef"

    private func complaint(_ fields: String, to: String = "anna@example.org") -> String {
        """
        From: fbl@provider.example
        To: abuse@shop.example
        Subject: FW: Hello
        Content-Type: multipart/report; report-type=feedback-report; boundary=b

        --b
        Content-Type: text/plain

        A report.
        --b
        Content-Type: message/feedback-report

        \(fields)

        --b
        Content-Type: message/rfc822

        X-Sojourn-Send: \(Self.token)
        Message-ID: <\(Self.token)@mail.shop.example>
        To: \(to)

        Hello
        --b--
        """
    }

    @Test(.row("ajo M16"))
    func `a complaint names its recipient and its send`() {
        let found = report(complaint("Feedback-Type: abuse\nOriginal-Rcpt-To: <anna@example.org>"))
        #expect(found.lines == ["anna@example.org complaint abuse"])
        #expect(found.token == Self.token)
    }

    @Test func `without a name the complaint is of the one it went to`() {
        #expect(report(complaint("Feedback-Type: abuse")).lines == ["anna@example.org complaint abuse"])
        let redacted = "Feedback-Type: fraud\nOriginal-Rcpt-To: redacted@provider.example"
        #expect(report(complaint(redacted)).lines == ["anna@example.org complaint fraud"])
        #expect(report(complaint(redacted, to: "[redacted]@provider.example")).lines == ["- complaint fraud"])
    }

    @Test func `not spam is no complaint`() {
        #expect(report(complaint("Feedback-Type: not-spam")).lines == ["anna@example.org delivered not-spam"])
    }

    @Test(
        .row("campaign 161"),
        arguments: [
            "Subject: Automatic reply: Hello", "Subject: Re: Hello\nAuto-Submitted: auto-replied (vacation)",
            "Subject: Abwesenheitsnotiz: Hallo", "Subject: Auto reply", "Subject: x\nX-Autoreply: yes",
            "Subject: =?utf-8?B?6Ieq5YuV5b+c562UOiBB?=", "Subject: x\nPrecedence: auto_reply",
        ]
    )
    func `an automatic answer is known`(headers: String) {
        let text = "From: anna@example.org\nTo: unsubscribe@shop.example\n\(headers)\n\nI am away."
        #expect(report(text).lines == ["anna@example.org autoreply automatic-reply"])
    }

    @Test func `a challenge is an answer too`() {
        let text = "From: anna@example.org\nSubject: Please confirm your message\nIn-Reply-To: <x@y>\n\nClick here."
        #expect(report(text).lines == ["anna@example.org autoreply challenge"])
    }

    @Test(arguments: [
        ("news@shop.example", "unsubscribe"), ("unsubscribe+\(token)@shop.example", "anything"),
        ("news@shop.example", "Unsubscribe \(token)"), ("news-unsubscribe@shop.example", ""),
        ("news@shop.example", "Désabonner"),
    ])
    func `a mail that asks for no more is known by its address or subject`(to: String, subject: String) {
        let text = "From: Anna <anna@example.org>\nTo: \(to)\nSubject: \(subject)\n\n"
        #expect(report(text).lines == ["anna@example.org unsubscribe request"])
    }

    @Test(arguments: [
        "From: a@example.org\nSubject: Unsubscribe from boring mail\n\nx",
        "From: a@example.org\nSubject: Out of office? Read this\n\nx",
        "From: a@example.org\nSubject: Order 1\nAuto-Submitted: auto-generated\nPrecedence: bulk\n\nx",
        "From: a@example.org\nSubject: unsubscribe\nList-Id: <x.example>\n\nx",
    ])
    func `ordinary mail is none of these`(text: String) { #expect(report(text).events.isEmpty) }
}
