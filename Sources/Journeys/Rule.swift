import Expressions
import Vocabulary

/// An expression as its author wrote it, with its compiled form.
package struct Rule: Sendable {
    package let source: String
    let expression: Expression

    package init(_ source: String) throws(Diagnostics) {
        self.source = source
        expression = try Expression(source, roots: JourneyView.roots)
    }

    /// What is doubtful in it; that time moves on by the hour matters to audiences only.
    var warnings: [Diagnostic] { expression.warnings.filter { $0.code != "expression.hourly-clock" } }
}

extension Rule: Hashable {
    package static func == (a: Rule, b: Rule) -> Bool { a.source == b.source }
    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// Listens for an event: its type, and what must hold of it.
package struct Listener: Hashable, Sendable {
    package var event: String
    /// `nil`: every event of the type.
    package var condition: Rule?
    /// What must equal the run's key; `nil`: the person's event is enough.
    package var key: Rule?

    package init(event: String, condition: Rule? = nil, key: Rule? = nil) {
        self.event = event
        self.condition = condition
        self.key = key
    }

    var rules: [Rule] { [condition, key].compactMap(\.self) }

    /// Whether `arrival` is what this listens for, on behalf of a run with `key`.
    func hears(_ arrival: Arrival, key runKey: String, in view: JourneyView) -> Bool {
        guard arrival.type == event else { return false }
        if let key, view.text(of: key) != runKey { return false }
        return condition.map { view.holds($0) } ?? true
    }
}
