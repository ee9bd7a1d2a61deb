import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Jobs

@Suite struct JobRunnerTests {
    @Test(arguments: Backend.available)
    func `two workers never do the same job`(backend: Backend) async throws {
        let office = try await Office(backend)
        try await office.insert(60)
        let (first, second) = (office.runner(1, width: 5), office.runner(2, width: 5))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await first.drain() }
            group.addTask { try await second.drain() }
            try await group.waitForAll()
        }
        #expect(office.done.count == 60)
        #expect(Set(office.done).count == 60)
    }

    @Test(arguments: Backend.available)
    func `a failing job is tried exactly as often as it may, then it is a dead letter`(backend: Backend) async throws {
        let office = try await Office(backend) { _ in throw Refusal() }
        let ids = try await office.insert(1, maxAttempts: 4)
        var dues: [Duration] = []
        let start = office.clock.now
        for _ in 0..<6 {
            try await office.runner().drain()
            guard let job = try await office.job(ids[0]), job.state == .scheduled else { break }
            dues.append(job.due - start)
            office.clock.set(job.due)
        }
        #expect(office.done.count == 4)
        #expect(dues == [.seconds(2), .seconds(6), .seconds(14)])
        let dead = try #require(try await office.job(ids[0]))
        #expect(dead.state == .discarded && dead.reason?.contains("Refusal") == true)
        #expect(try await office.store.write { db in try Jobs.retry(ids[0], in: db) })
        try await office.runner().drain()
        #expect(office.done.count == 5)
    }

    @Test(arguments: Backend.available)
    func `a dead worker's job is rescued, and what it says later is not heard`(backend: Backend) async throws {
        let office = try await Office(backend)
        let ids = try await office.insert(1)
        let claimed = try #require(try await office.claim(worker: 9))
        try await office.runner().drain()
        #expect(office.done.isEmpty, "the other one lives")
        office.clock.advance(by: JobRunner.lease + .milliseconds(1))
        try await office.runner().drain()
        #expect(try await office.job(ids[0])?.reason == JobMachine.lost)
        office.clock.advance(by: .seconds(3))
        try await office.runner().drain()
        #expect(office.done == ids)
        #expect(try await office.store.write { db in try !Jobs.complete(claimed, in: db) })
        #expect(try await office.job(ids[0])?.attempt == 2)
    }

    @Test(arguments: Backend.available)
    func `a snoozed job comes again when it asked, with all its attempts`(backend: Backend) async throws {
        let office = try await Office(backend) { _ in .snooze(.hours(1)) }
        let ids = try await office.insert(1, maxAttempts: 1)
        for _ in 0..<3 {
            try await office.runner().drain()
            office.clock.advance(by: .hours(1))
        }
        #expect(office.done.count == 3)
        #expect(try await office.job(ids[0])?.state == .scheduled)
    }

    @Test(arguments: Backend.available)
    func `what no other attempt would mend is discarded at once`(backend: Backend) async throws {
        let office = try await Office(backend) { _ in throw JobRefused("no such list") }
        let ids = try await office.insert(1)
        try await office.runner().drain()
        let job = try #require(try await office.job(ids[0]))
        #expect(job.state == .discarded && job.reason == "no such list" && job.attempt == 1)
    }

    @Test(arguments: Backend.available)
    func `of unfinished jobs one has the key`(backend: Backend) async throws {
        let office = try await Office(backend)
        #expect(try await office.insert(key: "export-7"))
        #expect(try await !office.insert(key: "export-7"))
        try await office.runner().drain()
        #expect(try await office.insert(key: "export-7"), "the first is over")
    }

    @Test(arguments: Backend.available)
    func `a job that is cancelled while it is done is interrupted, and stays cancelled`(backend: Backend) async throws {
        let begun = Nudge()
        let office = try await Office(backend) { _ in
            begun.signal()
            try await Task.sleep(for: .seconds(60))
            return .done
        }
        let ids = try await office.insert(1)
        let runner = office.runner()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runner.drain() }
            await begun.wait(atMost: .seconds(20))
            #expect(try await office.store.write { db in try Jobs.cancel(ids[0], in: db) })
            try await runner.beat()
            try await group.waitForAll()
        }
        #expect(try await office.job(ids[0])?.state == .cancelled)
    }

    @Test(arguments: Backend.available)
    func `running, it does what it is nudged for and finishes what it began`(backend: Backend) async throws {
        let done = Nudge()
        let office = try await Office(backend) { _ in
            done.signal()
            return .done
        }
        let runner = office.runner()
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await runner.run() }
                try await office.insert(1)
                runner.nudge.signal()
                await done.wait(atMost: .seconds(20))
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
        #expect(try await office.store.read { db in try Jobs.counts(in: db).map(\.state) } == [.completed])
    }

    @Test(arguments: Backend.available)
    func `a staged job is due now, and old ends are forgotten`(backend: Backend) async throws {
        let office = try await Office(backend)
        let ids = try await office.insert(1, due: office.clock.now + .days(1))
        try await office.runner().drain()
        #expect(office.done.isEmpty)
        #expect(try await office.store.write { db in try Jobs.stage(ids[0], in: db) })
        try await office.runner().drain()
        #expect(office.done == ids)
        let now = office.clock.now
        #expect(try await office.store.write { db in try Jobs.prune(finishedBefore: now, in: db) } == 0)
        #expect(
            try await office.store.write { db in try Jobs.prune(finishedBefore: now + .milliseconds(1), in: db) } == 1
        )
    }
}

private struct Refusal: Error {}

/// A queue on a fresh store, and a handler that remembers whom it served.
private struct Office: Sendable {
    let store: Store
    let clock = TestClock()
    private let served = Served()
    private let handler: JobHandler

    init(
        _ backend: Backend,
        _ perform: @escaping @Sendable (Job) async throws -> JobVerdict = { _ in .done }
    ) async throws {
        store = try await backend.freshStore(migrations: jobMigrations, clock: clock)
        handler = JobHandler(kind: "call") { [served] job in
            served.note(job.id)
            return try await perform(job)
        }
    }

    var done: [JobID] { served.ids }

    @discardableResult
    func insert(_ count: Int, maxAttempts: Int = 20, due: Moment? = nil) async throws -> [JobID] {
        let now = clock.now
        return try await store.write { db in
            try (1...Int64(count)).map { number in
                let id = JobID(raw: number)
                let job = Job(id: id, kind: "call", due: due ?? now, created: now, maxAttempts: maxAttempts)
                try Jobs.insert(job, in: db)
                return id
            }
        }
    }

    func insert(key: String) async throws -> Bool {
        let (now, id) = (clock.now, JobID(raw: served.nextID()))
        return try await store.write { db in
            try Jobs.insert(Job(id: id, kind: "call", uniqueKey: key, due: now, created: now), in: db)
        }
    }

    func claim(worker: Int64) async throws -> Job? {
        try await store.write { db in
            let claim = JobClaim(worker: worker, lease: db.now + JobRunner.lease)
            let due = try JobsTable.lockDue(["call"], now: db.now, limit: 1, in: db).first
            guard let job = due.flatMap({ JobMachine.advance($0, by: .claim(claim), now: db.now) }) else { return nil }
            try JobsTable.save(job, in: db)
            return job
        }
    }

    func job(_ id: JobID) async throws -> Job? { try await store.read { db in try Jobs.find(id, in: db) } }

    /// Its pauses are plain: jitter in the middle changes nothing.
    func runner(_ worker: Int64 = 1, width: Int = 4) -> JobRunner {
        JobRunner(
            store: store,
            clock: clock.source,
            handlers: [handler],
            width: width,
            worker: worker,
            jitter: { 0.5 },
            logger: Logger(label: "test")
        )
    }
}

private final class Served: Sendable {
    private let state = Mutex<(ids: [JobID], next: Int64)>(([], 0))

    var ids: [JobID] { state.withLock { $0.ids } }

    func note(_ id: JobID) { state.withLock { $0.ids.append(id) } }

    func nextID() -> Int64 {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }
}
