import Expressions
import Vocabulary

/// What a run's expressions see at one moment.
///
/// `event` is the event in question where one is listened for, and the run's entry event everywhere else; `entry` is
/// always the entry event, `steps.ID` the event that step ID took.
package struct JourneyView: Sendable {
    private let context: EvaluationContext

    init(of traveller: Traveller, event: AttributeValue, memory: RunMemory? = nil, now: Moment) {
        let variables: [String: AttributeValue] =
            memory.map { ["entry": $0.entry, "steps": .object($0.steps)] } ?? [:]
        context = EvaluationContext(
            profile: traveller.attributes, event: event, history: traveller.history, variables: variables, now: now,
            zone: traveller.zone)
    }

    /// A condition that is null does not hold.
    func holds(_ rule: Rule) -> Bool { rule.expression.holds(in: context).answer }

    func value(of rule: Rule) -> AttributeValue { rule.expression.evaluate(in: context).value }

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
