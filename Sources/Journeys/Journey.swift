import Vocabulary

/// A graph that people walk through, each in their own time: the object that owns versions and runs.
package struct Journey: Hashable, Sendable {
    /// Where a journey stands, and what it may become.
    package enum Status: String, CaseIterable, Sendable {
        /// Written, never published; becomes `live`.
        case draft
        /// People enter and walk; becomes `paused`, `closed`, `stopped`, or live again with a newer version.
        case live
        /// Nobody enters, those inside wait on, messages are held; becomes `live`, `closed` or `stopped`.
        case paused
        /// Nobody enters, those inside walk to their end; becomes `live` (by a new version) or `stopped`.
        case closed
        /// Nobody enters and everybody inside has left; becomes `live` only by a new version.
        case stopped

        package var takesEntries: Bool { self == .live }

        /// Whether runs still walk.
        package var walks: Bool {
            switch self {
            case .live, .paused, .closed: true
            case .draft, .stopped: false
            }
        }

        /// The statuses that an owner may choose next; `live` from `draft`, `closed` and `stopped` is publishing.
        package var successors: Set<Status> {
            switch self {
            case .draft: []
            case .live: [.paused, .closed, .stopped]
            case .paused: [.live, .closed, .stopped]
            case .closed: [.stopped]
            case .stopped: []
            }
        }
    }

    /// What becomes of those who would enter a paused journey: asked when pausing (`SEMANTICS 21`).
    package enum NewEntries: String, CaseIterable, Sendable {
        /// They wait outside, in order, up to `QueuedEntry.longestWait`, and are admitted when it is resumed.
        case queue
        /// They are turned away and counted (`paused`).
        case drop
    }

    package var id: JourneyID
    package var name: String
    package var status: Status
    /// While it is paused.
    package var newEntries: NewEntries?
    /// The number of the newest published version; 0 before the first.
    package var newestVersion: Int
    package var created: Moment
    package var changed: Moment
}
