import Vocabulary

/// Chooses the way by the person and the events: the first case that holds wins.
package struct ConditionStep: Hashable, Sendable {
    package struct Case: Hashable, Sendable {
        package var condition: Rule
        package var label: String?
        package var next: StepID
    }

    package var cases: [Case]
    /// The way of all others; without it they leave (`no_match`).
    package var otherwise: StepID?

    static let maximumCases = 50
}

extension ConditionStep: StepBehavior {
    package static let kind = "condition"

    package static func read(_ fields: inout FieldReader) -> Step? {
        let cases = fields.objects("cases", atMost: maximumCases) { fields in
            let condition = fields.rule("when")
            let label = fields.optionalText("label")
            let next = fields.target("next")
            guard let condition, let next else { return Case?.none }
            return Case(condition: condition, label: label, next: next)
        }
        let otherwise = fields.optionalTarget("otherwise")
        guard let cases else { return nil }
        return .condition(ConditionStep(cases: cases, otherwise: otherwise))
    }

    package func write(to fields: inout FieldWriter) {
        fields.write("cases", cases) { item, fields in
            fields.write("when", item.condition.source)
            fields.write("label", item.label)
            fields.write("next", item.next.raw)
        }
        fields.write("otherwise", otherwise?.raw)
    }

    package var ways: [Way] {
        let numbered = cases.enumerated().map { index, item in
            Way("cases.\(index + 1)", to: item.next, label: item.label ?? item.condition.source)
        }
        return numbered + (otherwise.map { [Way("otherwise", to: $0)] } ?? [])
    }

    package var rules: [Rule] { cases.map(\.condition) }

    package func arrive(_ walk: inout Walk) -> Motion {
        for item in cases where walk.view.holds(item.condition) { return .go(item.next) }
        return otherwise.map(Motion.go) ?? .exit(.noMatch)
    }
}
