import Logging
import NIOCore
import NIOPosix

/// The connections to one relay and the messages waiting for them. Everything here happens on one event loop.
final class SMTPPool {
    private let relay: SMTPRelay
    private let encryption: SMTPEncryption
    private let loop: any EventLoop
    private let logger: Logger
    private let open: OpenConnections

    /// Those that have been greeted and let in, by identity.
    private var connections: [ObjectIdentifier: SMTPClientHandler] = [:]
    /// Last in, first out, so that superfluous connections grow old and leave.
    private var idle: [SMTPClientHandler] = []
    private var waiting = CircularBuffer<SMTPSubmission>()
    /// How many are between `connect` and the first message.
    private var openingCount = 0
    private var noNewConnectionBefore = NIODeadline.distantPast
    private var timer: Scheduled<Void>?
    private var whenEmpty: EventLoopPromise<Void>?

    init(relay: SMTPRelay, encryption: SMTPEncryption, loop: any EventLoop, logger: Logger, open: OpenConnections) {
        self.relay = relay
        self.encryption = encryption
        self.loop = loop
        self.logger = logger
        self.open = open
    }

    private var total: Int { connections.count + openingCount }

    // MARK: Messages

    func submit(_ submission: SMTPSubmission) {
        if whenEmpty != nil { return submission.end(SMTPFault(.queue, .shutDown), session: nil, now: loop.now) }
        if waiting.isEmpty, let connection = takeConnection() { return connection.start(submission) }
        guard waiting.count < relay.maximumWaiting else {
            return submission.end(SMTPFault(.queue, .busy, "\(waiting.count) are waiting"), session: nil, now: loop.now)
        }
        waiting.append(submission)
        openConnections()
        setTimer()
    }

    /// An idle connection; behind another message only when no further connection may be opened.
    private func takeConnection() -> SMTPClientHandler? {
        while let connection = idle.popLast() {
            if connection.hasRoom { return connection }
        }
        guard total >= relay.maximumConnections, openingCount == 0 else { return nil }
        return connections.values.first { $0.hasRoom }
    }

    /// The connection can take a message, or one more.
    func hasRoom(_ connection: SMTPClientHandler) {
        while connection.hasRoom, let submission = waiting.first {
            guard connection.isIdle || (total >= relay.maximumConnections && openingCount == 0) else {
                return
            }
            waiting.removeFirst()
            connection.start(submission)
        }
        if connection.isIdle, !idle.contains(where: { $0 === connection }) { idle.append(connection) }
    }

    private func endWaiting(_ fault: SMTPFault, session: SMTPTranscript.Block?) {
        while let submission = waiting.popFirst() { submission.end(fault, session: session, now: loop.now) }
    }

    private func setTimer() {
        guard timer == nil, let first = waiting.first else { return }
        let deadline = first.handedIn + .nanoseconds(relay.timeouts.queue.inNanoseconds)
        timer = loop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            self.endOverdue()
            self.setTimer()
        }
    }

    private func endOverdue() {
        let limit = loop.now - .nanoseconds(relay.timeouts.queue.inNanoseconds)
        while let first = waiting.first, first.handedIn <= limit {
            waiting.removeFirst()
            let fault = SMTPFault(.queue, .timedOut, "no connection was free for \(relay.timeouts.queue)")
            first.end(fault, session: nil, now: loop.now)
        }
    }

    // MARK: Connections

    private func openConnections() {
        guard whenEmpty == nil, total == 0 || loop.now >= noNewConnectionBefore else { return }
        while total < relay.maximumConnections, openingCount < waiting.count { connect() }
    }

    private func connect() {
        openingCount += 1
        countConnections()
        let bound = NIOLoopBound(self, eventLoop: loop)
        ClientBootstrap(group: loop)
            .connectTimeout(.nanoseconds(relay.timeouts.connect.inNanoseconds))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.prepare(channel) }
            }
            .connect(host: relay.host, port: relay.port)
            .assumeIsolated()
            .whenFailure { error in
                self.couldNotOpen(SMTPFault(.connect, .unreachable, String(describing: error)), session: nil)
            }
    }

    private func prepare(_ channel: any Channel) throws {
        if relay.security == .implicitTLS, let handler = try encryption.makeHandler() {
            try channel.pipeline.syncOperations.addHandler(handler)
        }
        let connection = SMTPClientHandler(relay: relay, encryption: encryption, pool: self, now: loop.now)
        try channel.pipeline.syncOperations.addHandler(connection)
    }

    func opened(_ connection: SMTPClientHandler) {
        openingCount -= 1
        connections[ObjectIdentifier(connection)] = connection
        countConnections()
        if whenEmpty == nil { hasRoom(connection) } else { connection.leave() }
    }

    func failed(_ connection: SMTPClientHandler, _ fault: SMTPFault, session: SMTPTranscript.Block) {
        if connections[ObjectIdentifier(connection)] == nil {
            couldNotOpen(fault, session: session)
        } else {
            logger.debug("smtp connection ended", metadata: metadata(fault))
            closed(connection)
        }
    }

    func closed(_ connection: SMTPClientHandler) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        idle.removeAll { $0 === connection }
        countConnections()
        openConnections()
        finishShutdown()
    }

    /// Without any connection the waiting messages are told; with some they go on waiting for those.
    private func couldNotOpen(_ fault: SMTPFault, session: SMTPTranscript.Block?) {
        logger.info("smtp connection could not be opened", metadata: metadata(fault))
        openingCount -= 1
        countConnections()
        noNewConnectionBefore = loop.now + .nanoseconds(relay.reconnectPause.inNanoseconds)
        if total == 0 { endWaiting(fault, session: session) }
        finishShutdown()
    }

    private func countConnections() { open.set(total) }

    private func metadata(_ fault: SMTPFault) -> Logger.Metadata {
        ["smtp.relay": "\(relay.host):\(relay.port)", "smtp.fault": "\(fault)"]
    }

    // MARK: Shutting down

    func shutdown(grace: Duration) -> EventLoopFuture<Void> {
        if let whenEmpty { return whenEmpty.futureResult }
        let promise = loop.makePromise(of: Void.self)
        whenEmpty = promise
        timer?.cancel()
        endWaiting(SMTPFault(.queue, .shutDown), session: nil)
        for connection in Array(connections.values) { connection.leave() }
        finishShutdown()
        loop.assumeIsolated().scheduleTask(in: .nanoseconds(grace.inNanoseconds)) {
            for connection in Array(self.connections.values) { connection.abort(.shutDown) }
            promise.succeed()
        }
        return promise.futureResult
    }

    private func finishShutdown() {
        if total == 0 { whenEmpty?.succeed() }
    }
}
