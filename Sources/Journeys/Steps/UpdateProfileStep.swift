import Vocabulary

/// Sets attributes of the person, each to the value of an expression.
package struct UpdateProfileStep: Hashable, Sendable {
    package struct Assignment: Hashable, Sendable {
        /// Dotted: `winback.sentAt`.
        package var path: String
        package var value: Rule
    }

    package var assignments: [Assignment]
    package var next: StepID

    static let maximumAssignments = 20
}

extension UpdateProfileStep: StepBehavior {
    package static let kind = "updateProfile"

    package static func read(_ fields: inout FieldReader) -> Step? {
        let assignments = fields.rules("set", atMost: maximumAssignments)
        let next = fields.target("next")
        guard let assignments, let next else { return nil }
        return .updateProfile(
            UpdateProfileStep(assignments: assignments.map { Assignment(path: $0, value: $1) }, next: next)
        )
    }

    package func write(to fields: inout FieldWriter) {
        fields.write("set", assignments.map { ($0.path, $0.value.source) })
        fields.write("next", next.raw)
    }

    package var ways: [Way] { [Way("next", to: next)] }
    package var rules: [Rule] { assignments.map(\.value) }

    /// All values are taken before any is set, so the order of assignments does not matter.
    package func arrive(_ walk: inout Walk) -> Motion {
        let updates = assignments.map { ProfileUpdate(path: $0.path, value: walk.view.value(of: $0.value)) }
        walk.update(updates)
        return .go(next)
    }
}
