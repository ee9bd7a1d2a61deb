import Deliveries
import Vocabulary

/// What became of a message that a run was promised: its step goes on by it, and conditions see it as `steps.ID`.
package struct MessageOutcome: Hashable, Sendable {
    package var send: SendID
    /// The step that owed it.
    package var step: StepID
    package var state: SendState
    package var reason: SendReason?
    package var moment: Moment

    package init(send: SendID, step: StepID, state: SendState, reason: SendReason? = nil, moment: Moment) {
        self.send = send
        self.step = step
        self.state = state
        self.reason = reason
        self.moment = moment
    }

    /// The gate kept it back for good, or its time ran out; what a rehearsal keeps counts as sent.
    package var isSkipped: Bool { (state == .skipped || state == .expired) && !isRehearsal }

    private var isRehearsal: Bool { reason?.isRehearsal ?? false }

    /// `{outcome: "skipped", reason: "cap_day", timestamp: …}`
    var value: AttributeValue {
        let outcome = isRehearsal ? SendState.sent : state
        return [
            "outcome": .string(outcome.rawValue), "reason": reason.map { .string($0.rawValue) } ?? .null,
            "timestamp": .moment(moment), "send": .string(send.description),
        ]
    }

    /// Of which message a remembered value speaks; `nil` where it is none of a message.
    static func send(of value: AttributeValue) -> SendID? { value["send"].string.flatMap { SendID($0) } }
}

extension MessageOutcome {
    /// What its trigger's row keeps beside send and moment.
    var body: AttributeValue {
        [
            "step": .string(step.raw), "state": .string(state.rawValue),
            "reason": reason.map { .string($0.rawValue) } ?? .null,
        ]
    }

    init?(send: Int64, moment: Moment, body: AttributeValue) {
        guard let step = body["step"].string, let state = body["state"].string.flatMap(SendState.init(rawValue:))
        else { return nil }
        self.init(
            send: SendID(raw: send),
            step: StepID(step),
            state: state,
            reason: body["reason"].string.flatMap(SendReason.init(rawValue:)),
            moment: moment
        )
    }
}
