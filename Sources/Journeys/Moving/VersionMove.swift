import Vocabulary

/// Where people of an older version go when a newer is published: a mapping shown first, then done in chunks
/// (`SEMANTICS 23`).
package struct VersionMove: Hashable, Sendable {
    package struct Key: Hashable, Sendable {
        package var journey: JourneyID
        package var from: Int
        package var to: Int

        package init(journey: JourneyID, from: Int, to: Int) {
            self.journey = journey
            self.from = from
            self.to = to
        }
    }

    package var key: Key
    /// From a step of the older version to one of the newer; who stands on another stays.
    package var steps: [StepID: StepID]
}

/// What becomes of the people of older versions when one is published.
package enum PeopleChoice: Hashable, Sendable {
    /// They walk their own version to its end.
    case stay
    /// Whoever stands on a step that is still there, under its id and of its kind, goes on in the new version.
    case follow
    /// By version, from step to step; who stands on another stays.
    case move([Int: [StepID: StepID]])
}
