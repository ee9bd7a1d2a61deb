import Content
import Logging
import Mail
import NIOPosix
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite(.timeLimit(.minutes(1))) struct EmailChannelTests {
    @Test(.row("ajo A14"), .row("ajo M6"), .row("campaign 164"), arguments: Backend.available)
    func `a nudge brings what is due to a real server, and the ledger knows all of it`(backend: Backend) async throws {
        try await Mailbox.run { _ in
            SMTPReply(250, EnhancedStatus(2, 0, 0), "Ok")
        } body: { mailbox in
            let story = try await LedgerStory(backend)
            let anna = try await story.person("anna@b.example")
            let sender = story.sender(try await mailbox.channel(clock: story.clock))
            let id = try await mailbox.first { received in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await sender.run() }
                    let id = try await story.owe(anna)
                    sender.nudge.signal()
                    _ = await received()
                    while try await story.send(id).state == .handing { await Task.yield() }
                    group.cancelAll()
                    return id
                }
            }
            let mail = try #require(mailbox.mails.first)
            let text = String(decoding: mail.bytes, as: UTF8.self)
            let token = SendToken(id, .message, secret: LedgerStory.secret)
            #expect(mail.recipients.map(\.description) == ["anna@b.example"])
            #expect(mail.sender?.description == "shop@shop.example")
            #expect(text.contains("Message-ID: <\(token)@shop.example>\r\n"))
            #expect(text.contains("X-Sojourn-Send: \(token)\r\n"))
            #expect(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
            #expect(text.hasPrefix("DKIM-Signature:"))
            #expect(text.contains("Subject: Hello Anna\r\n"))
            let entry = try #require(try await story.entry(id))
            #expect(entry.send.standing == "sent")
            #expect(entry.body?.bytes == mail.bytes, "the very bytes")
            #expect(entry.body?.transcript.contains("C: RCPT TO:<anna@b.example>") == true)
            #expect(entry.events.map(\.state) == [.handing, .sent])
            #expect(entry.events.last?.detail == "250 2.0.0 Ok")
            #expect(try await story.faults().isEmpty)
        }
    }

    @Test(.row("campaign 167", .full), arguments: Backend.available)
    func `the server's word decides what becomes of a send`(backend: Backend) async throws {
        let replies: [String: SMTPReply] = [
            "gone@b.example": SMTPReply(550, EnhancedStatus(5, 1, 1), "No such user"),
            "full@b.example": SMTPReply(452, EnhancedStatus(4, 2, 2), "Mailbox full"),
            "spam@b.example": SMTPReply(554, EnhancedStatus(5, 7, 1), "We do not want this"),
        ]
        try await Mailbox.run { mail in
            replies[mail.recipients[0].description] ?? SMTPReply(250, nil, "Ok")
        } body: { mailbox in
            let story = try await LedgerStory(backend)
            var ids: [String: SendID] = [:]
            for address in ["gone@b.example", "full@b.example", "spam@b.example", "anna@b.example"] {
                ids[address] = try await story.owe(try await story.person(address))
            }
            let sender = story.sender(try await mailbox.channel(clock: story.clock))
            try await sender.start()
            try await sender.drain(until: story.clock.now)
            var standings: [String: String] = [:]
            for (address, id) in ids { standings[address] = try await story.standing(id) }
            #expect(
                standings == [
                    "gone@b.example": "failed(rejected)", "full@b.example": "pending(retry)",
                    "spam@b.example": "failed(rejected)", "anna@b.example": "sent",
                ]
            )
            let again = try await story.owe(try await story.person("gone@b.example"), .transactional)
            try await sender.drain(until: story.clock.now)
            #expect(try await story.standing(again) == "skipped(suppressed)")
        }
    }

    @Test(.row("campaign 164"), .row("campaign 165"), arguments: Backend.available)
    func `the envelope's sender names the send, and so does the address to unsubscribe by mail`(
        backend: Backend
    ) async throws {
        try await Mailbox.run { _ in
            SMTPReply(250, nil, "Ok")
        } body: { mailbox in
            let story = try await LedgerStory(backend)
            let id = try await story.owe(try await story.person("anna@b.example"))
            let channel = try await mailbox.channel(clock: story.clock, bounceDomain: "bounce.shop.example")
            let sender = story.sender(channel)
            try await sender.start()
            try await sender.drain(until: story.clock.now)
            let mail = try #require(mailbox.mails.first)
            let token = SendToken(id, .message, secret: LedgerStory.secret)
            #expect(mail.sender?.description == "bounces+\(token)@bounce.shop.example")
            let text = String(decoding: mail.bytes, as: UTF8.self).replacing("\r\n ", with: " ")
            #expect(text.contains(", <mailto:unsubscribe+\(token)@bounce.shop.example?subject=unsubscribe>\r\n"))
            #expect(text.contains("From: Shop <shop@shop.example>\r\n"))
        }
    }

    @Test(arguments: Backend.available)
    func `a server that is not there costs nothing but time`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let id = try await story.owe(try await story.person("anna@b.example"))
        let channel = try await Mailbox.channel(port: 1, clock: story.clock)
        let sender = story.sender(channel)
        try await sender.start()
        try await sender.drain(until: story.clock.now)
        let send = try await story.send(id)
        #expect(send.standing == "pending(retry)")
        #expect(send.due > story.clock.now && send.due <= story.clock.now + .seconds(3))
    }

    @Test(.row("ajo M6"))
    func `marketing says how to leave it, by one click and by mail, and both are signed`() async throws {
        let clock = TestClock()
        let mailbox = try EmailAddress("leave@shop.example")
        let channel = try await Mailbox.channel(port: 1, clock: clock, unsubscribeMailbox: mailbox)
        let id = SendID(raw: 1)
        let token = SendToken(id, .message, secret: [])
        var message = OutgoingMessage(
            send: id,
            attempt: 1,
            address: "a@b.example",
            messageClass: .marketing,
            content: RenderedMessage(subject: "s", html: [], text: [], from: "shop@shop.example"),
            links: SystemLinks(unsubscribe: "https://m.example/t/u/1"),
            token: token,
            date: clock.now,
            beginBefore: .distantFuture
        )
        let text = String(decoding: try await channel.compose(message), as: UTF8.self).replacing("\r\n ", with: " ")
        let leaving = "<https://m.example/t/u/1>, <mailto:leave@shop.example?subject=unsubscribe%20\(token)>"
        #expect(text.contains("\r\nList-Unsubscribe: \(leaving)\r\n"))
        #expect(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
        let signature = try #require(text.split(separator: "\r\n").first { $0.hasPrefix("DKIM-Signature:") })
            .lowercased()
        let signed = try #require(signature.split(separator: ";").first { $0.contains(" h=") })
        #expect(signed.contains("list-unsubscribe:") && signed.contains("list-unsubscribe-post"))
        message.messageClass = .transactional
        let receipt = String(decoding: try await channel.compose(message), as: UTF8.self)
        #expect(!receipt.contains("\r\nList-Unsubscribe"))
    }

    @Test func `a hand-over that would begin too late is given back to the gate`() async throws {
        let clock = TestClock()
        let channel = try await Mailbox.channel(port: 1, clock: clock)
        let message = OutgoingMessage(
            send: SendID(raw: 1),
            attempt: 1,
            address: "a@b.example",
            messageClass: .marketing,
            content: RenderedMessage(subject: "s", html: [], text: [], from: "shop@shop.example"),
            links: SystemLinks(),
            token: SendToken(SendID(raw: 1), .message, secret: []),
            date: clock.now,
            beginBefore: clock.now
        )
        let results = Mutex<[SendOutcome.Result]>([])
        await channel.send([message]) { outcome in results.withLock { $0.append(outcome.result) } }
        #expect(results.withLock { $0 } == [.late])
    }

    @Test(
        .row("ajo M5"),
        arguments: [
            ("anna@b.example", "", "anna@b.example"), ("Anna <anna@b.example>", "Anna", "anna@b.example"),
            (#""Anna \"B.\" C" <anna@b.example>"#, #"Anna "B." C"#, "anna@b.example"),
            ("<anna@b.example>", "", "anna@b.example"),
        ]
    )
    func `a sender is read as people write it`(text: String, name: String, address: String) throws {
        let mailbox = try MailboxText.parse(text)
        #expect(mailbox.name == name)
        #expect(mailbox.address.description == address)
    }

    @Test(arguments: ["", "Anna", "Anna <>", "Anna <anna@b.example", "a@b.example\r\nBcc: c@d.example"])
    func `what is no sender is refused`(text: String) {
        #expect(throws: Diagnostic.self) { try MailboxText.parse(text) }
    }
}

/// A real SMTP server on a free port that keeps what it gets.
final class Mailbox: Sendable {
    private let port: Int
    private let received: Received

    init(port: Int, received: Received) {
        self.port = port
        self.received = received
    }

    var mails: [ReceivedMail] { received.mails.withLock { $0 } }

    /// What came, and who waits for it.
    final class Received: Sendable {
        let mails = Mutex<[ReceivedMail]>([])
        let stream = AsyncStream.makeStream(of: ReceivedMail.self)
    }

    static func run(
        reply: @escaping @Sendable (ReceivedMail) -> SMTPReply,
        body: (Mailbox) async throws -> Void
    ) async throws {
        let received = Received()
        let server = try await SMTPServer.bind(
            host: "127.0.0.1",
            port: 0,
            configuration: .init(hostName: "mailbox.example"),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test")
        ) { mail in
            received.mails.withLock { $0.append(mail) }
            received.stream.continuation.yield(mail)
            return reply(mail)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try await body(Mailbox(port: server.port, received: received))
            group.cancelAll()
        }
    }

    /// Runs `body`, which can wait for the first mail.
    func first<Value>(
        _ body: (_ received: @Sendable () async -> ReceivedMail?) async throws -> Value
    ) async throws -> Value {
        let stream = received.stream.stream
        return try await body { await stream.first { _ in true } }
    }

    func channel(clock: TestClock, bounceDomain: String? = nil) async throws -> EmailChannel {
        try await Self.channel(port: port, clock: clock, bounceDomain: bounceDomain)
    }

    static func channel(
        port: Int,
        clock: TestClock,
        bounceDomain: String? = nil,
        unsubscribeMailbox: EmailAddress? = nil
    ) async throws -> EmailChannel {
        let relay = SMTPRelay(host: "127.0.0.1", port: port, security: .none, clientName: "client.example")
        let client = try await SMTPClient(
            configuration: relay,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test")
        )
        let identity = try DKIMIdentity(domain: "shop.example", selector: "s1", key: .generate(.ed25519))
        return EmailChannel(
            client: client,
            signer: DKIMSigner([identity]),
            threads: DKIMSigningThreads(count: 1),
            settings: .init(
                bounceDomain: bounceDomain,
                messageDomain: "shop.example",
                connections: 4,
                unsubscribeMailbox: unsubscribeMailbox
            ),
            clock: clock.source
        )
    }
}
