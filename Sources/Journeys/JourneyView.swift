import Expressions
import Vocabulary

/// What a run's expressions see at one moment.
///
/// `event` is the event in question where one is listened for, and the run's entry event everywhere else; `entry` is
/// always the entry event, `steps.ID` the event that step ID took, `run` the walk itself.
package struct JourneyView: Sendable {
    private let context: EvaluationContext
    private let run: Run?

    init(of traveller: Traveller, event: AttributeValue, run: Run? = nil, now: Moment) {
        self.run = run
        context = EvaluationContext(
            profile: traveller.attributes,
            event: event,
            history: traveller.history,
            now: now,
            zone: traveller.zone
        )
    }

    /// The names beside the profile's and `event`.
    static let roots: Set = ["entry", "steps", "run"]

    /// Most rules ask for none of the roots, so they are made only for those that do.
    private func context(for rule: Rule) -> EvaluationContext {
        guard let run, !rule.expression.variables.isEmpty else { return context }
        var context = context
        context.variables = [
            "entry": run.memory.entry, "steps": .object(run.memory.steps),
            "run": ["key": .string(run.key), "step": .string(run.step.raw), "enteredAt": .moment(run.enteredAt)],
        ]
        return context
    }

    /// A condition that is null does not hold.
    func holds(_ rule: Rule) -> Bool { rule.expression.holds(in: context(for: rule)).answer }

    func value(of rule: Rule) -> AttributeValue { rule.expression.evaluate(in: context(for: rule)).value }

    /// The value as a moment: a date, or a text in one of the forms clients send.
    func moment(of rule: Rule) -> Moment? {
        switch value(of: rule) {
        case .moment(let moment): moment
        case .string(let text): Moment(iso8601: text)
        case .null, .bool, .integer, .decimal, .double, .array, .object: nil
        }
    }

    /// The value as a key's text; nil where it is none or too long.
    func text(of rule: Rule) -> String? {
        let text: String? =
            switch value(of: rule) {
            case .string(let text): text
            case .integer(let number): String(number)
            case .decimal(let number): number.description
            case .null, .bool, .double, .moment, .array, .object: nil
            }
        return text.flatMap { (1...EntryStep.maximumKeyLength).contains($0.utf8.count) ? $0 : nil }
    }
}
