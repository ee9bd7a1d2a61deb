import Vocabulary

/// Rests for a length of time, or until a moment that an expression gives.
package struct WaitStep: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        case after(Period)
        case until(Rule)
    }

    package var end: End
    package var next: StepID
    /// The way of those for whom `until` gives no moment; without it they fail (`no_moment`).
    package var otherwise: StepID?
}

extension WaitStep: StepBehavior {
    package static let kind = "wait"

    package static func read(_ fields: inout FieldReader) -> Step? {
        let period = fields.period("for")
        let moment = fields.optionalRule("until")
        let next = fields.target("next")
        let otherwise = fields.optionalTarget("otherwise")
        guard fields.exactlyOne(of: ["for", "until"]), let next else { return nil }
        let end = period.map(End.after) ?? moment.map(End.until)
        return end.map { .wait(WaitStep(end: $0, next: next, otherwise: otherwise)) }
    }

    package func write(to fields: inout FieldWriter) {
        switch end {
        case .after(let period): fields.write("for", period.text)
        case .until(let rule): fields.write("until", rule.source)
        }
        fields.write("next", next.raw)
        fields.write("otherwise", otherwise?.raw)
    }

    package var ways: [Way] { [Way("next", to: next)] + (otherwise.map { [Way("otherwise", to: $0)] } ?? []) }

    package var rules: [Rule] {
        switch end {
        case .after: []
        case .until(let rule): [rule]
        }
    }

    package func arrive(_ walk: inout Walk) -> Motion {
        switch end {
        case .after(let period): rest(until: walk.now + period.duration, walk)
        case .until(let rule):
            if let moment = walk.view.moment(of: rule) {
                rest(until: moment, walk)
            } else {
                otherwise.map(Motion.go) ?? .fail(.noMoment)
            }
        }
    }

    package func wake(_ walk: inout Walk) -> Motion { .go(next) }

    /// A moment that is past is no wait at all.
    private func rest(until moment: Moment, _ walk: Walk) -> Motion {
        moment <= walk.now ? .go(next) : .rest(until: moment)
    }
}
