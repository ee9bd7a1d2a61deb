import Mail
import Testing
import Vocabulary

struct ParsedMailTests {
    @Test(arguments: [
        "", "x", "Hello\r\nworld\r\n", "trailing blanks  \r\n\t\r\nend ", "=3D = == =\r\n",
        "--=_alt\r\n--\r\n-- \r\nme",
        "From me\r\nFrom you", ".\r\n..\r\n", "\u{1F600} emoji and Ünïcödé\r\n", String(repeating: "a", count: 5000),
        String(repeating: "é ", count: 3000), String(repeating: "\r\n", count: 100),
        String(repeating: "0123456789 ", count: 7) + " \r\nx",
    ])
    func `a body comes back as it was put in`(body: String) throws {
        let mail = try ParsedMail(message(html: body, text: body).bytes())
        #expect(mail.text == body)
        #expect(mail.html == body)
    }

    @Test(arguments: [
        "Hello", "Grüße", "=?utf-8?Q?not_encoded?=", " blanks  everywhere ",
        "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} family",
        "日本語の件名はとても長いので何行にも分けて書かなければなりません、そうでしょう？", String(repeating: "long ", count: 80) + "end",
        String(repeating: "x", count: 1500), "a \"quoted\" \\ name, with; specials <>@", "",
    ])
    func `subjects and names come back as they were put in`(text: String) throws {
        let mail = try ParsedMail(message(to: text, subject: text, text: "x").bytes())
        #expect(mail["subject"] == text)
        #expect(try #require(mail["to"]).hasSuffix("anna@example.org\(text.isEmpty ? "" : ">")"))
    }

    @Test func `line breaks in a subject become a blank`() throws {
        #expect(try ParsedMail(message(subject: "a\r\n\tb\0c").bytes())["Subject"] == "a b c")
    }

    @Test(arguments: [
        "", "\r\n", "no headers at all", "A: b", "Content-Type: multipart/mixed\r\n\r\nx",
        "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n--\r\n", "Subject: =?utf-8?Q?=?=\r\n\r\n",
        "Subject: =?x?\r\n\r\n", "Content-Transfer-Encoding: base64\r\n\r\n!!!", ": x\r\n\r\n",
        "Content-Type: text/plain; charset=\"\\\r\n\r\nx", "Content-Transfer-Encoding: quoted-printable\r\n\r\n=",
    ])
    func `nonsense is read without harm`(text: String) throws {
        _ = try ParsedMail(Array(text.utf8))
    }

    @Test func `nested parts end somewhere`() throws {
        let nested = (0..<1000).map { "Content-Type: multipart/mixed; boundary=b\($0)\r\n\r\n--b\($0)\r\n" }.joined()
        #expect(try ParsedMail(Array(nested.utf8)).text == nil)
    }

    @Test func `latin-1 is read`() throws {
        let bytes = Array("Content-Type: text/plain; charset=ISO-8859-1\r\n\r\nGr".utf8) + [0xFC, 0xDF]
        #expect(try ParsedMail(bytes).text == "Grüß")
    }
}
