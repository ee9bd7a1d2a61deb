import Store
import Vocabulary

/// What others do with jobs, in their own transactions.
package enum Jobs {
    /// Puts a job in the queue, to be done once the transaction is committed; nudge the runner then.
    ///
    /// - Returns: false where an unfinished job of its kind has its unique key: that one does for both.
    @discardableResult
    package static func insert(_ job: Job, in db: Transaction) throws -> Bool { try JobsTable.insert(job, in: db) }

    /// Ends an executing job in the transaction that writes its result, so that both happen or neither.
    ///
    /// - Returns: false where this attempt has lost the job: what it did is then to be undone by throwing.
    package static func complete(_ job: Job, in db: Transaction) throws -> Bool {
        try settle(job, by: .complete, in: db) != nil
    }

    /// Withdraws a job; one that is being done is interrupted at its worker's next heartbeat.
    @discardableResult
    package static func cancel(_ id: JobID, in db: Transaction) throws -> Bool { try advance(id, by: .cancel, in: db) }

    /// Gives a discarded or cancelled job all its attempts again, now.
    @discardableResult
    package static func retry(_ id: JobID, in db: Transaction) throws -> Bool {
        guard let job = try JobsTable.lock(id, in: db), try !JobsTable.isTaken(job.uniqueKey, by: job, in: db) else {
            return false
        }
        return try advance(id, by: .retry, in: db)
    }

    /// Makes a waiting job due now.
    @discardableResult
    package static func stage(_ id: JobID, in db: Transaction) throws -> Bool { try advance(id, by: .stage, in: db) }

    package static func find(_ id: JobID, in db: Transaction) throws -> Job? { try JobsTable.find(id, in: db) }

    /// Jobs of one state, the newest first, older than `cursor`.
    package static func page(
        _ state: JobState,
        before cursor: JobID? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [Job] {
        try JobsTable.page(state, before: cursor, limit: limit, in: db)
    }

    /// How many jobs there are of each kind and state.
    package static func counts(in db: Transaction) throws -> [(kind: String, state: JobState, count: Int)] {
        try JobsTable.counts(in: db)
    }

    /// Forgets jobs that were over before `moment`, at most `limit`.
    ///
    /// - Returns: how many.
    package static func prune(finishedBefore moment: Moment, limit: Int = 1_000, in db: Transaction) throws -> Int {
        try JobsTable.prune(finishedBefore: moment, limit: limit, in: db)
    }

    private static func advance(_ id: JobID, by trigger: JobTrigger, in db: Transaction) throws -> Bool {
        guard let job = try JobsTable.lock(id, in: db),
            let next = JobMachine.advance(job, by: trigger, now: db.now)
        else { return false }
        try JobsTable.save(next, in: db)
        return true
    }

    /// What one attempt makes of its job.
    ///
    /// - Returns: `nil` where the job is no longer this attempt's: cancelled, or rescued from a worker taken for dead.
    static func settle(_ attempt: Job, by trigger: JobTrigger, in db: Transaction) throws -> Job? {
        guard let job = try JobsTable.lock(attempt.id, in: db), job.state == .executing,
            job.attempt == attempt.attempt, job.claim?.worker == attempt.claim?.worker,
            let next = JobMachine.advance(job, by: trigger, now: db.now)
        else { return nil }
        try JobsTable.save(next, in: db)
        return next
    }
}
