import Accounts
import EventLog
import Store
import Vocabulary

/// What colleagues and programs do by hand to people, messages and parked events.
///
/// Each act is one transaction (or a bounded row of them) that also writes its line of the audit; then whoever must look
/// again is nudged. The console and the management API are two faces of these functions.
package struct HandActs: Sendable {
    let store: Store
    let log: EventLog
    let tombstones: TombstoneKey
    /// The pipeline has something to do that is not in the log.
    let wakePipeline: @Sendable () -> Void
    /// Something may be due.
    let wakeSender: @Sendable () -> Void

    package init(
        store: Store,
        log: EventLog,
        tombstones: TombstoneKey,
        wakePipeline: @escaping @Sendable () -> Void,
        wakeSender: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.log = log
        self.tombstones = tombstones
        self.wakePipeline = wakePipeline
        self.wakeSender = wakeSender
    }
}
