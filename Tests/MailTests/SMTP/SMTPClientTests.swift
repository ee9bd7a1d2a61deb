import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Mail

@Suite(.timeLimit(.minutes(1)))
struct SMTPClientTests {
    private static let flight: [ScriptedServer.Step] =
        ScriptedServer.opening + [
            .until("DATA\r\n"), .say("250 ok\r\n250 ok\r\n354 go\r\n"),
        ]
    private static let dot = ScriptedServer.Step.until("\r\n.\r\n")

    @Test(
        arguments: [
            ([.close], "not handed over closed"),
            ([.say("554 go away\r\n")], "not handed over refused"),
            ([.say("SSH-2.0-x\r\n")], "not handed over garbage"),
            ([.say("220 hi\r\n"), .until("EHLO"), .close], "not handed over closed"),
            (ScriptedServer.opening + [.until("MAIL"), .close], "not handed over closed"),
            (
                ScriptedServer.opening + [.until("DATA"), .say("250 ok\r\n550 5.1.1 who\r\n554 no\r\n"), .stall],
                "permanent 550 5.1.1 who"
            ),
            (
                ScriptedServer.opening + [.until("DATA"), .say("250 ok\r\n550 5.1.1 who\r\n"), .close],
                "permanent 550 5.1.1 who"
            ),
            (
                ScriptedServer.opening + [.until("DATA"), .say("421 4.3.2 closing\r\n"), .close],
                "temporary 421 4.3.2 closing"
            ),
            (flight + [dot, .say("250 2.0.0 queued\r\n"), .stall], "accepted 250 2.0.0 queued"),
            (flight + [dot, .say("451 4.3.0 later\r\n"), .stall], "temporary 451 4.3.0 later"),
            (flight + [dot, .say("554 5.7.1 spam\r\n"), .close], "permanent 554 5.7.1 spam"),
            (flight + [dot, .close], "uncertain closed"),
            (flight + [dot, .say("nonsense\r\n"), .stall], "uncertain garbage"),
            (flight + [dot, .say("421 4.3.2 closing\r\n"), .close], "temporary 421 4.3.2 closing"),
        ] as [([ScriptedServer.Step], String)]
    )
    func `whatever a server does, a send has one true result`(
        script: [ScriptedServer.Step],
        result: String
    ) async throws {
        let server = try await ScriptedServer.start(script)
        let client = try await Self.client(port: server.port)
        #expect(try await Self.send(client).outcome.line == result)
        try await client.shutdown(grace: .milliseconds(100))
        try await server.stop()
    }

    /// A second for what never comes, and minutes for what a busy machine is late with.
    @Test(
        arguments: [
            ([.stall], timeouts { $0.greeting = .seconds(1) }, "not handed over timed-out"),
            (
                [.say("220 hi\r\n"), .until("EHLO"), .stall], timeouts { $0.hello = .seconds(1) },
                "not handed over timed-out"
            ),
            (
                ScriptedServer.opening + [.until("MAIL"), .stall], timeouts { $0.mail = .seconds(1) },
                "not handed over timed-out"
            ),
            (flight + [dot, .stall], timeouts { $0.message = .seconds(1) }, "uncertain timed-out"),
        ] as [([ScriptedServer.Step], SMTPTimeouts, String)]
    )
    func `a server that falls silent is waited for as long as its phase may last`(
        script: [ScriptedServer.Step],
        timeouts: SMTPTimeouts,
        result: String
    ) async throws {
        let server = try await ScriptedServer.start(script)
        let client = try await Self.client(port: server.port) { $0.timeouts = timeouts }
        #expect(try await Self.send(client).outcome.line == result)
        try await client.shutdown(grace: .milliseconds(100))
        try await server.stop()
    }

    @Test func `a closed port is unreachable and the next send tries again`() async throws {
        let server = try await ScriptedServer.start([.stall])
        try await server.stop()
        let client = try await Self.client(port: server.port)
        #expect(try await Self.send(client).outcome.line == "not handed over unreachable")
        #expect(try await Self.send(client).outcome.line == "not handed over unreachable")
        #expect(client.connections == 0)
        try await client.shutdown()
    }

    @Test func `a message is never sent again by itself`() async throws {
        let server = try await ScriptedServer.start(
            Self.flight + [Self.dot, .close],
            Self.flight + [Self.dot, .say("250 second\r\n"), .stall]
        )
        let client = try await Self.client(port: server.port)
        #expect(try await Self.send(client).outcome.line == "uncertain closed")
        #expect(try await Self.send(client).outcome.line == "accepted 250 second")
        try await client.shutdown(grace: .milliseconds(100))
        try await server.stop()
    }

    @Test func `a stalled connection does not hold up the others`() async throws {
        let stalled = AsyncStream.makeStream(of: Void.self)
        let server = try await ScriptedServer.start(
            Self.flight + [Self.dot, .call { stalled.continuation.finish() }, .stall],
            Self.flight + [Self.dot, .say("250 quick\r\n"), .stall]
        )
        let client = try await Self.client(port: server.port)
        async let slow = Self.send(client)
        for await _ in stalled.stream {}
        #expect(try await Self.send(client).outcome.line == "accepted 250 quick")
        try await client.shutdown(grace: .milliseconds(50))
        #expect(try await slow.outcome.line == "uncertain shut-down")
        try await server.stop()
    }

    @Test func `more than may wait are told at once`() async throws {
        let server = try await ScriptedServer.start([.stall])
        let client = try await Self.client(port: server.port) { $0.maximumWaiting = 3 }
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<5 { group.addTask { try await Self.send(client).outcome.line } }
            for _ in 0..<2 { #expect(try await group.next() == "not handed over busy") }
            try await client.shutdown(grace: .milliseconds(50))
            for try await line in group { #expect(line == "not handed over shut-down") }
        }
        try await server.stop()
    }

    @Test func `after shutdown nothing is taken`() async throws {
        let client = try await Self.client(port: 1)
        try await client.shutdown()
        #expect(try await Self.send(client).outcome.line == "not handed over shut-down")
    }

    private static func timeouts(_ change: (inout SMTPTimeouts) -> Void) -> SMTPTimeouts {
        var timeouts = SMTPTimeouts()
        change(&timeouts)
        return timeouts
    }

    static func client(
        port: Int,
        _ change: (inout SMTPRelay) -> Void = { _ in }
    ) async throws -> SMTPClient {
        var relay = SMTPRelay(host: "127.0.0.1", port: port, security: .none, clientName: "client.example")
        relay.maximumConnections = 2
        change(&relay)
        return try await SMTPClient(
            configuration: relay,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    static func send(_ client: SMTPClient, _ text: String = "A: b\r\n\r\nc\r\n") async throws -> SMTPResult {
        let envelope = Envelope(sender: try EmailAddress("s@example.org"), recipient: try EmailAddress("r@example.org"))
        return await client.send(envelope, Array(text.utf8))
    }
}
