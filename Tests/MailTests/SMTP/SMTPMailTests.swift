import NIOCore
import Testing

@testable import Mail

struct SMTPMailTests {
    @Test(
        arguments: zip(
            ["", "a", "a\r\n", ".", "a\r\n.\r\nb\r\n", "..a\n.b", "a\n.\nb", "a\r.\rb", "a\r", "\r\n."],
            [
                "\r\n.\r\n", "a\r\n.\r\n", "a\r\n.\r\n", "..\r\n.\r\n", "a\r\n..\r\nb\r\n.\r\n", "...a\r\n..b\r\n.\r\n",
                "a\r\n..\r\nb\r\n.\r\n", "a\r\n..\r\nb\r\n.\r\n", "a\r\n.\r\n", "\r\n..\r\n.\r\n",
            ]
        )
    )
    func `dots are stuffed and lines end in CRLF, whatever came`(message: String, wire: String) throws {
        let envelope = Envelope(sender: nil, recipient: try EmailAddress("a@example.org"))
        #expect(String(buffer: SMTPMail(envelope, Array(message.utf8)).body) == wire)
    }

    @Test func `what it asks of a server is known`() throws {
        let envelope = Envelope(sender: nil, recipient: try EmailAddress("a@example.org"))
        let plain = SMTPMail(envelope, Array("A: b\r\n\r\nc".utf8))
        #expect(!plain.has8BitBytes && !plain.needsSMTPUTF8)
        let body = SMTPMail(envelope, Array("A: b\r\n\r\nü".utf8))
        #expect(body.has8BitBytes && !body.needsSMTPUTF8)
        let header = SMTPMail(envelope, Array("A: ü\r\n\r\nc".utf8))
        #expect(header.has8BitBytes && header.needsSMTPUTF8)
        let address = SMTPMail(Envelope(sender: nil, recipient: try EmailAddress("ü@example.org")), [])
        #expect(address.needsSMTPUTF8)
    }
}
