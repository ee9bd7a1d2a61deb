import Vocabulary

/// A journey as it is written: by `apply` and `export`, by the console's editor, in a published version.
///
/// The text form is JSON with a format version. Reading reports every fault at its step; writing what was read gives
/// the same text again, so opening and saving changes nothing.
package struct JourneyDefinition: Hashable, Sendable {
    package var name: String
    package var description: String?
    package var exitRules: [ExitRule]
    package var steps: [JourneyStep]

    package static let format = "sojourn.journey/1"

    package static let maximumBytes = 2 << 20
    package static let maximumSteps = 200
    package static let maximumNameLength = 200

    package subscript(id: StepID) -> JourneyStep? { steps.first { $0.id == id } }

    /// The one entry; there is always one in a definition that was read without faults.
    package var entry: (id: StepID, step: EntryStep)? {
        for step in steps { if case .entry(let entry) = step.step { return (step.id, entry) } }
        return nil
    }
}

/// A place of the graph: its name, what people call it, and what happens there.
package struct JourneyStep: Hashable, Sendable {
    package var id: StepID
    package var label: String?
    package var step: Step

    package var kind: String { step.kind }
    package var ways: [Way] { step.behavior.ways }

    /// Compared by what would be written.
    package static func == (a: JourneyStep, b: JourneyStep) -> Bool { a.fields == b.fields }
    package func hash(into hasher: inout Hasher) { hasher.combine(fields) }
}
