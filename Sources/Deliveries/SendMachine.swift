import Vocabulary

/// One send's life as a value: every change of a ledger row is one of its transitions, legal ones only.
package struct SendMachine: Hashable, Sendable {
    package private(set) var state: SendState
    package private(set) var reason: SendReason?
    /// When it may next be taken, while it is pending.
    package private(set) var due: Moment
    /// Since when it counts against the recipient's cap; `nil` where it does not.
    package private(set) var reserved: Moment?
    /// How often it has been taken.
    package private(set) var attempt: Int

    package init(state: SendState, reason: SendReason?, due: Moment, reserved: Moment?, attempt: Int) {
        self.state = state
        self.reason = reason
        self.due = due
        self.reserved = reserved
        self.attempt = attempt
    }

    /// As born: owed, not yet taken.
    package init(due: Moment) { self.init(state: .pending, reason: nil, due: due, reserved: nil, attempt: 0) }

    /// What can happen to a send.
    package enum Transition: Hashable, Sendable {
        /// The gate let it pass. `keeping` names why it will be kept rather than sent.
        case take(now: Moment, reserves: Bool, keeping: SendReason?)
        case hold(until: Moment, SendReason)
        /// The hold, the pause or the opt-in that frees it: due at `now`.
        case release(now: Moment)
        case skip(SendReason)
        case expire
        case cancel(SendReason)
        case accept
        case refuse(SendReason)
        /// The live worker says that nothing was handed over, or the next hop asks to come again.
        case handBack(until: Moment, SendReason)
        case lose(SendReason)
        case deliver
        case bounce(SendReason)
        /// An uncertain message goes once more: a person says that it did not go, or its owner opted in.
        case resend(now: Moment)
        /// A person asks the gate once more.
        case retry(now: Moment)
        /// A person takes a cancel back; it is due when it was.
        case restore
    }

    /// A change that the list of states does not allow; the row stays as it was.
    package struct IllegalTransition: Error, Hashable {
        package var from: SendState
        package var transition: Transition
    }

    package mutating func apply(_ transition: Transition) throws(IllegalTransition) {
        let target = Self.target(of: transition)
        guard state.successors.contains(target), allows(transition) else {
            throw IllegalTransition(from: state, transition: transition)
        }
        state = target
        reason = Self.reason(after: transition)
        switch transition {
        case .take(let now, let reserves, _):
            attempt += 1
            reserved = reserves ? now : nil
        case .hold(let until, _), .handBack(let until, _): due = until
        case .release(let now), .resend(let now), .retry(let now): due = now
        case .skip, .expire, .cancel, .accept, .refuse, .lose, .deliver, .bounce, .restore: break
        }
        if !state.countsAgainstCap { reserved = nil }
    }

    /// What the states alone cannot say: which way leads between two that are neighbours.
    private func allows(_ transition: Transition) -> Bool {
        switch transition {
        case .hold, .expire, .cancel, .take: state == .pending
        case .release: state == .pending && reason != nil
        case .handBack, .lose: state == .handing
        case .resend: state == .uncertain
        case .retry: state == .skipped || state == .failed
        case .restore: state == .cancelled
        case .accept, .refuse: state == .handing || state == .uncertain
        case .skip: state == .pending || (state == .handing && reason != nil)
        case .deliver, .bounce: true
        }
    }

    package static func target(of transition: Transition) -> SendState {
        switch transition {
        case .take: .handing
        case .hold, .release, .handBack, .resend, .retry, .restore: .pending
        case .skip: .skipped
        case .expire: .expired
        case .cancel: .cancelled
        case .accept: .sent
        case .refuse: .failed
        case .lose: .uncertain
        case .deliver: .delivered
        case .bounce: .bounced
        }
    }

    private static func reason(after transition: Transition) -> SendReason? {
        switch transition {
        case .take(_, _, let keeping): keeping
        case .hold(_, let reason), .skip(let reason), .cancel(let reason), .refuse(let reason),
            .handBack(_, let reason), .lose(let reason), .bounce(let reason):
            reason
        case .expire: .stale
        case .resend: .resend
        case .release, .accept, .deliver, .retry, .restore: nil
        }
    }
}
