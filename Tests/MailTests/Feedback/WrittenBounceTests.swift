import Mail
import TestKit
import Testing

struct WrittenBounceTests {
    @Test(
        .row("campaign 161"),
        arguments: [
            ("The following address(es) failed:\n\n  a@example.org\n    quota exceeded", "soft mailbox-full"),
            ("<a@example.org>: host mx said: 550 5.1.1\n <a@example.org> User unknown", "hard unknown-user 5.1.1"),
            ("Sorry.\n\n<a@example.org>:\nNo mailbox here by that name. (#5.1.1)", "hard unknown-user 5.1.1"),
            ("Your message\n\nwas not delivered to:\n\n  a@example.org\n\nbecause:\n\n  Spam", "undetermined blocked"),
            ("Unable to deliver message to <a@example.org> (and others).", "undetermined unspecified"),
            ("Delivery to the following recipient has been delayed:\n\n   a@example.org\n", "soft delayed"),
            ("has not yet been delivered to\na@example.org\nI gave up. Connection timed out", "soft unreachable"),
            ("Unknown user: a@example.org\n", "hard unknown-user"),
            ("a@example.org - no such user here.", "hard unknown-user"),
            ("Message details:\n  MAIL FROM: z@example.net\n  RCPT TO: a@example.org\n", "undetermined unspecified"),
            ("以下のアドレスへ\na@example.org\n550 User unknown", "hard unknown-user"),
            ("could not be delivered to its recipients.\n\na@example.org Invalid Address", "hard unknown-user"),
            ("Konnte nicht zugestellt werden an\na@example.org\nDas Postfach ist voll", "soft mailbox-full"),
            ("Did not reach the following:\nc=US;dda:SMTP=a@example.org; on\nUnknown Recipient", "hard unknown-user"),
        ]
    )
    func `the recipient and the reason are found in text`(body: String, expected: String) {
        let text = bounce(body + "\n\n--- Below this line is a copy of the message.\n\nTo: <z@example.net>\n")
        #expect(report(text).lines == ["a@example.org \(expected)"])
    }

    @Test func `each recipient has the reason that stands behind it`() {
        let body = """
            Unable to deliver message to the following address(es).

            <a@example.org>:
            This user doesn't have an account

            <b@example.org>:
            This account is over quota.
            """
        #expect(
            report(bounce(body)).lines == ["a@example.org hard unknown-user", "b@example.org soft mailbox-full"]
        )
    }

    @Test func `a failed recipient in the headers suffices`() {
        let text = "X-Failed-Recipients: a@example.org\n" + bounce("550 5.1.1 user unknown")
        #expect(report(text).lines == ["a@example.org hard unknown-user 5.1.1"])
    }

    @Test func `HTML is read where there is no text`() {
        let html = "<p>The following addresses failed:<br>\n&lt;a@example.org&gt;<br>No such user</p>"
        let text = bounce(html).replacing("Subject:", with: "Content-Type: text/html\nSubject:")
        #expect(report(text).lines == ["a@example.org hard unknown-user"])
    }

    @Test(arguments: [
        "From: ben@example.org\nSubject: Re: failure notice\n\n> The following addresses failed:\n> <a@example.org>\n",
        "From: ben@example.org\nSubject: what is this\n\nunable to deliver message to a@example.org, 550 5.1.1\n",
        "From: shop@example.org\nSubject: Delivery failed\n\nYour parcel could not be delivered to\n12 Long Street\n",
        "From: ops@example.org\nList-Id: <x>\nSubject: failure notice\n\nThe following addresses failed:\na@example.org\n",
        "From: postmaster@example.org\nSubject: Maintenance\n\nThe server is down on Sunday.\n",
        "", "\n", "From: a@example.org\n\n",
    ])
    func `ordinary mail is no bounce`(text: String) { #expect(report(text).events.isEmpty) }

    @Test func `what names nobody and no send of ours is of no use`() {
        let text = bounce("No such user.\n") + "\n--- Below this line is a copy of the message.\nTo: a@example.org\n"
        #expect(report(text).events.isEmpty)
        let token = "01h2xcejqtf2n0123456789abcdef"
        #expect(report(text + "Message-ID: <\(token)@mail.shop.example>\n").lines == ["- hard unknown-user"])
    }
}
