/// What a mail that came in says about mail that went out.
///
/// Anyone can write such a mail. What it says about a send counts only where a token is signed by us, and the caller
/// decides what a report means whose recipient is not the one the send went to.
package struct FeedbackReport: Hashable, Sendable {
    /// Empty: an ordinary mail.
    package var events: [FeedbackEvent] = []
    /// The send's token as the returned message bears it: in `X-Sojourn-Send`, else as the left side of its Message-ID.
    package var returnedToken: String?
    /// The send's token in the address the mail came to: `bounces+TOKEN@example.org`.
    package var addressToken: String?

    /// The address first: only who received the message knows it, while a returned text can be made of anything.
    package var token: String? { addressToken ?? returnedToken }

    package init(events: [FeedbackEvent] = [], returnedToken: String? = nil) {
        self.events = events
        self.returnedToken = returnedToken
    }
}

/// One recipient's part of a report.
package struct FeedbackEvent: Hashable, Sendable {
    /// As the report writes it; `nil` where it names nobody.
    package var recipient: String?
    package var kind: FeedbackKind
    package var cause: FeedbackCause
    /// What the report says, or the status its text bears.
    package var status: EnhancedStatus?
    /// The far end's words on one line, shortened; written by others, so never shown unescaped.
    package var detail: String

    package init(
        _ recipient: String?,
        _ kind: FeedbackKind,
        _ cause: FeedbackCause,
        status: EnhancedStatus? = nil,
        detail: String = ""
    ) {
        self.recipient = recipient
        self.kind = kind
        self.cause = cause
        self.status = status
        self.detail = detail
    }
}

/// What the caller is to do about the address.
package enum FeedbackKind: String, CaseIterable, Sendable {
    /// The address does not take mail and will not: suppress it.
    case hard
    /// The address may be fine and could not be reached this time: count it (`SEMANTICS 31`).
    case soft
    /// The message came back for what it is or where it comes from, or nobody says why: no word about the address.
    case undetermined
    /// The recipient called it spam.
    case complaint
    /// A machine answered: a vacation notice, a challenge, a receipt.
    case autoreply
    /// The recipient asked by mail for no more.
    case unsubscribe
    /// It arrived, as far as the reporting server knows.
    case delivered
}

/// Why, in a stable word.
package enum FeedbackCause: String, CaseIterable, Sendable {
    case unknownUser = "unknown-user"
    case unknownDomain = "unknown-domain"
    case disabled
    case moved
    case mailboxFull = "mailbox-full"
    case rateLimited = "rate-limited"
    case unreachable
    case expired
    /// Not given up: the server goes on trying.
    case delayed
    case temporary
    /// As spam, or for the reputation of whoever sent it.
    case blocked
    /// By a rule: authentication, relaying, who may write to whom.
    case policy
    case size
    case content
    case loop
    case unspecified

    case abuse
    case fraud
    case virus
    case notSpam = "not-spam"
    case authenticationFailure = "auth-failure"

    case automaticReply = "automatic-reply"
    case challenge
    case receipt
    case request

    case delivered
    case relayed
    case expanded
}
