import NIOCore
import NIOSSL

/// Moves bytes and moments between a channel and its ``SMTPClientMachine``.
///
/// Lives on its channel's event loop, like the pool it reports to.
final class SMTPClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var machine: SMTPClientMachine
    private let pool: SMTPPool
    private let encryption: SMTPEncryption
    private var context: ChannelHandlerContext?
    private var submissions: [SMTPClientMachine.Ticket: SMTPSubmission] = [:]
    private var nextTicket = 0
    private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?

    init(relay: SMTPRelay, encryption: SMTPEncryption, pool: SMTPPool, now: NIODeadline) {
        machine = SMTPClientMachine(relay: relay, now: now)
        self.encryption = encryption
        self.pool = pool
    }

    var hasRoom: Bool { machine.hasRoom && context != nil }
    var isIdle: Bool { machine.isIdle }

    /// Call only while ``hasRoom``.
    func start(_ submission: SMTPSubmission) {
        guard let context else { return }
        nextTicket += 1
        submissions[nextTicket] = submission
        let transcript = SMTPTranscript.Block(start: submission.handedIn)
        perform(machine.start(nextTicket, submission.mail, transcript: transcript, now: context.eventLoop.now))
        context.flush()
        setTimer()
    }

    func leave() { step { $0.leave(now: $1) } }

    func abort(_ fault: SMTPFault.Cause) { step { $0.fail(fault, "", $1) } }

    // MARK: From the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { channelActive(context: context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.task.cancel()
        timer = nil
    }

    func channelActive(context: ChannelHandlerContext) { step { $0.connected(now: $1) } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        perform(machine.received(&bytes, now: context.eventLoop.now))
    }

    /// One flush for all that the replies of one read led to: a message and the next one's commands leave together.
    func channelReadComplete(context: ChannelHandlerContext) {
        if machine.hasRoom { pool.hasRoom(self) }
        context.flush()
        setTimer()
    }

    func channelInactive(context: ChannelHandlerContext) {
        step { $0.disconnected("by the server", now: $1) }
        pool.closed(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isAboutTLS =
            error is NIOSSLError && (error as? NIOSSLError) != .uncleanShutdown || error is NIOSSLExtraError
        if isAboutTLS {
            step { $0.encryptionFailed(String(describing: error), now: $1) }
        } else {
            step { $0.disconnected(String(describing: error), now: $1) }
        }
    }

    // MARK: What the machine wants

    private func step(_ change: (inout SMTPClientMachine, NIODeadline) -> [SMTPClientMachine.Action]) {
        guard let context else { return }
        perform(change(&machine, context.eventLoop.now))
        context.flush()
        setTimer()
    }

    private func perform(_ actions: [SMTPClientMachine.Action]) {
        for action in actions {
            switch action {
            case .send(let text): context?.write(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .sendMessage(let ticket, let body): context.map { send(body, of: ticket, $0) }
            case .startTLS: context.map { startTLS($0) }
            case .opened: pool.opened(self)
            case .finished(let ticket, let result):
                submissions.removeValue(forKey: ticket)?.completion(result)
            case .failed(let fault): pool.failed(self, fault, session: machine.sessionTranscript)
            case .close: context?.close(promise: nil)
            case .abort: context.map { abort($0) }
            }
        }
    }

    private func send(_ body: ByteBuffer, of ticket: SMTPClientMachine.Ticket, _ context: ChannelHandlerContext) {
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.machine.messageWritten(ticket) }
        context.write(wrapOutboundOut(body), promise: written)
    }

    /// Closes behind TLS, which would first say goodbye and let waiting bytes out: a message that was reported as not
    /// handed over must not arrive after all.
    private func abort(_ context: ChannelHandlerContext) {
        do {
            try context.pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self).close(promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    private func startTLS(_ context: ChannelHandlerContext) {
        do {
            guard let handler = try encryption.makeHandler() else { return }
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
            perform(machine.encrypted(now: context.eventLoop.now))
            // The end of this read is TLS's own now and does not come through to us.
            context.flush()
        } catch {
            perform(machine.encryptionFailed(String(describing: error), now: context.eventLoop.now))
        }
    }

    /// One timer a connection, moved only when something is due earlier; one that fires early looks again.
    private func setTimer() {
        guard let context, let deadline = machine.deadline else { return }
        if let timer, timer.deadline <= deadline { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            self.step { $0.deadlinePassed(now: $1) }
        }
        timer = (deadline, task)
    }
}
