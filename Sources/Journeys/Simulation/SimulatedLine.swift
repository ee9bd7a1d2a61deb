import Deliveries
import JSON
import Vocabulary

/// One thing that happened in a simulation: when, to whom, what.
package struct SimulatedLine: Hashable, Sendable {
    package enum What: String, Sendable {
        case entered, refused, queued, transferred, reached, rests, owes, learns, cancels, updates, exited, failed
    }

    package var moment: Moment
    package var person: String
    package var what: What
    package var step: String?
    /// The reason, the attribute, or until when.
    package var detail: String?
}

extension SimulatedLine {
    init(moment: Moment, person: String, effect: JourneyEffect) {
        self.init(moment: moment, person: person, what: .entered)
        switch effect {
        case .entered: break
        case .queued: what = .queued
        case .transferred(_, let old): (what, step) = (.transferred, old.step.raw)
        case .refused(_, let reason): (what, detail) = (.refused, reason.rawValue)
        case .moved(_, _, let to): (what, step) = (.reached, to.raw)
        case .owe(let obligation):
            (what, step) = (.owes, obligation.origin.step)
            detail = "\(obligation.messageClass.rawValue) \(obligation.channel), not after \(obligation.notAfter)"
        case .cancelSends(_, let reason): (what, detail) = (.cancels, reason.code)
        case .updateProfile(_, let updates):
            what = .updates
            detail = updates.map { "\($0.path) = \($0.value.jsonText)" }.joined(separator: ", ")
        case .exited(_, let step, let reason): (what, self.step, detail) = (.exited, step.raw, reason.code)
        case .failed(_, let step, let reason): (what, self.step, detail) = (.failed, step.raw, reason.code)
        }
    }

    init(person: String, outcome: MessageOutcome) {
        self.init(
            moment: outcome.moment,
            person: person,
            what: .learns,
            step: outcome.step.raw,
            detail: outcome.reason.map { "\(outcome.state.rawValue) \($0.rawValue)" } ?? outcome.state.rawValue
        )
    }

    init(moment: Moment, person: String, resting run: Run) {
        self.init(
            moment: moment,
            person: person,
            what: .rests,
            step: run.step.raw,
            detail: run.wake.map { "until \($0)" }
                ?? (run.awaits == nil ? "until an event" : "until its message is settled")
        )
    }

    /// `2026-03-01T10:00:00.000Z  ada  reached  thanks`
    package var text: String {
        let fields = [moment.description, person, what.rawValue, step, detail]
        return fields.compactMap(\.self).joined(separator: "  ")
    }

    /// One JSON object, on one line.
    package var json: String {
        var object: AttributeObject = AttributeObject([
            ("moment", .moment(moment)), ("person", .string(person)), ("what", .string(what.rawValue)),
        ])
        if let step { object["step"] = .string(step) }
        if let detail { object["detail"] = .string(detail) }
        return AttributeValue.object(object).jsonText
    }
}
