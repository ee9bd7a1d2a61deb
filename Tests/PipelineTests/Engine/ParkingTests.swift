import EventLog
import Journeys
import Logging
import Profiles
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct ParkingTests {
    /// No event of type `Poison` can be stored: the database refuses the second of two.
    private static func poison(_ spine: Spine) async throws {
        try await spine.store.write { db in
            try db.execute("CREATE UNIQUE INDEX poison ON events (type) WHERE type = 'Poison'")
            try db.execute(
                """
                INSERT INTO events (profile, moment, id, type, received, body, born_profile, source)
                VALUES (0, 0, 0, 'Poison', 0, '{}', 0, 'test')
                """
            )
        }
    }

    @Test(arguments: Backend.available)
    func `an event that cannot be processed is parked with its reason, everything else goes on`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend)
        try await Self.poison(spine)
        let before = (0..<20).map { track("Before", "p\($0)", id: "b\($0)") }
        try await spine.receive(before + [track("Poison", "p3", id: "bad")] + [track("After", "p3", id: "a")])
        try await spine.receive((0..<20).map { track("Later", "p\($0)") })
        try await spine.process()
        let parked = try await spine.store.read { db in try ParkedTable.newest(limit: 10, in: db) }
        #expect(parked.map(\.messageID) == ["bad"])
        #expect(parked.map(\.index) == [20])
        #expect(parked.allSatisfy { $0.message.contains("constraint") })
        #expect(try await spine.value("SELECT COUNT(*) FROM events WHERE type = 'Later'") == 20)
        #expect(try await spine.value("SELECT COUNT(*) FROM events WHERE type = 'After'") == 1)
        #expect(try await spine.value("SELECT value FROM counters WHERE name = 'events.taken'") == 41)
        #expect(try await spine.value("SELECT COUNT(*) FROM events WHERE type = 'Before'") == 20, "nothing doubled")
    }

    @Test(arguments: Backend.available)
    func `a parked event takes effect once when it is tried again after the cause is gone`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend)
        try await Self.poison(spine)
        try await spine.receive([track("A", "ada"), track("Poison", "ada", n: 7, id: "bad"), track("Poison", "bob")])
        try await spine.process()
        let parked = try await spine.store.read { db in try ParkedTable.newest(limit: 10, in: db).map(\.place) }
        func retryAll() async throws {
            for place in parked {
                #expect(try await spine.store.write { db in try ParkedTable.retry(place, in: db) })
            }
            try await spine.process()
        }
        try await retryAll()
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events WHERE retry = 0") == 2, "still poison")
        try await spine.store.write { db in _ = try db.execute("DROP INDEX poison") }
        try await spine.store.write { db in _ = try db.execute("DELETE FROM events WHERE id = 0") }
        try await retryAll()
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 0)
        #expect(try await spine.value("SELECT COUNT(*) FROM events WHERE type = 'Poison'") == 2)
        try await spine.receive([track("Poison", "ada", n: 7, id: "bad")])
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 3, "its message id is known now")
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `a parked event whose record is gone stays parked and says so`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        try await Self.poison(spine)
        try await spine.receive(track("Poison", "ada", n: 7, id: "bad"))
        try await spine.process()
        let parked = try await spine.store.read { db in try ParkedTable.newest(limit: 10, in: db).map(\.place) }
        #expect(parked.count == 1)
        try await spine.store.write { db in _ = try db.execute("DELETE FROM log_records") }
        for place in parked {
            #expect(try await spine.store.write { db in try ParkedTable.retry(place, in: db) })
        }
        try await spine.process()
        #expect(
            try await spine.texts("SELECT message FROM parked_events WHERE retry = 0")
                == ["its record is not in the log any more"]
        )
    }

    @Test(arguments: Backend.available)
    func `a person whose row is broken stops nobody else`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([track("A", "ada"), track("A", "bob")])
        try await spine.process()
        let ada = try #require(try await spine.profile("ada")).id
        try await spine.store.write { db in
            _ = try db.execute("UPDATE profiles SET attributes = '{' WHERE id = \(ada)")
        }
        try await spine.receive([track("B", "ada"), track("B", "bob"), track("C", "ada"), track("C", "bob")])
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 2)
        #expect(try await spine.value("SELECT COUNT(*) FROM events WHERE profile <> \(ada)") == 3)
    }

    @Test(arguments: Backend.available)
    func `a wake that cannot be processed is parked, and can be tried again`(backend: Backend) async throws {
        let text = journey(
            "Wait",
            on: "A",
            #"{"id": "first", "kind": "wait", "for": "PT1H", "next": "end"}"#
        )
        let spine = try await Spine(backend, journeys: [text])
        try await spine.receive([track("A", "ada"), track("A", "bob")])
        try await spine.process()
        let ada = try #require(try await spine.profile("ada")).id
        func setAttributes(_ text: String) async throws {
            try await spine.store.write { db in
                _ = try db.execute("UPDATE profiles SET attributes = \(text) WHERE id = \(ada)")
            }
        }
        try await setAttributes("{")
        try await spine.pass(.hours(2))
        #expect(try await spine.store.read { db in try ParkedTable.wakes(limit: 9, in: db).map(\.0) } == [ada])
        #expect(try await spine.texts("SELECT status FROM runs ORDER BY id") == ["waiting", "exited"])
        try await setAttributes("{}")
        #expect(try await spine.store.write { db in try ParkedTable.retryWake(of: ada, in: db) })
        try await spine.process()
        #expect(try await spine.texts("SELECT status FROM runs ORDER BY id") == ["exited", "exited"])
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `while the database is away the whole batch is kept and nothing is parked`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        let flaky = FlakyDriver(spine.store)
        let loop = spine.loop(on: Store(driver: flaky, clock: spine.clock.source, logger: .init(label: "test")))
        let cursor = try #require(try await loop.takeLease())
        var stand = PipelineStand(cursor)
        try await spine.receive((0..<9).map { track("A", "p\($0)") })
        flaky.refuse(writes: 2)
        for _ in 0..<2 {
            await #expect(throws: StoreError.self) { _ = try await loop.step(&stand) }
        }
        while try await loop.step(&stand) {}
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 9)
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 0)
    }

    @Test(arguments: Backend.available)
    func `a database that refuses every batch is no reason to park`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([track("A", "ada"), track("A", "bob")])
        try await spine.store.write { db in _ = try db.execute("ALTER TABLE profiles RENAME TO hidden") }
        await #expect(throws: StoreError.self) { try await spine.process() }
        try await spine.store.write { db in _ = try db.execute("ALTER TABLE hidden RENAME TO profiles") }
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 0)
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 2)
    }

    @Test(arguments: Backend.available)
    func `a record that no decoder reads is parked, not lost`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([track("A", "ada")], call: "telegraph")
        try await spine.receive([track("A", "ada")])
        try await spine.process()
        let parked = try await spine.store.read { db in try ParkedTable.newest(limit: 10, in: db) }
        #expect(parked.map(\.type) == ["telegraph"])
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 1)
    }
}

/// A database that goes away for some transactions.
final class FlakyDriver: StoreDriver {
    private let store: Store
    private let refusals = Mutex(0)

    init(_ store: Store) { self.store = store }

    var dialect: Dialect { store.dialect }

    func refuse(writes count: Int) { refusals.withLock { $0 = count } }

    func write<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let isRefused = refusals.withLock { left in
            left -= 1
            return left >= 0
        }
        if isRefused { throw StoreError(cause: .unavailable, message: "gone") }
        return try await store.write(body)
    }

    func read<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await store.read(body)
    }

    func close() async throws { try await store.close() }
}
