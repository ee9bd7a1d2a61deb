import Vocabulary

/// A published version made ready for walking: steps by id, and what it listens for.
///
/// A class, for it is shared by all its runs and never changes.
package final class LiveVersion: Sendable {
    package let journey: JourneyID
    package let status: Journey.Status
    /// While its journey is paused.
    package let newEntries: Journey.NewEntries?
    package let number: Int
    package let definition: JourneyDefinition
    package let entryID: StepID
    package let entry: EntryStep
    /// The steps whose event may come before they are reached (scope `run`).
    let noticed: [(StepID, Listener)]
    /// Every event type that can move a run.
    let heardTypes: Set<String>
    /// The past events that decide about an entry, and those that a run reads once inside.
    let entryHistory: HistoryNeed
    let walkHistory: HistoryNeed
    private let steps: [StepID: any StepBehavior]

    /// nil where the definition has no entry, which publishing refuses.
    package init?(_ version: JourneyVersion, status: Journey.Status, newEntries: Journey.NewEntries? = nil) {
        guard let entry = version.definition.entry else { return nil }
        journey = version.journey
        self.status = status
        self.newEntries = newEntries
        number = version.number
        definition = version.definition
        (entryID, self.entry) = entry
        let waits = version.definition.steps.compactMap { step -> (id: StepID, step: WaitForEventStep)? in
            if case .waitForEvent(let wait) = step.step { (step.id, wait) } else { nil }
        }
        noticed = waits.filter { $0.step.scope == .run }.map { ($0.id, $0.step.listener) }
        heardTypes = Set(waits.map(\.step.listener.event) + version.definition.exitRules.map(\.listener.event))
        entryHistory = HistoryNeed(of: self.entry.rules)
        walkHistory = HistoryNeed(of: Self.walkingRules(of: version.definition, entry: entryID))
        steps = Dictionary(version.definition.steps.map { ($0.id, $0.step.behavior) }) { first, _ in first }
    }

    subscript(id: StepID) -> (any StepBehavior)? { steps[id] }

    /// The expressions evaluated once a run is inside.
    private static func walkingRules(of definition: JourneyDefinition, entry: StepID) -> [Rule] {
        let stepRules = definition.steps.filter { $0.id != entry }.flatMap(\.step.behavior.rules)
        return stepRules + definition.exitRules.flatMap(\.listener.rules)
    }
}
