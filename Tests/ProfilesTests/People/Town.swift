import Profiles
import Store
import TestKit
import Vocabulary

/// People in a database, told events in batches as the pipeline does it: load, absorb, save.
struct Town {
    let store: Store
    let clock: TestClock
    var ids = IDGenerator()

    init(_ backend: Backend) async throws {
        clock = TestClock(noon + .days(1))
        store = try await backend.freshStore(migrations: profileMigrations, clock: clock)
    }

    @discardableResult
    mutating func hears(
        _ events: [Event],
        from source: EventSource = server,
        batch: Int = .max
    ) async throws -> [Absorption] {
        var absorptions: [Absorption] = []
        for start in stride(from: 0, to: events.count, by: min(batch, max(events.count, 1))) {
            let part = Array(events[start..<min(events.count, start + min(batch, events.count))])
            let before = ids
            let (taken, after) = try await store.write { db in
                try Self.absorb(part, from: source, ids: before, in: db)
            }
            ids = after
            absorptions += taken
        }
        return absorptions
    }

    @discardableResult
    mutating func hears(_ event: Event, from source: EventSource = server) async throws -> Absorption {
        try await hears([event], from: source).first ?? Absorption()
    }

    static let hash: @Sendable (Identity) -> [UInt8] = { Array("\($0.namespace)|\($0.value)".utf8.reversed()) }

    private static func absorb(
        _ events: [Event],
        from source: EventSource,
        ids: IDGenerator,
        in db: Transaction
    ) throws -> ([Absorption], IDGenerator) {
        var ids = ids
        var people = try People.load(
            identities: People.identities(of: events),
            profiles: [],
            hash: hash,
            in: db
        )
        var records: [EventRecord] = []
        var absorptions: [Absorption] = []
        for event in events {
            let absorption = people.absorb(event, source: source, received: db.now, ids: &ids)
            let id = ids.next(now: db.now)
            if let record = EventRecord(event, absorption, id: id, received: db.now, source: source) {
                records.append(record)
            }
            absorptions.append(absorption)
        }
        try people.save(in: db)
        try EventHistory.append(records, following: people, in: db)
        return (absorptions, ids)
    }

    func find(_ identity: String) async throws -> ProfileSummary? {
        try await store.read { db in try ProfilesTable.find(Identity(identity), in: db) }
    }

    /// Every row of every table, in order.
    func dump() async throws -> [String] {
        try await store.read { db in
            var lines: [String] = []
            for query in Self.dumps {
                try db.each(query) { row in
                    lines.append((0..<8).map { column in Self.text(row, column) }.joined(separator: "|"))
                }
            }
            return lines
        }
    }

    private static func text(_ row: borrowing Row, _ column: Int) -> String {
        if let text = try? row.get(column, String?.self) { return text }
        if let number = try? row.get(column, Int64?.self) { return String(number) }
        return "-"
    }

    private static let dumps: [SQL] = [
        "SELECT id, version, survivor, wake, attributes, provenance, consents, counters FROM profiles ORDER BY id",
        "SELECT namespace, value, profile, born, linked, 0, 0, 0 FROM identities ORDER BY namespace, value",
        "SELECT profile, moment, id, type, received, body, born_profile, source FROM events ORDER BY id",
        "SELECT id, survivor, absorbed, moment, cause, rows_moved, survivor_before, absorbed_before FROM merges ORDER BY id",
        "SELECT person, other, reason, namespace, since, latest, count, 0 FROM blocked_merges ORDER BY person, other, reason",
        "SELECT profile, born, channel, topic, choice, moment, source, recorded FROM consent_statements ORDER BY moment, channel, choice, profile, born, recorded, source",
    ]
}
