/// What can be wrong with a journey's text form; the raw value is the diagnostic's code, explained in
/// `docs/journeys.md`.
package enum DefinitionFault: String, CaseIterable, Sendable {
    case notJSON = "journey.not-json"
    case tooLarge = "journey.too-large"
    case wrongFormat = "journey.wrong-format"
    case missingField = "journey.missing-field"
    case unknownField = "journey.unknown-field"
    case wrongType = "journey.wrong-type"
    case badChoice = "journey.bad-choice"
    case badPeriod = "journey.bad-period"
    case tooMany = "journey.too-many"
    case badText = "journey.bad-text"
    case contradiction = "journey.contradiction"
    case unknownKind = "journey.unknown-kind"
    case badStepID = "journey.bad-step-id"
    case duplicateStepID = "journey.duplicate-step-id"
    case missingEntry = "journey.missing-entry"
    case secondEntry = "journey.second-entry"
    case danglingEdge = "journey.dangling-edge"
    case cycle = "journey.cycle"
    case unreachable = "journey.unreachable"
}
