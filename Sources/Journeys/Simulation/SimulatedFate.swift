import Deliveries
import Vocabulary

/// What a simulation assumes becomes of a step's messages: `sent`, or `skipped:cap_day`.
package struct SimulatedFate: Hashable, Sendable {
    package var state: SendState
    package var reason: SendReason?

    package static let sent = SimulatedFate(state: .sent)

    private init(state: SendState) { self.state = state }

    /// - Returns: `nil` where the text names no state that a message may come to rest in, or no reason.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let state = parts.first.flatMap(SendState.init(rawValue:)), state.isSettled else { return nil }
        self.state = state
        guard parts.count == 2 else { return }
        guard let reason = SendReason(rawValue: parts[1]) else { return nil }
        self.reason = reason
    }

    /// What is skipped at last was held as long as its step has patience for the reason; what expires, until then.
    func outcome(of obligation: Obligation, at step: StepID) -> MessageOutcome {
        var moment = obligation.due
        if state == .skipped, reason?.mayPass ?? true { moment = obligation.patientUntil ?? moment }
        if state == .expired { moment = obligation.notAfter + .milliseconds(1) }
        return MessageOutcome(send: obligation.send, step: step, state: state, reason: reason, moment: moment)
    }
}
