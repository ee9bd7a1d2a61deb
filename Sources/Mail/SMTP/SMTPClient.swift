import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Hands messages to one relay, over a bounded pool of connections that are kept and used again.
///
/// Every relay has a client, so a slow one keeps nobody waiting but its own mail. A send ends in exactly one
/// ``SMTPResult/Outcome``, and nothing is ever sent a second time by itself.
package final class SMTPClient: Sendable {
    private let loop: any EventLoop
    private let pool: NIOLoopBound<SMTPPool>
    private let open: OpenConnections

    /// - Parameter eventLoopGroup: one of its loops carries all connections of this relay.
    package convenience init(
        configuration: SMTPRelay,
        eventLoopGroup: any EventLoopGroup,
        logger: Logger
    ) async throws {
        let encryption = try SMTPEncryption(configuration)
        let (loop, open) = (eventLoopGroup.next(), OpenConnections())
        let pool = try await loop.submit {
            NIOLoopBound(
                SMTPPool(relay: configuration, encryption: encryption, loop: loop, logger: logger, open: open),
                eventLoop: loop
            )
        }.get()
        self.init(loop: loop, pool: pool, open: open)
    }

    private init(loop: any EventLoop, pool: NIOLoopBound<SMTPPool>, open: OpenConnections) {
        self.loop = loop
        self.pool = pool
        self.open = open
    }

    /// How many connections there are, those being opened included.
    package var connections: Int { open.count }

    /// Hands `message` over and says what became of it. It ends within the relay's timeouts, whatever the server does;
    /// a cancelled task waits for it all the same, because the answer is worth having.
    package func send(_ envelope: Envelope, _ message: [UInt8]) async -> SMTPResult {
        await withCheckedContinuation { continuation in
            send(envelope, message) { continuation.resume(returning: $0) }
        }
    }

    /// As `send` for those who have no task to suspend; `completion` runs on the connections' event loop and must not
    /// block it.
    package func send(
        _ envelope: Envelope,
        _ message: [UInt8],
        completion: @escaping @Sendable (SMTPResult) -> Void
    ) {
        let mail = SMTPMail(envelope, message)
        let submission = SMTPSubmission(mail: mail, handedIn: loop.now, completion: completion)
        loop.execute { [pool] in pool.value.submit(submission) }
    }

    /// Takes no more messages; what is under way may finish for `grace`, then its connections are closed.
    package func shutdown(grace: Duration = .seconds(10)) async throws {
        try await loop.flatSubmit { [pool] in pool.value.shutdown(grace: grace) }.get()
    }
}

/// The number of connections, kept by the pool on its loop, read from anywhere.
final class OpenConnections: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .relaxed) }

    func set(_ count: Int) { value.store(count, ordering: .relaxed) }
}

/// A message on its way to a connection.
struct SMTPSubmission: Sendable {
    let mail: SMTPMail
    let handedIn: NIODeadline
    let completion: @Sendable (SMTPResult) -> Void

    /// Ends it before any connection took it.
    func end(_ fault: SMTPFault, session: SMTPTranscript.Block?, now: NIODeadline) {
        var message = SMTPTranscript.Block(start: handedIn)
        message.note(.note, fault.description, now)
        let transcript = SMTPTranscript(session: session ?? SMTPTranscript.Block(start: handedIn), message: message)
        completion(SMTPResult(outcome: .notHandedOver(fault), transcript: transcript, isEncrypted: false))
    }
}
