/// Who a message is from and for, as SMTP says it; one recipient, so that a send has one result.
package struct Envelope: Hashable, Sendable {
    /// Where bounces go; nil for the null path `<>`.
    package var sender: EmailAddress?
    package var recipient: EmailAddress

    package init(sender: EmailAddress?, recipient: EmailAddress) {
        self.sender = sender
        self.recipient = recipient
    }
}

/// What became of one hand-over, and how it went.
package struct SMTPResult: Sendable {
    package let outcome: Outcome
    package let transcript: SMTPTranscript
    package let isEncrypted: Bool

    /// Exactly one of these; nothing is ever sent again by itself.
    package enum Outcome: Hashable, Sendable {
        /// The next hop has taken the message over.
        case accepted(SMTPReply)
        /// Refused for now: may be tried again later.
        case temporary(SMTPReply)
        /// Refused for good.
        case permanent(SMTPReply)
        /// Nothing was accepted and nothing can have been: trying again is safe.
        case notHandedOver(SMTPFault)
        /// The final dot was, or may have been, received and no answer came.
        case uncertain(SMTPFault)
    }
}

/// Why there is no answer from the server.
package struct SMTPFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let phase: SMTPPhase
    package let cause: Cause
    package let detail: String

    package enum Cause: String, Sendable {
        /// No connection could be made.
        case unreachable
        /// The server turned the session away (greeting, EHLO, AUTH); `detail` is its reply.
        case refused
        case timedOut = "timed-out"
        case closed
        /// What came was no reply, or no reply to what was asked.
        case garbage
        /// No encryption that the relay's settings accept.
        case insecure
        case busy
        case shutDown = "shut-down"
    }

    package init(_ phase: SMTPPhase, _ cause: Cause, _ detail: String = "") {
        self.phase = phase
        self.cause = cause
        self.detail = detail
    }

    package var description: String { "\(phase.rawValue) \(cause.rawValue)\(detail.isEmpty ? "" : ": \(detail)")" }
}
