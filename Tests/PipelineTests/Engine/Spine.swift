import Accounts
import Content
import Deliveries
import EventLog
import Jobs
import Journeys
import Logging
import Profiles
import Reports
import Store
import TestKit
import Vocabulary

@testable import EventLog
@testable import Pipeline

/// A pipeline on a fresh store under a clock that only the test moves: events are received, then processed in batches.
struct Spine: Sendable {
    let store: Store
    let clock: TestClock
    let log: EventLog

    static let migrations =
        accountMigrations + reportMigrations + profileMigrations + contentMigrations + deliveryMigrations
        + journeyMigrations + pipelineMigrations + jobMigrations + eventLogMigrations

    init(_ backend: Backend, journeys: [String] = []) async throws {
        let clock = TestClock()
        try await self.init(backend.freshStore(migrations: Self.migrations, clock: clock), clock: clock)
        try await publish(journeys)
    }

    init(_ store: Store, clock: TestClock) async throws {
        self.store = store
        self.clock = clock
        log = try await EventLog(store: store, floor: .epoch) {}
    }

    func publish(_ journeys: [String]) async throws {
        try await store.write { db in
            try BrandTable.save(["postal-address": "1 High Street, Springfield"], in: db)
            var ids = IDGenerator()
            for text in journeys { _ = try Journey.apply(text, ids: &ids, in: db) }
        }
    }

    /// One record of the log, received now or at `moment`.
    func receive(_ events: [String], call: String = "batch", at moment: Moment? = nil) async throws {
        let body = Array(#"{"batch":[\#(events.joined(separator: ","))]}"#.utf8)
        let entry = LogEntry(key: KeyID(raw: 7), call: call, body: body, eventCount: events.count, at: moment)
        _ = try await store.write { db in try LogTable.append([entry], rejects: [], floor: .epoch, in: db) }
    }

    static let tombstones = TombstoneKey(secret: [1, 2, 3])

    /// What colleagues do by hand.
    var acts: HandActs {
        HandActs(store: store, log: log, tombstones: Self.tombstones, wakePipeline: {}, wakeSender: {})
    }

    func receive(_ event: String) async throws { try await receive([event]) }

    func loop(_ owner: String = "one", on other: Store? = nil) -> PipelineLoop {
        PipelineLoop(
            store: other ?? store,
            log: log,
            clock: clock.source,
            owner: owner,
            nudged: Nudge(),
            logger: Logger(label: "test"),
            tombstones: Self.tombstones,
            sources: { _ in EventSource("key:test") },
            committed: { _, _ in }
        )
    }

    /// Works off everything that is due now, as a process that starts and ends cleanly.
    func process(inBatchesOf width: Int = Gathering.width) async throws {
        let loop = loop()
        guard let cursor = try await loop.takeLease() else { throw PipelineOvertaken() }
        var stand = PipelineStand(cursor, width: width)
        while try await loop.step(&stand) {}
        await loop.release(epoch: cursor.epoch)
    }

    /// Lets time pass, then works off what is due.
    func pass(_ duration: Duration) async throws {
        clock.advance(by: duration)
        try await process()
    }

    func value(_ sql: SQL) async throws -> Int64 { try await store.read { db in try db.value(sql) ?? 0 } }

    func texts(_ sql: SQL) async throws -> [String] {
        try await store.read { db in try db.rows(sql) { row in try row.get(0, String.self) } }
    }

    /// What every test leaves behind must be sound.
    func faults() async throws -> [String] {
        try await store.read { db in
            try PipelineCheck.faults(in: db) + JourneyCheck.faults(in: db) + LedgerCheck.faults(in: db)
        }
    }

    func profile(_ user: String) async throws -> Profile? {
        try await store.read { db in
            try ProfilesTable.find(Identity(namespace: "userId", value: user), in: db)?.profile
        }
    }
}

/// A call as a client sends it.
func call(
    _ kind: String,
    _ user: String,
    _ members: String = "",
    id: String? = nil,
    at moment: Moment? = nil
) -> String {
    let messageID = id.map { #","messageId":"\#($0)""# } ?? ""
    let timestamp = moment.map { #","timestamp":"\#($0)""# } ?? ""
    return #"{"type":"\#(kind)","userId":"\#(user)"\#(messageID)\#(timestamp)\#(members.isEmpty ? "" : "," + members)}"#
}

func track(_ event: String, _ user: String, n: Int = 0, id: String? = nil, at moment: Moment? = nil) -> String {
    call("track", user, #""event":"\#(event)","properties":{"n":\#(n)}"#, id: id, at: moment)
}

/// A journey from the event `event` over `steps` to `end`.
func journey(
    _ name: String,
    on event: String,
    entry: String = #""reentrance": "always""#,
    exits: String = "",
    _ steps: String...
) -> String {
    let exitRules = exits.isEmpty ? "" : #""exitRules": [\#(exits)],"#
    let all =
        [#"{"id": "entry", "kind": "entry", "event": "\#(event)", \#(entry), "next": "first"}"#] + steps
        + [#"{"id": "end", "kind": "end"}"#]
    return
        #"{"format": "sojourn.journey/1", "name": "\#(name)", \#(exitRules) "steps": [\#(all.joined(separator: ","))]}"#
}
