import EventLog
import Store
import TestKit
import Testing
import Vocabulary

@Suite struct EventLogTests {
    @Test(arguments: Backend.available)
    func `what was acknowledged is there in order, with stamps that never decrease`(backend: Backend) async throws {
        let clock = TestClock()
        let store = try await backend.freshStore(migrations: eventLogMigrations, clock: clock)
        let records = try await running(store) { log in
            let first = try await log.append([entry("a"), entry("b")])
            clock.advance(by: .hours(-1))
            let second = try await log.append([entry("c")])
            #expect((first.sequence, second.sequence) == (2, 3))
            return try await log.records(after: .start, limit: 10)
        }
        #expect(records.map { String(decoding: $0.entry.body, as: UTF8.self) } == ["a", "b", "c"])
        #expect(records.map(\.received) == records.map(\.received).sorted())
    }

    @Test(arguments: Backend.available)
    func `requests that wait together share a commit and each learns its own position`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: eventLogMigrations)
        let positions = try await running(store) { log in
            try await withThrowingTaskGroup(of: (String, LogPosition).self) { group in
                for number in 0..<200 {
                    group.addTask { ("\(number)", try await log.append([entry("\(number)")])) }
                }
                let told = try await group.reduce(into: [:]) { $0[$1.1.sequence] = $1.0 }
                let kept = try await log.records(after: .start, limit: 1000)
                    .reduce(into: [:]) { $0[$1.position.sequence] = String(decoding: $1.entry.body, as: UTF8.self) }
                #expect(told == kept)
                return told.count
            }
        }
        #expect(positions == 200)
    }

    @Test(arguments: Backend.available)
    func `nothing is stamped at or before a sealed moment, whatever the clock says`(backend: Backend) async throws {
        let clock = TestClock()
        let store = try await backend.freshStore(migrations: eventLogMigrations, clock: clock)
        let sealed = clock.now + .minutes(5)
        let records = try await running(store) { log in
            _ = try await log.seal(through: sealed)
            _ = try await log.append([entry("late")])
            return try await log.records(after: .start, limit: 10)
        }
        #expect(records.allSatisfy { $0.received > sealed })
    }

    @Test(arguments: Backend.available)
    func `a restarted log goes on after its head and after what the pipeline has acted on`(
        backend: Backend
    ) async throws {
        let clock = TestClock()
        let store = try await backend.freshStore(migrations: eventLogMigrations, clock: clock)
        _ = try await running(store) { log in try await log.append([entry("before")]) }
        let floor = clock.now + .hours(1)
        let records = try await running(store, floor: floor) { log in
            _ = try await log.append([entry("after")])
            return try await log.records(after: .start, limit: 10)
        }
        #expect(records.map(\.position.sequence) == [1, 2])
        #expect(records[1].received > floor)
    }

    @Test(arguments: Backend.available)
    func `rejected events are kept with their reasons beside those accepted`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: eventLogMigrations)
        let rejects = try await running(store) { log in
            let reject = Reject(key: KeyID(raw: 7), code: "event.too-large", message: "33 KB", body: [1, 2])
            _ = try await log.append([entry("good")], rejects: [reject])
            return try await log.rejects(limit: 10)
        }
        #expect(rejects.map(\.reject.code) == ["event.too-large"])
    }

    @Test(arguments: Backend.available)
    func `only what is both processed and old is dropped`(backend: Backend) async throws {
        let clock = TestClock()
        let store = try await backend.freshStore(migrations: eventLogMigrations, clock: clock)
        let left = try await running(store) { log in
            _ = try await log.append([entry("old"), entry("old, unprocessed")])
            clock.advance(by: .days(8))
            _ = try await log.append([entry("new")])
            try await log.drop(through: LogPosition(sequence: 1), receivedBefore: clock.now - .days(7))
            return try await log.records(after: .start, limit: 10)
        }
        #expect(left.map(\.position.sequence) == [2, 3])
    }

    private func running<Value: Sendable>(
        _ store: Store,
        floor: Moment = .epoch,
        _ body: @escaping @Sendable (EventLog) async throws -> Value
    ) async throws -> Value {
        let log = try await EventLog(store: store, floor: floor) {}
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await log.run() }
            defer { group.cancelAll() }
            return try await body(log)
        }
    }
}

private func entry(_ body: String) -> LogEntry {
    LogEntry(key: KeyID(raw: 1), call: "track", body: Array(body.utf8), eventCount: 1)
}
