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
    private let sources: @Sendable (KeyID) async throws -> EventSource
    private let committed: @Sendable (BatchOutcome, LogPosition) -> Void
    private let logger: Logger
    private let nudged: Nudge
    private let tombstones: TombstoneKey?
    private let periods: RetentionPeriods
    private let progress = Mutex(Progress())

    /// Idle, without a plan for anyone.
    private static let longestRest = Duration.hours(1)
    /// While many clients send one event each, a batch begins so long after the one before, or each would hold few:
    /// what a batch costs beside its events is then most of it.
    private static let pace = Duration.milliseconds(25)
    /// How much of the time may go into forgetting what is old while events come.
    private static let tendingShare = 0.05
    private static let retryPause = Duration.milliseconds(200)
    private static let retryPauseLimit = Duration.seconds(5)

    /// - Parameters:
    ///   - nudged: told when the log grew, triggers were written or journeys changed.
    ///   - tombstones: finds the erased; `nil`: nobody was ever erased.
    ///   - periods: how long what is over is kept.
    ///   - sources: what a write key's word is worth.
    ///   - committed: called with how far the pipeline is: at the start, after each batch, and while another process
    ///     owns it; it must not block.
    package init(
        store: Store,
        log: EventLog,
        clock: TimeSource,
        owner: String,
        nudged: Nudge,
        logger: Logger,
        tombstones: TombstoneKey? = nil,
        periods: RetentionPeriods = RetentionPeriods(),
        sources: @escaping @Sendable (KeyID) async throws -> EventSource,
        committed: @escaping @Sendable (BatchOutcome, LogPosition) -> Void
    ) {
        self.store = store
        self.log = log
        self.clock = clock
        self.owner = owner
        self.nudged = nudged
        self.tombstones = tombstones
        self.periods = periods
        self.logger = logger
        self.sources = sources
        self.committed = committed
    }

    package var current: Progress { progress.withLock { $0 } }

    package func run() async throws {
        await withGracefulShutdownHandler {
            while !isStopping {
                do {
                    if let cursor = try await takeLease() { await work(from: cursor) } else { try await follow() }
                } catch {
                    logger.error("pipeline waits for the database", metadata: ["error": "\(String(reflecting: error))"])
                }
                if !isStopping { await nudged.wait(atMost: PipelineTable.lease) }
            }
        } onGracefulShutdown: {
            self.nudged.signal()
        }
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// Processes until shutdown, or until another process owns the pipeline.
    private func work(from cursor: PipelineTable.Cursor) async {
        var stand = PipelineStand(cursor)
        var tending = SideWork(share: Self.tendingShare)
        note(stand, BatchOutcome())
        while !isStopping {
            do {
                let began = ContinuousClock.now
                let didWork = try await step(&stand)
                // Not `nudged.wait`: every append nudges, and what comes meanwhile is what the pause is for.
                if stand.isDoorBusy { try await Task.sleep(until: began + Self.pace) }
                guard !didWork || tending.isDue else { continue }
                let isTended = try await tending.measure { try await tend(&stand) }
                if !didWork, isTended { try await rest(&stand) }
            } catch is PipelineOvertaken {
                logger.warning("another process owns the pipeline; stepping down")
                break
            } catch {
                logger.error("pipeline retries", metadata: ["error": "\(String(reflecting: error))"])
                await nudged.wait(atMost: stand.nextPause(from: Self.retryPause, limit: Self.retryPauseLimit))
            }
        }
        progress.withLock { $0.isOwner = false }
        await release(epoch: stand.epoch)
    }

    /// One batch, or one attempt at it.
    ///
    /// - Returns: false where there was nothing to do.
    func step(_ stand: inout PipelineStand) async throws -> Bool {
        try await refresh(&stand)
        let gathering = Gathering(store: store, log: log, sources: sources)
        let gathered = try await gathering.batch(
            after: stand.position,
            floor: stand.moment,
            now: clock.now(),
            width: stand.width,
            ahead: stand.ahead
        )
        let batch = gathered.batch
        (stand.nextWake, stand.ahead) = (gathered.nextWake, nil)
        guard !batch.isEmpty else {
            stand.caughtUp()
            return false
        }
        async let ahead = gathering.lookAhead(of: gathered, width: stand.width)
        let committed = try await commit(batch, stand: &stand)
        stand.ahead = await ahead
        guard let outcome = committed else { return true }
        if let wake = outcome.nextWake { stand.nextWake = min(stand.nextWake ?? wake, wake) }
        note(stand, outcome)
        return true
    }

    /// Commits a batch; one that cannot be processed becomes smaller until its culprit stands alone and is parked.
    ///
    /// - Returns: `nil` where it is to be tried again: as a smaller batch, or with journeys as they are now.
    private func commit(_ batch: Batch, stand: inout PipelineStand) async throws -> BatchOutcome? {
        let (pipeline, epoch) = (EventPipeline(journeys: stand.journeys, tombstones: tombstones), stand.epoch)
        do {
            if stand.isSuspect(batch) { throw ProcessDied() }
            if stand.isCareful { try await mark(batch, epoch: epoch) }
            let outcome = try await store.write { db in try pipeline.process(batch, epoch: epoch, in: db) }
            Failpoint.reach("pipeline.after-commit")
            stand.passed(batch)
            return outcome
        } catch is JourneysChanged {
            return nil
        } catch  where Parking.isInfrastructure(error) {
            throw error
        } catch {
            guard batch.count <= 1 else {
                stand.narrow(batch)
                return nil
            }
            try await Parking(store: store, pipeline: pipeline, epoch: epoch).park(batch, because: error)
            logger.error("parked", metadata: ["position": "\(batch.from)", "error": "\(String(reflecting: error))"])
            stand.passed(batch)
            return BatchOutcome()
        }
    }

    /// After two crashes at one position each event is named before it is touched (`SEMANTICS 34`).
    private func mark(_ batch: Batch, epoch: Int64) async throws {
        guard batch.from != batch.to, let input = batch.inputs.first else { return }
        try await store.write { db in try PipelineTable.mark(input, epoch: epoch, in: db) }
        Failpoint.reach("pipeline.marked")
    }

    /// Loads the live journeys again where someone published since.
    private func refresh(_ stand: inout PipelineStand) async throws {
        let known = stand.journeys.revision
        let fresh = try await store.read { db -> LiveJourneys? in
            guard try LiveJourneys.revision(in: db) != known else { return nil }
            return try LiveJourneys.load(in: db)
        }
        if let fresh { stand.journeys = fresh }
    }

    /// Drops and forgets what is old, once an hour while there is work or rest, piece by piece.
    ///
    /// - Returns: whether nothing is left to drop for now.
    @discardableResult
    func tend(_ stand: inout PipelineStand) async throws -> Bool {
        let now = clock.now()
        guard now >= stand.nextTending else { return true }
        let isDropped = try await Retention(store: store, log: log).drop(processed: stand.position.record, now: now)
        let isForgotten = try await Forgetting(store: store, periods: periods).forget(now: now)
        let isDone = isDropped && isForgotten
        stand.nextTending = isDone ? now + Retention.every : now
        return isDone
    }

    /// Sleeps until the log grows, or a trigger or wake is due; meanwhile the lease is renewed, one statement a time.
    private func rest(_ stand: inout PipelineStand) async throws {
        let untilRenewal: Duration? = store.dialect == .postgres ? PipelineTable.lease / 3 : nil
        repeat {
            let untilWake = stand.nextWake.map { max($0 - clock.now(), .milliseconds(1)) }
            await nudged.wait(atMost: [untilWake, untilRenewal].compactMap(\.self).min() ?? Self.longestRest)
        } while try await isQuiet(&stand)
    }

    /// Whether there is still nothing to do; where no other process can write, whatever ended the sleep is something.
    private func isQuiet(_ stand: inout PipelineStand) async throws -> Bool {
        guard store.dialect == .postgres, !isStopping else { return false }
        let epoch = stand.epoch
        guard let news = try await store.write({ db in try PipelineTable.renew(epoch: epoch, in: db) }) else {
            throw PipelineOvertaken()
        }
        stand.nextWake = news.nextWake
        let now = clock.now()
        return news.appended == stand.position.record && news.retries == 0 && now < stand.nextTending
            && news.nextWake.map { $0 > now } ?? true
    }

    func takeLease() async throws -> PipelineTable.Cursor? {
        let owner = owner
        return try await store.write { db in try PipelineTable.take(owner: owner, in: db) }
    }

    /// Where the database is away the lease runs out by itself.
    func release(epoch: Int64) async {
        do {
            try await store.write { db in try PipelineTable.release(epoch: epoch, in: db) }
        } catch {
            logger.warning("lease not released", metadata: ["error": "\(String(reflecting: error))"])
        }
    }

    /// Tells how far another process is.
    private func follow() async throws {
        guard let cursor = try await store.read({ db in try PipelineTable.cursor(in: db) }) else { return }
        note(PipelineStand(cursor), BatchOutcome(), isOwner: false)
    }

    private func note(_ stand: PipelineStand, _ outcome: BatchOutcome, isOwner: Bool = true) {
        progress.withLock { progress in
            progress.processed = stand.position.record
            progress.moment = stand.moment
            progress.nextWake = stand.nextWake
            progress.isOwner = isOwner
        }
        committed(outcome, stand.position.record)
    }
}
