import Mail
import Testing
import Vocabulary

struct MailMessageTests {
    @Test func `a plain message is written as RFC 5322 has it`() throws {
        let message = try message(
            subject: "Your order",
            text: "Thank you.\nSee you.\n",
            headers: [HeaderField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
        )
        #expect(
            message.string
                == """
                Date: Sat, 21 Nov 2026 06:05:04 +0000
                From: Sojourn <news@shop.example>
                To: anna@example.org
                Subject: Your order
                Message-ID: <01h2xcejqtf2n@mail.example.org>
                MIME-Version: 1.0
                List-Unsubscribe-Post: List-Unsubscribe=One-Click
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 7bit

                Thank you.
                See you.

                """.replacing("\n", with: "\r\n")
        )
    }

    @Test func `text and HTML are alternatives, each encoded by need`() throws {
        let message = try message(to: "Grüße", subject: "Grüße aus München", html: "<p>Grüße</p>", text: "Hello")
        let lines = message.string.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines[2] == "To: =?utf-8?B?R3LDvMOfZQ==?= <anna@example.org>")
        #expect(lines[3] == "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_M=C3=BCnchen?=")
        let boundary = "=_alt" + message.string.split(separator: "boundary=\"=_alt")[1].prefix { $0 != "\"" }
        #expect(
            lines.dropFirst(8)
                == """

                --\(boundary)
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 7bit

                Hello
                --\(boundary)
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: base64

                PHA+R3LDvMOfZTwvcD4=

                --\(boundary)--

                """.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(0)[...]
        )
    }

    @Test func `the same message is the same bytes and another id makes another boundary`() throws {
        let (one, same) = (try message(html: "<p>", text: "x"), try message(html: "<p>", text: "x"))
        let other = try message(html: "<p>", text: "x", id: "other@mail.example.org")
        #expect(one.bytes() == same.bytes())
        #expect(
            other.string.split(separator: "boundary=")[1].prefix(30)
                != one.string.split(separator: "boundary=")[1].prefix(30)
        )
    }

    @Test(arguments: ["a\r\nBcc: all@example.org", "a\nBcc: x", "a\rBcc: x", "\r\n\r\n<script>", "a\0\u{7F}Bcc: x"])
    func `no text begins a header`(text: String) throws {
        let message = try message(from: text, to: text, subject: text, text: "x")
        let head = message.string.prefix { $0 != "x" }.lowercased()
        #expect(!head.contains("\r\nbcc") && !head.contains("\r\n<script"))
        #expect(message.string.split(separator: "\r\n\r\n").count == 2)
    }

    @Test(arguments: [
        ("X-A", "a\r\nBcc: x", "control"), ("X-A", "a\0", "control"), ("X A", "a", "name"), ("X:A", "a", "name"),
        ("X\r\nA", "a", "name"), ("", "a", "name"), ("Ü", "a", "name"), ("subject", "a", "reserved"),
        ("Content-Type", "a", "reserved"), ("X-A", String(repeating: "a", count: 1000), "too-long"),
    ])
    func `a header that is none is refused`(name: String, value: String, code: String) {
        let diagnostic = #expect(throws: Diagnostic.self) { try HeaderField(name, value) }
        #expect(diagnostic?.code == "mail.header-\(code)")
    }

    @Test(arguments: ["", "a", "a@b@c", "a b@c", "a@b\r\nX: y", "<a@b>", "a@", "ü@b"])
    func `a message id that is none is refused`(text: String) {
        #expect(throws: Diagnostic.self) { try MessageID(text) }
    }

    @Test func `no line is longer than 76 and no header line than 998`() throws {
        let words = (0..<60).map { "wörd\($0)" }.joined(separator: " ")
        let unsubscribe = "<https://shop.example/u/\(String(repeating: "t", count: 300))>, <mailto:u@shop.example>"
        let message = try message(
            from: words,
            to: words,
            subject: words,
            html: String(repeating: "<p class=\"x\">é</p>", count: 200),
            headers: [HeaderField("List-Unsubscribe", unsubscribe)]
        )
        for line in message.string.split(separator: "\r\n") {
            #expect(line.utf8.count <= 76 || line.hasPrefix("List-Unsubscribe"))
        }
    }

    @Test func `an attachment keeps its name`() throws {
        let names = ["Grüße aus \"Köln\".pdf", "plain.pdf", "a b; c.pdf"]
        let attachments = try names.map {
            MailMessage.Attachment(name: $0, type: try MediaType("application/pdf"), bytes: [1, 2, 3])
        }
        let text = try message(text: "x", attachments: attachments).string
        #expect(text.contains("filename*=utf-8''Gr%C3%BC%C3%9Fe%20aus%20%22K%C3%B6ln%22.pdf"))
        #expect(text.contains("attachment; filename=plain.pdf"))
        #expect(text.contains("attachment; filename=\"a b; c.pdf\""))
    }
}
