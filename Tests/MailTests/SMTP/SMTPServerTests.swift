import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Mail

@Suite(.timeLimit(.minutes(1)))
struct SMTPServerTests {
    @Test func `what the client sends, the server receives`() async throws {
        let inbox = Inbox()
        let server = try await Self.server { mail in inbox.take(mail) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await server.run() }
            let client = try await SMTPClientTests.client(port: server.port) { $0.timeouts = SMTPTimeouts() }
            let texts = (0..<200).map { "Subject: \($0)\r\n\r\n.\r\n..dots\r\n\($0)\r\n" }
            let results = try await withThrowingTaskGroup(of: String.self) { sends in
                for text in texts { sends.addTask { try await SMTPClientTests.send(client, text).outcome.line } }
                return try await sends.reduce(into: []) { $0.append($1) }
            }
            #expect(results == Array(repeating: "accepted 250 2.0.0 kept", count: 200))
            #expect(Set(inbox.all.map { String(decoding: $0.bytes, as: UTF8.self) }) == Set(texts))
            #expect(client.connections <= 2)
            try await client.shutdown()
            group.cancelAll()
        }
    }

    @Test(arguments: [
        (["MAIL FROM:<a@example.org>"], [503]), (["EHLO x", "RCPT TO:<a@example.org>"], [250, 503]),
        (["EHLO x", "MAIL FROM:<>", "RCPT TO:<a@example.org>", "DATA"], [250, 250, 250, 354]),
        (["EHLO x", "MAIL FROM:<a@example.org> SIZE=999999999"], [250, 552]),
        (["EHLO x", "MAIL FROM:a@example.org"], [250, 501]), (["EHLO x", "MAIL FROM:<no>"], [250, 553]),
        (["HELO"], [501]),
        (["helo x", "mail from:<a@example.org>", "RSET", "MAIL FROM:<b@example.org>"], [250, 250, 250, 250]),
        (["NOOP", "VRFY x", "EXPN x", "", "\0\u{1}", "QUIT"], [250, 252, 500, 500, 500, 221]),
        (["EHLO x", "MAIL FROM:<a@example.org>", "DATA"], [250, 250, 503]),
        (["EHLO x", "MAIL FROM:<\"a>b\"@example.org>"], [250, 250]),
    ])
    func `commands are answered in their order`(commands: [String], codes: [Int]) {
        var machine = SMTPServerMachine(SMTPServer.Configuration(hostName: "mx.example"))
        machine.append(ByteBuffer(string: commands.map { $0 + "\r\n" }.joined()))
        var answers: [Int] = []
        while let action = machine.next() {
            switch action {
            case .say(let reply), .hangUp(let reply): answers.append(reply.code)
            case .deliver: answers.append(0)
            }
        }
        #expect(answers == codes)
    }

    @Test(arguments: [1, 2, 3, 1000])
    func `only CRLF dot CRLF ends a message, however it is cut`(size: Int) {
        var configuration = SMTPServer.Configuration(hostName: "mx.example")
        configuration.maximumSize = 60
        var machine = SMTPServerMachine(configuration)
        let wire = Array(
            "EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\na\n.\nb\r\n.\nc\r\n..d\r\n.\r\nNOOP\r\n"
                .utf8
        )
        var delivered: [String] = []
        for start in stride(from: 0, to: wire.count, by: size) {
            machine.append(ByteBuffer(bytes: wire[start..<min(wire.count, start + size)]))
            while let action = machine.next() {
                if case .deliver(let mail) = action { delivered.append(String(decoding: mail.bytes, as: UTF8.self)) }
            }
        }
        #expect(delivered == ["a\n.\nb\r\n\nc\r\n.d\r\n"])
    }

    @Test func `what is too large is read to its end and refused`() {
        var configuration = SMTPServer.Configuration(hostName: "mx.example")
        configuration.maximumSize = 10
        var machine = SMTPServerMachine(configuration)
        machine.append(ByteBuffer(string: "EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"))
        while machine.next() != nil {}
        machine.append(ByteBuffer(string: String(repeating: "x", count: 100) + "\r\n.\r\nQUIT\r\n"))
        #expect(machine.next() == .say(SMTPReply(552, EnhancedStatus(5, 3, 4), "The message is too large")))
        #expect(machine.next() == .hangUp(SMTPReply(221, EnhancedStatus(2, 0, 0), "Bye")))
    }

    @Test func `a line without end is cut off`() {
        var machine = SMTPServerMachine(SMTPServer.Configuration(hostName: "mx.example"))
        machine.append(ByteBuffer(string: String(repeating: "x", count: 3000)))
        guard case .hangUp = machine.next() else {
            Issue.record("the connection should end")
            return
        }
    }

    @Test func `of what is taken only the beginning is kept, where no more is wanted`() {
        var configuration = SMTPServer.Configuration(hostName: "mx.example")
        configuration.keptSize = 4
        configuration.accepts = { $0.local == "bounces" }
        var machine = SMTPServerMachine(configuration)
        machine.append(ByteBuffer(string: "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<anna@example.org>\r\n"))
        var last: SMTPServerMachine.Action?
        while let action = machine.next() { last = action }
        #expect(last == .say(SMTPReply(550, EnhancedStatus(5, 1, 1), "No such address here")))
        machine.append(ByteBuffer(string: "RCPT TO:<bounces@example.org>\r\nDATA\r\n"))
        while machine.next() != nil {}
        machine.append(ByteBuffer(string: "abcdefgh\r\n.\r\n"))
        guard case .deliver(let mail) = machine.next() else {
            Issue.record("the message should be delivered")
            return
        }
        #expect(mail.bytes == Array("abcd".utf8) && mail.recipients.map(\.local) == ["bounces"])
    }

    @Test func `a client that never stops talking is hung up on`() async throws {
        var configuration = SMTPServer.Configuration(hostName: "mx.example")
        configuration.sessionTimeout = .milliseconds(200)
        let server = try await Self.server(configuration) { _ in SMTPReply(250, nil, "kept") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await server.run() }
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: server.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            // Each answer brings the next question; only the server can end this.
            try await channel.executeThenClose { inbound, outbound in
                for try await _ in inbound { try? await outbound.write(ByteBuffer(string: "NOOP\r\n")) }
            }
            group.cancelAll()
        }
    }

    private static func server(
        _ configuration: SMTPServer.Configuration = SMTPServer.Configuration(hostName: "mx.example"),
        _ receiver: @escaping SMTPServer.Receiver
    ) async throws -> SMTPServer {
        try await SMTPServer.bind(
            host: "127.0.0.1",
            port: 0,
            configuration: configuration,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            receiver: receiver
        )
    }
}

private final class Inbox: Sendable {
    private let mails = Mutex<[ReceivedMail]>([])

    var all: [ReceivedMail] { mails.withLock { $0 } }

    func take(_ mail: ReceivedMail) -> SMTPReply {
        mails.withLock { $0.append(mail) }
        return SMTPReply(250, EnhancedStatus(2, 0, 0), "kept")
    }
}
