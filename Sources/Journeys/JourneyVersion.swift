import Vocabulary

/// The immutable form in which a journey was published: who entered it stays on it (`SEMANTICS 23`).
package struct JourneyVersion: Sendable {
    package var journey: JourneyID
    /// 1, 2, 3 …
    package var number: Int
    package var definition: JourneyDefinition
    /// What each step is across versions: a step that keeps its id and kind keeps its lineage.
    package var lineage: [StepID: Int64]
    package var published: Moment
}

extension JourneyVersion {
    /// The lineage of `definition`'s steps: inherited where id and kind are the same, else new.
    static func lineage(
        of definition: JourneyDefinition,
        after previous: JourneyVersion?,
        ids: inout IDGenerator,
        now: Moment
    ) -> [StepID: Int64] {
        var lineage: [StepID: Int64] = [:]
        for step in definition.steps {
            let ancestor = previous?.definition[step.id]
            let isSame = ancestor?.step.kind == step.step.kind
            lineage[step.id] = (isSame ? previous?.lineage[step.id] : nil) ?? ids.next(now: now)
        }
        return lineage
    }
}
