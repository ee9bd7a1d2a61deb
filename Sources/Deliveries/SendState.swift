/// Where a send stands: one list everywhere (`SEMANTICS 25`). The number targeted is the sum over all of them, always.
package enum SendState: String, CaseIterable, Sendable {
    /// Owed and not yet taken: *scheduled* while its moment lies ahead, *due* once it has come, *held* while a reason
    /// keeps it back. Becomes `handing` when taken; `skipped`, `expired` by the gate; `cancelled` by its origin.
    case pending

    /// Taken by a live worker, which alone may say what became of it. Becomes `sent` or `failed`; `pending` again only
    /// if that worker says that nothing was handed over; `uncertain` if nobody can tell; `skipped` when it was taken
    /// to be kept rather than sent.
    case handing

    /// Accepted by the next hop. Becomes `delivered` or `bounced` by what comes back.
    case sent

    /// The far end confirmed it. Becomes `bounced` if a bounce or complaint comes late all the same.
    case delivered

    /// Accepted once, then returned. Final.
    case bounced

    /// The gate said no, with a reason. Becomes `pending` again only by a person's word, to be asked once more.
    case skipped

    /// It could not be made or was refused for good, with a reason. Becomes `pending` again only by a person's word.
    case failed

    /// A crash or a lost connection between the last byte and its reply: it may have arrived. Counted as sent for
    /// marketing. Becomes `sent`, `delivered` or `bounced` by any evidence that bears its token, `failed` by a person's
    /// word, `pending` once more by a person's word or for a transactional message whose owner opted in.
    case uncertain

    /// Its `notAfter` passed before it could go. Final.
    case expired

    /// Withdrawn by its origin or a person before it was taken. Becomes `pending` where the person takes that back.
    case cancelled

    /// Every state this one can become; the only source of legality.
    package var successors: Set<SendState> {
        switch self {
        case .pending: [.pending, .handing, .skipped, .expired, .cancelled]
        case .handing: [.pending, .sent, .skipped, .failed, .uncertain]
        case .sent: [.delivered, .bounced]
        case .delivered: [.bounced]
        case .uncertain: [.sent, .delivered, .bounced, .failed, .pending]
        case .skipped, .failed, .cancelled: [.pending]
        case .bounced, .expired: []
        }
    }

    /// Nothing is left to happen by our own doing: a run waiting for the message may go on.
    package var isSettled: Bool {
        switch self {
        case .pending, .handing: false
        case .sent, .delivered, .bounced, .skipped, .failed, .uncertain, .expired, .cancelled: true
        }
    }

    /// Whether a send in this state may bear a reason; those that went well never do.
    package var hasReasons: Bool { self != .sent && self != .delivered }

    /// A marketing message in this state counts against its recipient's cap (`SEMANTICS 26, 28`).
    package var countsAgainstCap: Bool {
        switch self {
        case .handing, .sent, .delivered, .bounced, .uncertain: true
        case .pending, .skipped, .failed, .expired, .cancelled: false
        }
    }
}

/// What `pending` means at a moment.
package enum PendingPhase: String, CaseIterable, Sendable {
    case scheduled, held, due

    /// - Parameter isAhead: its moment is still to come.
    init(_ reason: SendReason?, isAhead: Bool) {
        self = reason?.keepsBack ?? false ? .held : isAhead ? .scheduled : .due
    }
}
