import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A small SMTP listener for the built-in mailbox and for bounces: it speaks to our own relays, not to the internet.
///
/// `bind` opens the port, `run` serves it until its task is cancelled.
package struct SMTPServer: Sendable {
    package struct Configuration: Sendable {
        package var hostName: String
        package var maximumSize = 25 * 1024 * 1024
        /// What of a message is kept in memory and handed on; what stands behind is taken and dropped.
        package var keptSize = Int.max
        package var maximumRecipients = 100
        /// Those beyond are turned away with 421.
        package var maximumConnections = 256
        package var idleTimeout: Duration = .seconds(120)
        /// How long a connection may take for all it has to say, however busy it looks; `nil`: any time.
        package var sessionTimeout: Duration?
        /// The recipients mail is taken for.
        package var accepts: @Sendable (EmailAddress) -> Bool = { _ in true }

        package init(hostName: String) { self.hostName = hostName }
    }

    /// Takes a message and says the reply to its final dot.
    package typealias Receiver = @Sendable (ReceivedMail) async -> SMTPReply

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>
    private let configuration: Configuration
    private let receiver: Receiver
    private let logger: Logger

    package static func bind(
        host: String,
        port: Int,
        configuration: Configuration,
        eventLoopGroup: any EventLoopGroup,
        logger: Logger,
        receiver: @escaping Receiver
    ) async throws -> SMTPServer {
        let listener = try await ServerBootstrap(group: eventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        IdleStateHandler(readTimeout: .nanoseconds(configuration.idleTimeout.inNanoseconds)),
                        CloseWhenIdle(after: configuration.sessionTimeout)
                    )
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        return SMTPServer(listener: listener, configuration: configuration, receiver: receiver, logger: logger)
    }

    private init(
        listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>,
        configuration: Configuration,
        receiver: @escaping Receiver,
        logger: Logger
    ) {
        self.listener = listener
        self.configuration = configuration
        self.receiver = receiver
        self.logger = logger
    }

    /// The port that is listened on, also where 0 was asked for.
    package var port: Int { listener.channel.localAddress?.port ?? 0 }

    package func run() async throws {
        let active = ActiveConnections(limit: configuration.maximumConnections)
        try await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    let isAdmitted = active.enter()
                    group.addTask {
                        if isAdmitted { await serve(connection) } else { await turnAway(connection) }
                        active.leave()
                    }
                }
            }
        }
    }

    private func serve(_ connection: Connection) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                var machine = SMTPServerMachine(configuration)
                try await outbound.write(ByteBuffer(string: machine.greeting.wireForm))
                for try await bytes in inbound {
                    machine.append(bytes)
                    guard try await answer(&machine, outbound) else { return }
                }
            }
        } catch {
            logger.debug("smtp client left", metadata: ["error": "\(String(reflecting: error))"])
        }
    }

    private func turnAway(_ connection: Connection) async {
        let reply = SMTPReply(421, EnhancedStatus(4, 3, 2), "Too many connections")
        do {
            try await connection.executeThenClose { _, outbound in
                try await outbound.write(ByteBuffer(string: reply.wireForm))
            }
        } catch {
            logger.debug("smtp client left", metadata: ["error": "\(String(reflecting: error))"])
        }
    }

    /// Does all that the bytes so far ask for, with one write; returns whether the connection goes on.
    private func answer(
        _ machine: inout SMTPServerMachine,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        var replies = ByteBuffer()
        while let action = machine.next() {
            switch action {
            case .say(let reply): replies.writeString(reply.wireForm)
            case .deliver(let mail): replies.writeString(await receiver(mail).wireForm)
            case .hangUp(let reply):
                replies.writeString(reply.wireForm)
                try await outbound.write(replies)
                return false
            }
        }
        if replies.readableBytes > 0 { try await outbound.write(replies) }
        return true
    }
}

private final class CloseWhenIdle: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let limit: Duration?
    private var end: Scheduled<Void>?

    init(after limit: Duration?) { self.limit = limit }

    func channelActive(context: ChannelHandlerContext) {
        if let limit {
            let channel = context.channel
            end = context.eventLoop.scheduleTask(in: .nanoseconds(limit.inNanoseconds)) { channel.close(promise: nil) }
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }
}

private final class ActiveConnections: Sendable {
    private let limit: Int
    private let count = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// Counts one more; false where that is one too many.
    func enter() -> Bool { count.add(1, ordering: .relaxed).newValue <= limit }

    func leave() { count.subtract(1, ordering: .relaxed) }
}
