import Expressions
import Vocabulary

/// What a run's expressions see at one moment.
///
/// `event` is the event in question where one is listened for, and the run's entry event everywhere else.
package struct JourneyView: Sendable {
    package var attributes: AttributeValue
    package var history: [AttributeValue]
    package var event: AttributeValue
    package var now: Moment

    /// A condition that is null does not hold.
    func holds(_ rule: Rule) -> Bool { rule.expression.holds(in: context) }

    func value(of rule: Rule) -> AttributeValue { rule.expression.evaluate(in: context) }

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

    private var context: EvaluationContext {
        EvaluationContext(profile: attributes, events: history, event: event, now: now)
    }
}
