import NIOCore
import Testing

@testable import Mail

struct SMTPClientMachineTests {
    @Test func `with pipelining a message is one flight, and the next goes behind its dot`() throws {
        var session = try Session(offers: ["PIPELINING", "SIZE 1000"])
        #expect(session.start(1) == ["C: MAIL FROM:<s@example.org> SIZE=4|RCPT TO:<r@example.org>|DATA|"])
        #expect(session.machine.hasRoom == false)
        #expect(session.server("250 ok\r\n250 ok\r\n354 go\r\n") == ["M1: a|b|.|"])
        #expect(session.machine.hasRoom)
        session.machine.messageWritten(1)
        #expect(session.start(2) == ["C: MAIL FROM:<s@example.org> SIZE=4|RCPT TO:<r@example.org>|DATA|"])
        #expect(
            session.server("250 2.0.0 queued\r\n250 ok\r\n250 ok\r\n354 go\r\n") == [
                "1 accepted 250 2.0.0 queued", "M2: a|b|.|",
            ]
        )
    }

    @Test func `without pipelining every command waits for its reply`() throws {
        var session = try Session(offers: [])
        #expect(session.start(1) == ["C: MAIL FROM:<s@example.org>|"])
        #expect(session.server("250 ok\r\n") == ["C: RCPT TO:<r@example.org>|"])
        #expect(session.server("250 ok\r\n") == ["C: DATA|"])
        #expect(session.server("354 go\r\n") == ["M1: a|b|.|"])
        session.machine.messageWritten(1)
        #expect(!session.machine.hasRoom)
        #expect(session.server("250 ok\r\n") == ["1 accepted 250 ok"])
    }

    @Test(arguments: [
        ("450 4.2.1 busy\r\n503 x\r\n503 x\r\n", ["1 temporary 450 4.2.1 busy"]),
        ("550 5.7.1 no\r\n503 x\r\n503 x\r\n", ["1 permanent 550 5.7.1 no"]),
        ("250 ok\r\n550 5.1.1 who\r\n554 none\r\n", ["1 permanent 550 5.1.1 who"]),
        ("250 ok\r\n451 later\r\n554 none\r\n", ["1 temporary 451 later"]),
        ("250 ok\r\n250 ok\r\n452 full\r\n", ["1 temporary 452 full"]),
        ("250 ok\r\n550 who\r\n354 go\r\n", ["C: .|"]),
        ("250 ok\r\n550 who\r\n354 go\r\n554 none\r\n", ["C: .|", "1 permanent 550 who"]),
        ("550 no\r\n250 ok\r\n354 go\r\n", ["1 permanent 550 no", "failed garbage", "abort"]),
        ("421 bye\r\n", ["1 temporary 421 bye", "failed closed", "abort"]),
        ("250 ok\r\n421 bye\r\n", ["1 temporary 421 bye", "failed closed", "abort"]),
        ("354 go\r\n", ["1 not handed over garbage", "failed garbage", "abort"]),
        ("250 ok\r\n250 ok\r\n250 ok\r\n", ["1 not handed over garbage", "failed garbage", "abort"]),
        ("what?\r\n", ["1 not handed over garbage", "failed garbage", "abort"]),
        (
            "250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n",
            ["M1: a|b|.|", "1 not handed over garbage", "failed garbage", "abort"]
        ),
    ])
    func `a refusal at any phase is the result`(replies: String, actions: [String]) throws {
        var session = try Session(offers: ["PIPELINING"])
        _ = session.start(1)
        #expect(session.server(replies) == actions)
    }

    @Test(arguments: [
        ("250 2.0.0 ok\r\n", ["1 accepted 250 2.0.0 ok"]), ("451 later\r\n", ["1 temporary 451 later"]),
        ("554 5.7.1 spam\r\n", ["1 permanent 554 5.7.1 spam"]),
        ("354 what\r\n", ["1 uncertain garbage", "failed garbage", "abort"]),
        ("yes\r\n", ["1 uncertain garbage", "failed garbage", "abort"]),
        ("421 bye\r\n", ["1 temporary 421 bye", "failed closed", "abort"]),
        (nil, ["1 uncertain closed", "failed closed", "abort"]),
    ])
    func `the reply to the final dot decides`(reply: String?, actions: [String]) throws {
        var session = try Session(offers: ["PIPELINING"])
        _ = session.start(1)
        _ = session.server("250 ok\r\n250 ok\r\n354 go\r\n")
        session.machine.messageWritten(1)
        #expect((reply.map { session.server($0) } ?? session.disconnected()) == actions)
    }

    @Test func `a message not wholly written when the connection ends was not handed over`() throws {
        var session = try Session(offers: ["PIPELINING"])
        _ = session.start(1)
        _ = session.server("250 ok\r\n250 ok\r\n354 go\r\n")
        #expect(session.disconnected() == ["1 not handed over closed", "failed closed", "abort"])
    }

    @Test func `when the connection ends behind a dot, only that message is uncertain`() throws {
        var session = try Session(offers: ["PIPELINING"])
        _ = session.start(1)
        _ = session.server("250 ok\r\n250 ok\r\n354 go\r\n")
        session.machine.messageWritten(1)
        _ = session.start(2)
        #expect(session.disconnected() == ["1 uncertain closed", "2 not handed over closed", "failed closed", "abort"])
    }

    @Test func `after a refusal the next message begins with RSET`() throws {
        var session = try Session(offers: ["PIPELINING"])
        _ = session.start(1)
        _ = session.server("250 ok\r\n550 who\r\n554 none\r\n")
        #expect(session.start(2) == ["C: RSET|MAIL FROM:<s@example.org>|RCPT TO:<r@example.org>|DATA|"])
        #expect(session.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n") == ["M2: a|b|.|"])
    }

    @Test func `what the server cannot take is refused before a word is said`() throws {
        var session = try Session(offers: ["PIPELINING", "SIZE 3"])
        #expect(session.start(1) == ["1 permanent 552 5.3.4 not sent: the server takes at most 3 bytes"])
        var plain = try Session(offers: ["PIPELINING"])
        #expect(
            plain.start(1, to: "ü@example.org") == [
                "1 permanent 553 5.6.7 not sent: the server does not offer SMTPUTF8"
            ]
        )
        #expect(
            plain.start(2, message: "A: b\r\n\r\nü") == [
                "2 permanent 554 5.6.3 not sent: the server does not offer 8BITMIME"
            ]
        )
        #expect(plain.machine.isIdle)
    }

    @Test func `SMTPUTF8 and 8BITMIME are asked for when needed`() throws {
        var session = try Session(offers: ["PIPELINING", "SMTPUTF8", "8BITMIME"])
        #expect(
            session.start(1, to: "ü@example.org", message: "A: ü\r\n\r\n")
                == ["C: MAIL FROM:<s@example.org> BODY=8BITMIME SMTPUTF8|RCPT TO:<ü@example.org>|DATA|"]
        )
    }

    @Test func `every phase has its deadline`() throws {
        var session = try Session(offers: ["PIPELINING"], idle: .seconds(7))
        #expect(session.machine.deadline == session.now + .seconds(7))
        _ = session.start(1)
        #expect(session.machine.deadline == session.now + .seconds(300))
        session.now = session.now + .seconds(10)
        _ = session.server("250 ok\r\n250 ok\r\n354 go\r\n")
        session.machine.messageWritten(1)
        #expect(session.machine.deadline == session.now + .seconds(600))
        session.now = session.now + .seconds(599)
        #expect(session.deadlinePassed() == [])
        session.now = session.now + .seconds(1)
        #expect(session.deadlinePassed() == ["1 uncertain timed-out", "failed timed-out", "abort"])
    }

    @Test func `an idle connection says goodbye`() throws {
        var session = try Session(offers: [], idle: .seconds(7))
        session.now = session.now + .seconds(7)
        #expect(session.deadlinePassed() == ["C: QUIT|"])
        #expect(!session.machine.hasRoom)
        #expect(session.server("221 bye\r\n") == ["close"])
    }

    @Test func `a worn out connection says goodbye`() throws {
        var session = try Session(offers: ["PIPELINING"]) { $0.messagesPerConnection = 1 }
        _ = session.start(1)
        _ = session.server("250 ok\r\n250 ok\r\n354 go\r\n")
        session.machine.messageWritten(1)
        #expect(!session.machine.hasRoom)
        #expect(session.server("250 ok\r\n") == ["1 accepted 250 ok", "C: QUIT|"])
    }

    @Test func `the transcript says who said what`() throws {
        var session = try Session(offers: ["PIPELINING"])
        _ = session.start(1)
        session.now = session.now + .milliseconds(12)
        _ = session.server("250 ok\r\n550 5.1.1 who\r\n554 none\r\n")
        let transcript = try #require(session.results.first).transcript
        #expect(
            transcript.message.lines.map { "\($0.offset) \($0.speaker) \($0.text)" } == [
                "0.0 seconds client MAIL FROM:<s@example.org>", "0.0 seconds client RCPT TO:<r@example.org>",
                "0.0 seconds client DATA", "0.012 seconds server 250 ok", "0.012 seconds server 550 5.1.1 who",
                "0.012 seconds server 554 none",
            ]
        )
        #expect(transcript.session.lines.map(\.text).contains("EHLO client.example"))
    }
}
