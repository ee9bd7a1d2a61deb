import Deliveries
import Vocabulary

/// What a walk wants done or tells: decided by the pure machine, performed by the pipeline, in its transaction.
package enum JourneyEffect: Hashable, Sendable {
    /// A run began.
    case entered(RunID)
    /// An event would have begun a run, but for a reason; counted, so that nothing is dropped silently.
    case refused(JourneyID, EntryRefusal)
    /// An event would have begun a run, but the journey is paused: its person waits outside.
    case queued(QueuedEntry)
    /// A run reached a step; `from` is nil at the entry.
    case moved(RunID, from: StepID?, to: StepID)
    /// A run left this step, for its version is another from now on.
    case transferred(RunID, from: StepKey)
    /// Write this obligation to the ledger.
    case owe(Obligation)
    /// Withdraw what the run owes and nobody has taken yet (`SEMANTICS 19`).
    case cancelSends(RunID, RunReason)
    /// Set these attributes of the person.
    case updateProfile(ProfileID, [ProfileUpdate])
    /// A run left the journey.
    case exited(RunID, at: StepID, RunReason)
    /// A run could not go on.
    case failed(RunID, at: StepID, RunReason)
}

/// One attribute set by a journey.
package struct ProfileUpdate: Hashable, Sendable {
    /// Dotted: `winback.sentAt`.
    package var path: String
    /// `null`: it is not known any more.
    package var value: AttributeValue
}

/// Why an event that fits an entry begins no run.
package enum EntryRefusal: String, CaseIterable, Sendable {
    /// Imported history, or older than the entry's maximum age (`SEMANTICS 5`); the condition is not asked.
    case stale
    /// The journey is paused, or was closed while they waited outside.
    case paused
    /// The journey was paused longer than anyone waits outside.
    case waitedTooLong = "waited_too_long"
    /// The person is inside, under the same key (`SEMANTICS 17`).
    case inside
    /// The last entry is less than the period ago (`SEMANTICS 17`).
    case tooSoon = "too_soon"
    /// The person was in once, and once is all.
    case once
    /// The entry's key expression gave nothing, or more than a key may hold.
    case noKey = "no_key"
}
