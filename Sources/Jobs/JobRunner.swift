import Logging
import ServiceLifecycle
import Store
import Synchronization
import Vocabulary

/// Does jobs: claims what is due as far as it has hands free, and sleeps until the next moment something may be.
///
/// Stopping gracefully it claims nothing more and lets those under way finish; cancelled, it gives them back.
package final class JobRunner: Service {
    /// Told that a job was inserted, staged or retried.
    package let nudge: Nudge
    private let store: Store
    private let clock: TimeSource
    private let handlers: [String: JobHandler]
    private let width: Int
    private let worker: Int64
    private let jitter: @Sendable () -> Double
    private let logger: Logger
    private let running = Mutex<[JobID: RunningJob]>([:])

    /// How long a worker is believed to live without a heartbeat.
    package static let lease = Duration.seconds(30)
    private static let longestRest = Duration.hours(1)
    private static let retryPause = Duration.seconds(2)
    private static let rescueLimit = 100

    /// - Parameters:
    ///   - width: how many jobs at once.
    ///   - worker: a number that no other start of any process has.
    ///   - jitter: in 0..<1, for the pauses after failures.
    package init(
        store: Store,
        clock: TimeSource,
        handlers: [JobHandler],
        width: Int = 8,
        worker: Int64,
        nudge: Nudge = Nudge(),
        jitter: @escaping @Sendable () -> Double,
        logger: Logger
    ) {
        precondition(width > 0)
        self.store = store
        self.clock = clock
        self.handlers = Dictionary(handlers.map { ($0.kind, $0) }) { first, _ in first }
        self.width = width
        self.worker = worker
        self.nudge = nudge
        self.jitter = jitter
        self.logger = logger
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { group in
                while !isStopping { await turn(&group) }
                // Those under way keep their lease until they are done.
                while hasRunning, !Task.isCancelled {
                    await nudge.wait(atMost: Self.lease / 3)
                    try await beat()
                }
            }
        } onGracefulShutdown: {
            self.nudge.signal()
        }
    }

    /// Does everything that is due now, and what that makes due now: for commands and tests, whose time stands still.
    package func drain() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while try await start(in: &group) > 0 || hasRunning {
                if hasRunning { await nudge.wait(atMost: Self.lease / 3) }
            }
        }
    }
}

// MARK: Claiming

extension JobRunner {
    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private var hasRunning: Bool { running.withLock { !$0.isEmpty } }

    private typealias Hands = ThrowingDiscardingTaskGroup<any Error>

    /// Starts what is due; where nothing is, sleeps until something may be.
    private func turn(_ group: inout Hands) async {
        do {
            try await beat()
            if try await start(in: &group) == 0 { await nudge.wait(atMost: try await untilNext()) }
        } catch {
            logger.error("jobs wait for the database", metadata: ["error": "\(String(reflecting: error))"])
            await nudge.wait(atMost: Self.retryPause)
        }
    }

    /// - Returns: how many jobs were claimed.
    private func start(in group: inout Hands) async throws -> Int {
        let free = width - running.withLock { $0.count }
        let jobs = try await claim(limit: free)
        for job in jobs {
            running.withLock { $0[job.id] = RunningJob() }
            group.addTask { await self.perform(job) }
        }
        return jobs.count
    }

    /// Rescues what dead workers had, then takes what is due.
    private func claim(limit: Int) async throws -> [Job] {
        guard limit > 0 else { return [] }
        let (kinds, worker, jitter) = (handlers.keys.sorted(), worker, jitter())
        let pauses = handlers.mapValues(\.pause)
        return try await store.write { db in
            for lost in try JobsTable.lockLost(kinds, now: db.now, limit: Self.rescueLimit, in: db) {
                let pause = pauses[lost.kind]?.duration(afterAttempt: lost.attempt, jitter: jitter) ?? .zero
                guard let job = JobMachine.advance(lost, by: .rescue(pause: pause), now: db.now) else { continue }
                try JobsTable.save(job, in: db)
            }
            let claim = JobClaim(worker: worker, lease: db.now + Self.lease)
            let due = try JobsTable.lockDue(kinds, now: db.now, limit: limit, in: db)
            let claimed = due.compactMap { JobMachine.advance($0, by: .claim(claim), now: db.now) }
            for job in claimed { try JobsTable.save(job, in: db) }
            return claimed
        }
    }

    /// With jobs under way the next heartbeat; else the next moment at which one is due or its worker given up.
    private func untilNext() async throws -> Duration {
        let kinds = handlers.keys.sorted()
        let isFull = running.withLock { $0.count } == width
        let next = isFull ? nil : try await store.read { db in try JobsTable.nextMoment(kinds, in: db) }
        let untilDue = next.map { max($0 - clock.now(), .milliseconds(1)) } ?? Self.longestRest
        return hasRunning ? min(untilDue, Self.lease / 3) : untilDue
    }

    /// Says that the jobs under way are in living hands, and interrupts those that are not ours any more.
    func beat() async throws {
        guard hasRunning else { return }
        let worker = worker
        let mine = try await store.write { db in
            Set(try JobsTable.beat(worker, until: db.now + Self.lease, in: db))
        }
        let gone = running.withLock { running in running.filter { !mine.contains($0.key) }.map(\.value) }
        for job in gone { job.interrupt() }
    }
}

// MARK: Doing

extension JobRunner {
    private func perform(_ job: Job) async {
        let trigger = await outcome(of: job)
        do {
            // Also where this task was cancelled: what is known must not be lost.
            try await store.write { db in _ = try Jobs.settle(job, by: trigger, in: db) }
        } catch {
            // Its lease runs out and it is rescued.
            logger.error(
                "job not recorded",
                metadata: ["job.id": "\(job.id)", "error": "\(String(reflecting: error))"]
            )
        }
        running.withLock { $0[job.id] = nil }
        nudge.signal()
    }

    private func outcome(of job: Job) async -> JobTrigger {
        guard let handler = handlers[job.kind] else { return .giveBack }
        do {
            let verdict = try await interruptibly(job) { try await handler.perform(job) }
            switch verdict {
            case .done: return .complete
            case .snooze(let duration): return .snooze(until: clock.now() + duration)
            }
        } catch let refusal as JobRefused {
            return .discard(reason: refusal.reason)
        } catch is CancellationError {
            return .giveBack
        } catch {
            logger.info("job failed", metadata: ["job.id": "\(job.id)", "job.kind": "\(job.kind)"])
            let pause = handler.pause.duration(afterAttempt: job.attempt, jitter: jitter())
            return .fail(reason: String(String(reflecting: error).prefix(Self.reasonLimit)), pause: pause)
        }
    }

    private static let reasonLimit = 1_000

    /// Runs the handler so that `beat` can cancel it alone.
    private func interruptibly(
        _ job: Job,
        _ body: @escaping @Sendable () async throws -> JobVerdict
    ) async throws -> JobVerdict {
        try await withThrowingTaskGroup(of: JobVerdict?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                await self.running.withLock { $0[job.id] }?.interrupted()
                return nil
            }
            defer { group.cancelAll() }
            guard let verdict = try await group.next() ?? nil else { throw CancellationError() }
            return verdict
        }
    }
}

/// A job under way, and the way to interrupt it.
private final class RunningJob: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func interrupt() { continuation.finish() }

    /// Returns when the job is interrupted or its task is cancelled.
    func interrupted() async { for await _ in stream {} }
}
