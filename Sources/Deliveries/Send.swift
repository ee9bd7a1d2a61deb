import JSON
import Vocabulary

/// A row of the ledger: one obligation and what became of it.
package struct Send: Hashable, Sendable {
    package var id: SendID
    package var origin: SendOrigin
    package var profile: ProfileID
    /// The person it was owed to when born; differs from `profile` after a merge (`SEMANTICS 7`).
    package var bornTo: ProfileID
    package var channel: ChannelName
    package var lane: Lane
    package var messageClass: MessageClass
    package var topic: String?
    /// Fixed by the origin, or the person's own as of the last take; `nil` until then.
    package var address: String?
    package var hasFixedAddress: Bool
    package var notAfter: Moment
    /// What the message sees beside the profile, as JSON.
    package var context: String

    package var machine: SendMachine
    /// Counts the row's changes; each has its `send_events` row of that number.
    package var revision: Int64
    /// The worker run that took it last.
    package var epoch: Int64?
    package var taken: Moment?
    /// When the next hop accepted it.
    package var handed: Moment?
    /// When it reached the settled state it is in.
    package var finished: Moment?
    /// An uncertain message was sent once more; never twice.
    package var isResent: Bool
    /// The zone its last take reckoned in.
    package var zone: String?
    /// Its run rests until it is told what became of the send.
    package var tellsRun = false
    /// Until when a reason that may pass holds it rather than skipping it.
    package var patientUntil: Moment?

    /// `context` as templates see it.
    /// - Throws: a `JSONError` where it is none, which nothing writes.
    func contextValue() throws -> AttributeValue { try AttributeValue(json: Array(context.utf8)) }

    package var state: SendState { machine.state }
    package var reason: SendReason? { machine.reason }
    package var due: Moment { machine.due }

    /// What `pending` means at `now`; `nil` in every other state.
    package func phase(at now: Moment) -> PendingPhase? {
        state == .pending ? PendingPhase(reason, isAhead: due > now) : nil
    }

    /// Changes it by a legal transition and dates the change.
    package mutating func apply(
        _ transition: SendMachine.Transition,
        at now: Moment
    ) throws(SendMachine.IllegalTransition) {
        try machine.apply(transition)
        revision += 1
        switch transition {
        case .take: taken = now
        case .accept: handed = now
        case .resend: isResent = true
        case .hold, .release, .skip, .expire, .cancel, .refuse, .handBack, .lose, .deliver, .bounce, .retry, .restore:
            break
        }
        finished = state.isSettled ? now : nil
    }
}

/// One line of a send's history.
package struct SendEvent: Hashable, Sendable {
    package var send: SendID
    package var revision: Int64
    package var moment: Moment
    package var state: SendState
    package var reason: SendReason?
    /// What was said: the next hop's reply, the render's diagnostics.
    package var detail: String?

    package init(
        send: SendID,
        revision: Int64,
        moment: Moment,
        state: SendState,
        reason: SendReason?,
        detail: String?
    ) {
        self.send = send
        self.revision = revision
        self.moment = moment
        self.state = state
        self.reason = reason
        self.detail = detail
    }

    /// The line that tells how `send` came to be as it is.
    init(of send: Send, at moment: Moment, detail: String? = nil) {
        self.init(
            send: send.id,
            revision: send.revision,
            moment: moment,
            state: send.state,
            reason: send.reason,
            detail: detail
        )
    }
}
