import Store
import Vocabulary

/// What a channel says of one hand-over; exactly one of these for each message it was given.
package struct SendOutcome: Sendable {
    package var send: SendID
    /// The attempt it speaks of: the word of an earlier one does not count.
    package var attempt: Int
    package var result: Result
    /// The exact bytes, where the message was made.
    package var bytes: [UInt8]?
    /// The conversation with the next hop; told only where it is kept.
    package var transcript: @Sendable () -> String

    package init(
        send: SendID,
        attempt: Int,
        result: Result,
        bytes: [UInt8]? = nil,
        transcript: @escaping @Sendable () -> String = { "" }
    ) {
        self.send = send
        self.attempt = attempt
        self.result = result
        self.bytes = bytes
        self.transcript = transcript
    }

    init(of send: Send, _ result: Result, bytes: [UInt8]? = nil) {
        self.init(send: send.id, attempt: send.machine.attempt, result: result, bytes: bytes)
    }

    package enum Result: Hashable, Sendable {
        /// The next hop has taken it over.
        case accepted(String)
        /// The next hop asks to come again; `address`: because of the address.
        case postponed(String, address: Bool = false)
        /// The next hop refused for good; `address`: because of the address, which must not be used again, or, where it
        /// is so `forNow` (a full mailbox), has failed once.
        case refused(String, address: Bool, forNow: Bool = false)
        /// Nothing can have been handed over: trying again is safe.
        case notHandedOver(String)
        /// Its hand-over could not begin soon enough after its gate; nothing was handed over.
        case late
        /// It may have been handed over: nobody can tell.
        case lost(String)
        /// The content could not be made.
        case unrenderable(String)
        /// It was made and kept rather than sent, as the take decided.
        case kept
    }

    /// What the ledger remembers in words.
    var detail: String? {
        switch result {
        case .accepted(let text), .postponed(let text, _), .refused(let text, _, _), .notHandedOver(let text),
            .lost(let text), .unrenderable(let text):
            text
        case .late, .kept: nil
        }
    }

    /// The step of the machine that follows at `now`.
    func transition(of send: Send, now: Moment) -> SendMachine.Transition {
        switch result {
        case .accepted: .accept
        case .postponed: .handBack(until: retry(send, .postponed, now: now), .retry)
        case .notHandedOver: .handBack(until: retry(send, .unreachable, now: now), .retry)
        case .late: .handBack(until: now, .late)
        case .refused: .refuse(.rejected)
        case .unrenderable: .refuse(.render)
        case .lost: .lose(.connectionLost)
        case .kept: .skip(send.reason ?? .captured)
        }
    }

    /// When to come again: bounded by the message's own expiry, so that it expires in time.
    private func retry(_ send: Send, _ backoff: Backoff, now: Moment) -> Moment {
        let jitter = Backoff.jitter(send: send.id, attempt: send.machine.attempt)
        return min(
            now + backoff.delay(afterAttempt: send.machine.attempt, jitter: jitter),
            send.notAfter + .milliseconds(1)
        )
    }
}

/// A settled send whose run rests for it, told in the transaction that settles it.
package struct OutcomeTrigger: Hashable, Sendable {
    package var send: SendID
    package var origin: SendOrigin
    package var profile: ProfileID
    package var state: SendState
    package var reason: SendReason?
    package var moment: Moment

    package init(
        send: SendID,
        origin: SendOrigin,
        profile: ProfileID,
        state: SendState,
        reason: SendReason?,
        moment: Moment
    ) {
        self.send = send
        self.origin = origin
        self.profile = profile
        self.state = state
        self.reason = reason
        self.moment = moment
    }

    init(of send: Send, at moment: Moment) {
        self.init(
            send: send.id,
            origin: send.origin,
            profile: send.profile,
            state: send.state,
            reason: send.reason,
            moment: moment
        )
    }
}

/// Writes what runs must learn of settled sends, as trigger rows, within the same transaction.
package typealias OutcomeSink = @Sendable ([OutcomeTrigger], Transaction) throws -> Void
