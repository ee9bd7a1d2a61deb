import Deliveries
import EventLog
import Journeys
import Logging
import Profiles
import ServiceLifecycle
import Store
import Synchronization
import Vocabulary

/// Keeps the spine moving: gathers batches while there is work, sleeps until there is more.
///
/// Owns the pipeline of one shard by a lease; who lost it finds out in the transaction (`SEMANTICS 36`).
package final class PipelineLoop: Service {
    /// Where the pipeline stands, for whoever waits for it.
    package struct Progress: Sendable {
        package var processed = LogPosition.start
        package var moment = Moment.distantPast
        package var nextWake: Moment?
        package var isOwner = false
    }

    private let store: Store
    private let log: EventLog
    private let clock: TimeSource
    private let owner: String
    private let sources: @Sendable (KeyID) -> EventSource
    private let committed: @Sendable (BatchOutcome, LogPosition) -> Void
    private let logger: Logger
    private let nudged: Nudge
    private let progress = Mutex(Progress())

    private static let lease = Duration.seconds(10)
    /// Idle, without a plan for anyone.
    private static let longestRest = Duration.hours(1)
    private static let retryPause = Duration.milliseconds(200)
    private static let retryPauseLimit = Duration.seconds(10)

    /// - Parameters:
    ///   - nudged: told when the log grew or journeys changed.
    ///   - sources: what a write key's word is worth.
    ///   - committed: called after each batch; it must not block.
    package init(
        store: Store, log: EventLog, clock: TimeSource, owner: String, nudged: Nudge, logger: Logger,
        sources: @escaping @Sendable (KeyID) -> EventSource,
        committed: @escaping @Sendable (BatchOutcome, LogPosition) -> Void
    ) {
        self.store = store
        self.log = log
        self.clock = clock
        self.owner = owner
        self.nudged = nudged
        self.logger = logger
        self.sources = sources
        self.committed = committed
    }

    package var current: Progress { progress.withLock { $0 } }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            while !Task.isShuttingDownGracefully {
                guard let cursor = try await takeLease() else {
                    await nudged.wait(atMost: Self.lease)
                    continue
                }
                await work(from: cursor)
            }
        } onGracefulShutdown: {
            self.nudged.signal()
        }
    }

    /// Processes until shutdown, or until another process owns the pipeline.
    private func work(from cursor: PipelineTable.Cursor) async {
        var stand = Stand(cursor: cursor)
        note(stand, isOwner: true)
        while !Task.isShuttingDownGracefully {
            do {
                let didWork = try await step(&stand)
                if !didWork { try await rest(&stand) }
            } catch is PipelineOvertaken {
                logger.warning("another process owns the pipeline; stepping down")
                break
            } catch {
                logger.error("pipeline retries", metadata: ["error": "\(String(reflecting: error))"])
                await nudged.wait(atMost: stand.nextPause(from: Self.retryPause, limit: Self.retryPauseLimit))
            }
        }
        note(stand, isOwner: false)
        let epoch = stand.cursor.epoch
        try? await store.write { db in try PipelineTable.release(epoch: epoch, in: db) }
    }

    /// One batch.
    ///
    /// - Returns: false where there was nothing to do.
    private func step(_ stand: inout Stand) async throws -> Bool {
        let gathering = Gathering(store: store, log: log, sources: sources)
        let batch = try await gathering.batch(after: stand.cursor.position, now: clock.now(), nextWake: stand.nextWake)
        stand.nextWake = batch.nextWake
        guard !batch.batch.isEmpty else { return false }
        let outcome = try await commit(batch.batch, stand: &stand)
        stand.cursor.position = batch.batch.to
        stand.cursor.moment = max(stand.cursor.moment, batch.batch.horizon)
        stand.failures = 0
        if let wake = outcome.nextWake { stand.nextWake = min(stand.nextWake ?? wake, wake) }
        note(stand, isOwner: true)
        committed(outcome, batch.batch.to)
        return true
    }

    /// Commits a batch; one that cannot be processed is taken apart and its culprits are parked (`SEMANTICS 34`).
    private func commit(_ batch: Batch, stand: inout Stand) async throws -> BatchOutcome {
        try await refresh(&stand)
        let (pipeline, epoch) = (EventPipeline(journeys: stand.journeys), stand.cursor.epoch)
        do {
            Failpoint.reach("pipeline.before-commit")
            let outcome = try await store.write { db in try pipeline.process(batch, epoch: epoch, in: db) }
            Failpoint.reach("pipeline.after-commit")
            return outcome
        } catch let error as StoreError where error.isTemporary {
            throw error
        } catch let error as PipelineOvertaken {
            throw error
        } catch {
            logger.error("a batch is taken apart", metadata: ["error": "\(String(reflecting: error))"])
            return try await Parking(store: store, pipeline: pipeline, epoch: epoch).commit(batch)
        }
    }

    /// Loads the live journeys again where someone published since.
    private func refresh(_ stand: inout Stand) async throws {
        let known = stand.journeys.revision
        let fresh = try await store.read { db -> LiveJourneys? in
            guard try LiveJourneys.revision(in: db) != known else { return nil }
            return try LiveJourneys.load(in: db)
        }
        if let fresh { stand.journeys = fresh }
    }

    /// Sleeps until the log grows, a wake is due, or the lease must be renewed.
    private func rest(_ stand: inout Stand) async throws {
        let untilWake = stand.nextWake.map { max($0 - clock.now(), .milliseconds(1)) }
        let untilRenewal: Duration? = store.dialect == .postgres ? Self.lease / 3 : nil
        await nudged.wait(atMost: [untilWake, untilRenewal].compactMap(\.self).min() ?? Self.longestRest)
        guard store.dialect == .postgres else { return }
        let (epoch, lease) = (stand.cursor.epoch, Self.lease)
        guard try await store.write({ db in try PipelineTable.renew(epoch: epoch, lease: lease, in: db) }) else {
            throw PipelineOvertaken()
        }
    }

    private func takeLease() async throws -> PipelineTable.Cursor? {
        let (owner, lease) = (owner, Self.lease)
        return try await store.write { db in try PipelineTable.take(owner: owner, lease: lease, in: db) }
    }

    private func note(_ stand: Stand, isOwner: Bool) {
        progress.withLock { progress in
            progress.processed = stand.cursor.position
            progress.moment = stand.cursor.moment
            progress.nextWake = stand.nextWake
            progress.isOwner = isOwner
        }
    }
}

/// What the loop knows between batches.
private struct Stand {
    var cursor: PipelineTable.Cursor
    var journeys = LiveJourneys.none
    /// The earliest wake of anyone, as far as known; `nil` before the first look and where nobody has one.
    var nextWake: Moment? = .distantPast
    var failures = 0

    init(cursor: PipelineTable.Cursor) { self.cursor = cursor }

    /// Doubles with each failure in a row.
    mutating func nextPause(from first: Duration, limit: Duration) -> Duration {
        failures += 1
        return min(limit, first * (1 << min(failures - 1, 10)))
    }
}
