import Vocabulary

/// That a person was in a journey under a key: kept forever, for re-entrance (`SEMANTICS 17`).
package struct EntryMemory: Hashable, Sendable {
    package struct Key: Hashable, Sendable {
        package var journey: JourneyID
        package var profile: ProfileID
        package var key: String
    }

    /// The latest entry.
    package var last: Moment
    package var count: Int64

    /// What two persons who are one remember together.
    static func + (a: EntryMemory, b: EntryMemory) -> EntryMemory {
        EntryMemory(last: max(a.last, b.last), count: a.count + b.count)
    }
}
