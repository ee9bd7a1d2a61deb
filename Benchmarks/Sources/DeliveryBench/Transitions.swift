import Accounts
import Content
import Deliveries
import EventLog
import Foundation
import Jobs
import Journeys
import Logging
import Pipeline
import Profiles
import Reports
import Store
import Synchronization
import Vocabulary

/// A million people asleep in a journey, some of whom wake: each goes through a condition to the next wait.
struct Transitions {
    private let sleeping: Int
    private let due: Int
    private let bench: BenchStore
    private let clock = ShiftedClock()

    private static let journey = """
        {"format":"sojourn.journey/1","name":"Long walk","steps":[
        {"id":"in","kind":"entry","event":"Signed Up","reentrance":"once","next":"first"},
        {"id":"first","kind":"wait","for":"P1D","next":"gold"},
        {"id":"gold","kind":"condition","cases":[{"when":"plan = \\"gold\\"","next":"second"}],"otherwise":"third"},
        {"id":"second","kind":"wait","for":"P300D","next":"end"},
        {"id":"third","kind":"wait","for":"P300D","next":"end"},
        {"id":"end","kind":"end"}]}
        """

    init(_ arguments: Arguments) throws {
        sleeping = arguments.number("sleeping", or: 1_000_000)
        due = arguments.number("due", or: 200_000)
        bench = try BenchStore()
    }

    func run() async throws {
        defer { try? bench.remove() }
        let store = try bench.open(clock: clock.source)
        try await store.migrate(
            accountMigrations + reportMigrations + profileMigrations + contentMigrations + deliveryMigrations
                + journeyMigrations + pipelineMigrations + jobMigrations
        )
        let inbox = try bench.open("log", clock: clock.source)
        try await inbox.migrate(eventLogMigrations)
        let log = try await EventLog(store: inbox, floor: .epoch) {}
        try await begin(store, log)
        let seeding = SleeperTable(count: sleeping, due: due)
        try await store.write { db in try seeding.multiply(in: db) }
        try await store.write { db in try seeding.refreshStatistics(in: db) }
        let bare = try await bareUpdates(store)
        clock.shift(by: .days(2))
        let before = try await moved(store)
        let (seconds, processor, resident) = try await walk(store, log)
        let transitions = Double(try await moved(store) - before)
        remark("\(Int(transitions)) transitions, \(Int(processor / transitions * 1_000_000)) µs of processor each")
        let database = bench.database
        try Figure(
            "step transitions, \(sleeping) sleeping",
            on: database,
            transitions / seconds,
            "transitions/s",
            ceiling: bare,
            budget: 10_000
        ).show()
        try Figure(
            "resident, \(sleeping) sleeping",
            on: database,
            resident,
            "MB",
            budget: 400,
            better: .lower
        ).show()
        try await store.close()
        try await inbox.close()
    }

    /// One person signs up the ordinary way; the others are made in their likeness.
    private func begin(_ store: Store, _ log: EventLog) async throws {
        try await store.write { db in
            var ids = IDGenerator()
            _ = try Journey.apply(Self.journey, ids: &ids, in: db)
        }
        let body = #"""
            {"batch":[{"type":"identify","userId":"u","traits":{"email":"u@example.org","firstName":"Anna","plan":"gold",
            "city":"Lund","orders":7}},{"type":"track","event":"Signed Up","userId":"u","properties":{"source":"shop"}}]}
            """#
        let entry = LogEntry(key: KeyID(raw: 7), call: "batch", body: Array(body.utf8), eventCount: 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await log.run() }
            _ = try await log.append([entry])
            let loop = loop(store, log)
            group.addTask { try await loop.run() }
            // Before the measure begins; the loop tells its progress only to who asks.
            while loop.current.processed < log.head { try await Task.sleep(for: .milliseconds(5)) }
            group.cancelAll()
        }
    }

    private func loop(_ store: Store, _ log: EventLog) -> PipelineLoop {
        PipelineLoop(
            store: store,
            log: log,
            clock: clock.source,
            owner: "bench",
            nudged: Nudge(),
            logger: BenchStore.logger,
            sources: { _ in EventSource("key:bench") },
            committed: { _, _ in }
        )
    }

    /// - Returns: seconds it took until nobody was due, processor seconds, and the megabytes at the end.
    private func walk(_ store: Store, _ log: EventLog) async throws -> (Double, Double, Double) {
        let loop = loop(store, log)
        let (start, before, now) = (ContinuousClock.now, Usage.processor, clock.source.now())
        var resident = 0.0
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await loop.run() }
            while try await isAnyoneDue(store, by: now) {
                // The memory is sampled as well, while the loop works.
                try await Task.sleep(for: .milliseconds(20))
                resident = max(resident, Usage.residentMegabytes)
            }
            group.cancelAll()
        }
        return ((ContinuousClock.now - start).inSeconds, Usage.processor - before, resident)
    }

    private func isAnyoneDue(_ store: Store, by now: Moment) async throws -> Bool {
        try await store.read { db in try ProfilesTable.nextWake(in: db).map { $0 <= now } ?? false }
    }

    private func moved(_ store: Store) async throws -> Int64 {
        try await store.read { db in try SleeperTable.transitions(in: db) }
    }

    /// A transition's two rows, of the same size, replaced in tables without an index, 2,000 in a transaction.
    private func bareUpdates(_ store: Store) async throws -> Double {
        let batches = 20
        try await store.write { db in try SleeperTable.makeBareTables(in: db) }
        let start = ContinuousClock.now
        for batch in 0..<batches { try await store.write { db in try SleeperTable.replaceBare(batch, in: db) } }
        return Double(batches * SleeperTable.batch) / (ContinuousClock.now - start).inSeconds
    }
}

/// The wall clock, some days ahead.
final class ShiftedClock: Sendable {
    private let shift = Atomic<Int64>(0)

    var source: TimeSource {
        TimeSource { [self] in WallClock.now() + .milliseconds(shift.load(ordering: .relaxed)) }
    }

    func shift(by duration: Duration) { shift.add(Int64(duration.inSeconds * 1000), ordering: .relaxed) }
}
