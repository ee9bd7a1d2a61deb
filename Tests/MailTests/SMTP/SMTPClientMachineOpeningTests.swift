import NIOCore
import Testing

@testable import Mail

struct SMTPClientMachineOpeningTests {
    private static let secret = SMTPRelay.Credentials(user: "anna", password: "geheim")

    @Test func `a session is encrypted, then lets itself in`() throws {
        var session = try Session { ($0.security, $0.credentials) = (.startTLS, Self.secret) }
        #expect(session.server("220 hi\r\n") == ["C: EHLO client.example|"])
        #expect(session.server("250-hi\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n") == ["C: STARTTLS|"])
        #expect(session.server("220 go\r\n") == ["start TLS"])
        #expect(session.encrypted() == ["C: EHLO client.example|"])
        #expect(session.server("250-hi\r\n250 AUTH LOGIN PLAIN\r\n") == ["C: AUTH PLAIN AGFubmEAZ2VoZWlt|"])
        #expect(session.server("235 welcome\r\n") == ["opened"])
        #expect(!session.machine.sessionTranscript.lines.contains { $0.text.contains("AGFubmEAZ2VoZWlt") })
    }

    @Test func `AUTH LOGIN answers two questions`() throws {
        var session = try Session { ($0.security, $0.credentials) = (.implicitTLS, Self.secret) }
        _ = session.server("220 hi\r\n")
        #expect(session.server("250-hi\r\n250 AUTH=LOGIN\r\n") == ["C: AUTH LOGIN|"])
        #expect(session.server("334 VXNlcm5hbWU6\r\n") == ["C: YW5uYQ==|"])
        #expect(session.server("334 UGFzc3dvcmQ6\r\n") == ["C: Z2VoZWlt|"])
        #expect(session.server("535 5.7.8 wrong\r\n") == ["failed refused", "abort"])
    }

    @Test(arguments: [
        (["554 no\r\n"], "refused"), (["220 hi\r\n", "421 busy\r\n"], "refused"), (["hello\r\n"], "garbage"),
        (["220 hi\r\n", "250 hi\r\n"], "insecure"),
        (["220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "454 no\r\n"], "insecure"),
        (["220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n250 injected\r\n"], "garbage"),
        (["220 hi\r\n421 bye\r\n"], "refused"),
    ])
    func `a session that cannot be had fails`(replies: [String], cause: String) throws {
        var session = try Session { $0.security = .startTLS }
        var last: [String] = []
        for reply in replies { last = session.server(reply) }
        #expect(last.suffix(2) == ["failed \(cause)", "abort"])
    }

    @Test func `credentials do not go in the clear unless told to`() throws {
        var session = try Session { $0.credentials = Self.secret }
        _ = session.server("220 hi\r\n")
        #expect(session.server("250-hi\r\n250 AUTH PLAIN\r\n") == ["failed insecure", "abort"])
        var bold = try Session {
            $0.credentials = SMTPRelay.Credentials(user: "anna", password: "geheim", mayGoUnencrypted: true)
        }
        _ = bold.server("220 hi\r\n")
        #expect(bold.server("250-hi\r\n250 AUTH PLAIN\r\n") == ["C: AUTH PLAIN AGFubmEAZ2VoZWlt|"])
    }

    @Test func `a server that knows no EHLO is greeted with HELO`() throws {
        var session = try Session { $0.security = .opportunistic }
        _ = session.server("220 hi\r\n")
        #expect(session.server("502 what\r\n") == ["C: HELO client.example|"])
        #expect(session.server("250 hi\r\n") == ["opened"])
    }

    @Test func `a 421 to an idle connection ends it`() throws {
        var session = try Session(offers: [])
        #expect(session.server("421 too long\r\n") == ["failed closed", "abort"])
    }
}
