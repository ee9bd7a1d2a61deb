import Store
import Vocabulary

/// Outside work that must survive a restart: a call to another system, an export, a long computation.
///
/// Written in the transaction that wants it, done later by whoever has a hand free, tried again until it succeeds or is
/// discarded with its reason. It is done *at least* once: a worker may die between the work and its record, so what a
/// handler does outside must bear being done twice.
package struct Job: Hashable, Sendable {
    package let id: JobID
    /// Which handler does it.
    package let kind: String
    /// Of unfinished jobs of one kind only one has a key; `nil`: there may be any number.
    package let uniqueKey: String?
    /// What the handler needs to know, in its own form.
    package let payload: String
    package let created: Moment
    package let maxAttempts: Int
    package internal(set) var state: JobState
    /// When it may be claimed.
    package internal(set) var due: Moment
    /// How often it was claimed.
    package internal(set) var attempt = 0
    /// Who has it, and until when they are believed to live.
    package internal(set) var claim: JobClaim?
    /// Why the last attempt failed, or why it is over.
    package internal(set) var reason: String?
    package internal(set) var finished: Moment?

    package static let maxAttempts = 20
    /// In UTF-8 bytes; more belongs in a table of the feature's own, with its key as payload.
    package static let payloadLimit = 64 << 10

    /// - Parameter due: when it may be claimed; in the past: at once.
    package init(
        id: JobID,
        kind: String,
        payload: String = "",
        uniqueKey: String? = nil,
        due: Moment,
        created: Moment,
        maxAttempts: Int = Job.maxAttempts
    ) {
        precondition(maxAttempts > 0 && payload.utf8.count <= Self.payloadLimit)
        self.id = id
        self.kind = kind
        self.payload = payload
        self.uniqueKey = uniqueKey
        self.created = created
        self.maxAttempts = maxAttempts
        self.due = due
        state = .scheduled
    }
}

package struct JobID: EntityID, SQLBindable, SQLDecodable {
    package let raw: Int64
    package init(raw: Int64) { self.raw = raw }
}

/// Who does a job, and until when nobody else may.
package struct JobClaim: Hashable, Sendable {
    /// A number of its own for each start of each process.
    package var worker: Int64
    package var lease: Moment
}
