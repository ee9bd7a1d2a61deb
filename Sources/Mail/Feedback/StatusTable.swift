/// What the statuses of RFC 3463, RFC 5248 and their registered additions say about an address.
///
/// By subject and detail. A status of level 4 is soft whatever its detail. What is not here says nothing certain.
enum StatusTable {
    static func cause(of status: EnhancedStatus) -> FeedbackCause? {
        details[Key(status.subject, status.detail)] ?? subjects[status.subject]
    }

    private struct Key: Hashable {
        let subject: Int
        let detail: Int

        init(_ subject: Int, _ detail: Int) {
            self.subject = subject
            self.detail = detail
        }
    }

    private static let details: [Key: FeedbackCause] = [
        // X.1: addresses. 4, 7 and 8 are about ambiguity and about the sender, not about this address.
        Key(1, 1): .unknownUser, Key(1, 2): .unknownDomain, Key(1, 3): .unknownUser, Key(1, 6): .moved,
        Key(1, 10): .unknownDomain,
        // X.2: mailboxes.
        Key(2, 1): .disabled, Key(2, 2): .mailboxFull, Key(2, 3): .size,
        // X.3: the far end's system.
        Key(3, 1): .temporary, Key(3, 2): .temporary, Key(3, 4): .size, Key(3, 5): .temporary,
        // X.4: the way there. 14 is Exchange's loop.
        Key(4, 0): .unreachable, Key(4, 1): .unreachable, Key(4, 2): .unreachable, Key(4, 3): .unreachable,
        Key(4, 4): .unreachable, Key(4, 5): .rateLimited, Key(4, 6): .loop, Key(4, 7): .expired, Key(4, 14): .loop,
        // X.7: rules. RFC 7293: the mailbox or the domain now belongs to somebody else.
        Key(7, 17): .unknownUser, Key(7, 18): .unknownDomain, Key(7, 28): .rateLimited,
    ]

    private static let subjects: [Int: FeedbackCause] = [6: .content, 7: .policy]
}

extension FeedbackCause {
    /// What a final failure for this cause says about the address; see docs/mail.md for the reasons.
    var kind: FeedbackKind {
        switch self {
        case .unknownUser, .unknownDomain, .disabled, .moved: .hard
        case .mailboxFull, .rateLimited, .unreachable, .expired, .delayed, .temporary: .soft
        case .blocked, .policy, .size, .content, .loop, .unspecified, .authenticationFailure: .undetermined
        case .abuse, .fraud, .virus: .complaint
        case .automaticReply, .challenge, .receipt: .autoreply
        case .request: .unsubscribe
        case .delivered, .relayed, .expanded, .notSpam: .delivered
        }
    }
}
