import Store
import Vocabulary

/// The SQL that makes a million of one: whoever sleeps in the store, again and again under other ids.
struct SleeperTable {
    let count: Int
    /// So many are due at the first wake's moment or soon after; the others much later.
    let due: Int

    static let batch = 2_000

    /// Copies the one person that there is, with identities, event, run and entry.
    func multiply(in db: Transaction) throws {
        guard let profile = try db.value("SELECT profile_id FROM runs", Int64.self) else { return }
        let numbers: SQL = """
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(count - 1))
            """
        // In order of id, as they would have come; those due are spread among all.
        let stride = max(1, count / max(1, due))
        let wake: SQL = "CASE WHEN n % \(stride) = 0 THEN wake ELSE wake + 8640000000 END + n / 100"
        let columns: SQL =
            "created, seen, version, survivor, zone, event_count, attributes, provenance, consents, counters"
        try db.execute(
            """
            INSERT INTO profiles (id, wake, \(fragment: columns)) \(fragment: numbers)
            SELECT id + n, \(fragment: wake), \(fragment: columns) FROM profiles, numbers WHERE id = \(profile)
            """
        )
        try db.execute(
            """
            INSERT INTO identities (namespace, value, profile, born, linked) \(fragment: numbers)
            SELECT namespace, CAST(n AS TEXT) || value, profile + n, born + n, linked FROM identities, numbers
            """
        )
        try db.execute(
            """
            INSERT INTO events (profile, moment, id, type, received, message_id, body, born_profile, source)
            \(fragment: numbers)
            SELECT profile + n, moment, id + n, type, received, message_id, body, born_profile + n, source
            FROM events, numbers
            """
        )
        let run: SQL =
            "journey_id, version, run_key, step, entered_at, reached_at, visit, status, reason, ended_at, memory"
        try db.execute(
            """
            INSERT INTO runs (id, wake, profile_id, born_to, \(fragment: run)) \(fragment: numbers)
            SELECT id + n, \(fragment: wake), profile_id + n, born_to + n, \(fragment: run) FROM runs, numbers
            """
        )
        try db.execute(
            """
            INSERT INTO journey_entries (profile_id, journey_id, run_key, last_entry, entries) \(fragment: numbers)
            SELECT profile_id + n, journey_id, run_key, last_entry, entries FROM journey_entries, numbers
            """
        )
        try db.execute(
            """
            UPDATE journey_step_counts SET reached = reached * \(count), departed = departed * \(count),
                waiting = waiting * \(count)
            """
        )
        try db.execute("UPDATE pipeline_cursor SET last_id = last_id + \(count << 21)")
    }

    func refreshStatistics(in db: Transaction) throws { try db.execute("ANALYZE") }

    /// How often anybody reached a step.
    static func transitions(in db: Transaction) throws -> Int64 {
        try db.value("SELECT CAST(SUM(reached) AS BIGINT) FROM journey_step_counts") ?? 0
    }

    // MARK: The ceiling

    static func makeBareTables(in db: Transaction) throws {
        try db.execute("CREATE TABLE bare_profiles (id BIGINT PRIMARY KEY, wake BIGINT, attributes TEXT NOT NULL)")
        try db.execute("CREATE TABLE bare_runs (id BIGINT PRIMARY KEY, wake BIGINT, memory TEXT NOT NULL)")
        for start in 0..<20 { try replaceBare(start, in: db) }
    }

    static func replaceBare(_ number: Int, in db: Transaction) throws {
        let text = SQLValue.text(String(repeating: "0123456789", count: 30))
        let rows = (0..<batch).map { [(number * batch + $0).sqlValue, db.now.sqlValue, text] }
        try db.merge(into: "bare_profiles", columns: ["id", "wake", "attributes"], key: ["id"], rows: rows)
        try db.merge(into: "bare_runs", columns: ["id", "wake", "memory"], key: ["id"], rows: rows)
    }
}
