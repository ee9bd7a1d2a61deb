import NIOCore

/// One SMTP connection from the client's side, without a socket: replies and deadlines in, commands and results out.
///
/// With PIPELINING (RFC 2920) a message costs one round trip: `MAIL`, `RCPT` and `DATA` go in one flight, and while the
/// reply to one message's final dot is on its way the next message's commands may go out already. So at most two
/// transactions are under way, of which the first is then in its `message` stage.
struct SMTPClientMachine {
    typealias Ticket = Int

    enum Action {
        case send(String)
        /// As `send`; the shell says by `messageWritten` when the last byte has left.
        case sendMessage(Ticket, ByteBuffer)
        /// Put TLS in the way, then call `encrypted`.
        case startTLS
        /// The session is open: messages can be started.
        case opened
        case finished(Ticket, SMTPResult)
        /// The session is over for this reason; results of its messages came before.
        case failed(SMTPFault)
        case close
        /// Close without another byte: not even TLS may flush what is left of a message.
        case abort
    }

    enum State: Equatable {
        /// No bytes yet: becomes `opening`, or `closed`.
        case connecting
        /// Greeting, EHLO, STARTTLS, AUTH: becomes `open`, or `closed`.
        case opening
        /// Takes messages: becomes `leaving` when told to or worn out, or `closed`.
        case open
        /// Finishes what is under way, says QUIT: becomes `closed`.
        case leaving
        case closed
    }

    /// A reply that is due, in the order of the commands.
    enum Expectation: Equatable {
        case greeting, hello, helo, startTLS
        case plain, loginUser, loginPassword, password
        case reset, mail, recipient, data
        /// The reply to the final dot.
        case message
        /// The reply to a dot that ends nothing: DATA went well though no recipient was taken (RFC 2920 3.1).
        case loneDot
        case quit
    }

    struct Transaction {
        let ticket: Ticket
        let mail: SMTPMail
        var transcript: SMTPTranscript.Block
        var isInMessage = false
        var isWritten = false
        /// The first refusal; the rest of the flight's replies are only counted.
        var rejection: SMTPReply?
        var isMailRejected = false
    }

    let relay: SMTPRelay
    var state = State.connecting
    var expectations: [Expectation] = []
    var transactions: [Transaction] = []
    var extensions = SMTPExtensions()
    var isEncrypted: Bool
    /// A refused transaction leaves the server with half of one.
    var needsReset = false
    var messageCount = 0
    var parser = SMTPReplyParser()
    /// Since when the first expectation (or, without one, idleness) lasts.
    var since: NIODeadline
    var sessionTranscript: SMTPTranscript.Block

    init(relay: SMTPRelay, now: NIODeadline) {
        self.relay = relay
        isEncrypted = relay.security == .implicitTLS
        since = now
        sessionTranscript = SMTPTranscript.Block(start: now)
    }

    /// Whether a message can be started now: at once, or behind the one whose reply is due.
    var hasRoom: Bool {
        guard state == .open, messageCount + transactions.count < relay.messagesPerConnection else { return false }
        return transactions.isEmpty
            || extensions.hasPipelining && transactions.count == 1 && transactions[0].isInMessage
    }

    var isIdle: Bool { state == .open && transactions.isEmpty }

    var phase: SMTPPhase {
        switch expectations.first {
        case .greeting: .greeting
        case .hello, .helo: .hello
        case .startTLS: .startTLS
        case .plain, .loginUser, .loginPassword, .password: .authentication
        case .reset: .reset
        case .mail: .mail
        case .recipient: .recipient
        case .data: .data
        case .message, .loneDot: .message
        case .quit: .quit
        case nil: state == .connecting ? .connect : .idle
        }
    }

    /// When to call `deadlinePassed`.
    var deadline: NIODeadline? {
        state == .closed ? nil : since + .nanoseconds(relay.timeouts.of(phase).inNanoseconds)
    }

    // MARK: What happens

    mutating func connected(now: NIODeadline) -> [Action] {
        state = .opening
        note(.note, "connected to \(relay.host):\(relay.port)\(isEncrypted ? " with TLS" : "")", now)
        expect([.greeting], now)
        return []
    }

    mutating func received(_ bytes: inout ByteBuffer, now: NIODeadline) -> [Action] {
        parser.append(&bytes)
        var actions: [Action] = []
        while state != .closed {
            do {
                guard let reply = try parser.next() else { break }
                actions += handle(reply, now)
            } catch {
                actions += fail(.garbage, "“\(error.excerpt)”", now)
            }
        }
        return actions
    }

    /// TLS stands between us and the server from here on.
    mutating func encrypted(now: NIODeadline) -> [Action] {
        isEncrypted = true
        extensions = SMTPExtensions()
        note(.note, "TLS", now)
        return command("EHLO \(relay.clientName)", .hello, now)
    }

    /// The last byte of a message, its final dot, has been handed to the kernel.
    mutating func messageWritten(_ ticket: Ticket) {
        for index in transactions.indices where transactions[index].ticket == ticket {
            transactions[index].isWritten = true
        }
    }

    mutating func disconnected(_ detail: String, now: NIODeadline) -> [Action] {
        guard state != .closed else { return [] }
        if state == .leaving && transactions.isEmpty {
            state = .closed
            return [.close]
        }
        return fail(.closed, detail, now)
    }

    mutating func encryptionFailed(_ detail: String, now: NIODeadline) -> [Action] { fail(.insecure, detail, now) }

    mutating func deadlinePassed(now: NIODeadline) -> [Action] {
        guard let deadline, deadline <= now else { return [] }
        switch phase {
        case .idle: return leave(now: now)
        case .quit: return close()
        case .queue, .connect, .greeting, .hello, .startTLS, .authentication, .reset, .mail, .recipient, .data,
            .message:
            return fail(.timedOut, "after \(relay.timeouts.of(phase))", now)
        }
    }

    /// Takes no more messages and says QUIT when the last is done.
    mutating func leave(now: NIODeadline) -> [Action] {
        switch state {
        case .connecting, .opening: return fail(.shutDown, "", now)
        case .leaving, .closed: return []
        case .open:
            state = .leaving
            return quitIfDone(now)
        }
    }

    // MARK: How it ends

    mutating func quitIfDone(_ now: NIODeadline) -> [Action] {
        if state == .open && messageCount >= relay.messagesPerConnection { state = .leaving }
        guard state == .leaving, transactions.isEmpty, expectations.isEmpty else { return [] }
        return command("QUIT", .quit, now)
    }

    mutating func close() -> [Action] {
        state = .closed
        expectations = []
        return [.close]
    }

    mutating func abort() -> [Action] {
        _ = close()
        return [.abort]
    }

    /// Ends the session: every message under way gets the result that is true of it.
    mutating func fail(_ cause: SMTPFault.Cause, _ detail: String, _ now: NIODeadline) -> [Action] {
        guard state != .closed else { return [] }
        let fault = SMTPFault(phase, cause, detail)
        note(.note, fault.description, now)
        let results = transactions.map { transaction in
            var transcript = transaction.transcript
            transcript.note(.note, fault.description, now)
            return finished(transaction.ticket, Self.outcome(of: transaction, after: fault), transcript)
        }
        transactions = []
        return results + [.failed(fault)] + abort()
    }

    func finished(
        _ ticket: Ticket,
        _ outcome: SMTPResult.Outcome,
        _ transcript: SMTPTranscript.Block
    ) -> Action {
        let transcript = SMTPTranscript(session: sessionTranscript, message: transcript)
        return .finished(ticket, SMTPResult(outcome: outcome, transcript: transcript, isEncrypted: isEncrypted))
    }

    /// Only once its last byte has left can a message have been accepted unheard.
    private static func outcome(of transaction: Transaction, after fault: SMTPFault) -> SMTPResult.Outcome {
        if let rejection = transaction.rejection { return outcome(of: rejection) }
        return transaction.isInMessage && transaction.isWritten ? .uncertain(fault) : .notHandedOver(fault)
    }

    static func outcome(of rejection: SMTPReply) -> SMTPResult.Outcome {
        rejection.severity == .temporary ? .temporary(rejection) : .permanent(rejection)
    }

    // MARK: Saying and noting

    mutating func command(_ text: String, _ expectation: Expectation, _ now: NIODeadline) -> [Action] {
        note(.client, text, now)
        expect([expectation], now)
        return [.send(text + "\r\n")]
    }

    mutating func expect(_ more: [Expectation], _ now: NIODeadline) {
        if expectations.isEmpty { since = now }
        expectations += more
    }

    mutating func note(_ speaker: SMTPTranscript.Line.Speaker, _ text: String, _ now: NIODeadline) {
        sessionTranscript.note(speaker, text, now)
    }
}

extension Duration {
    /// For NIO, which counts in nanoseconds; more than 290 years are as good as 290.
    var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max / 2 : product + attoseconds / 1_000_000_000
    }
}
