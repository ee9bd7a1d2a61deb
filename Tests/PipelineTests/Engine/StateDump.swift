import Store

/// Everything the pipeline wrote, as sorted lines: two stores that went the same way have the same.
///
/// Left out are what counts batches rather than what happened: versions of profiles, and the cursor.
enum StateDump {
    private static let tables: [(name: String, sql: SQL)] = [
        (
            "profiles",
            """
            SELECT id, created, seen, survivor, wake, zone, event_count, attributes, provenance, consents, counters
            FROM profiles
            """
        ),
        ("identities", "SELECT namespace, value, profile, born, linked FROM identities"),
        ("events", "SELECT profile, moment, id, type, received, message_id, body, born_profile, source FROM events"),
        ("merges", "SELECT id, survivor, absorbed, moment, cause, rows_moved FROM merges"),
        ("blocked", "SELECT person, other, reason, namespace, since, latest, count FROM blocked_merges"),
        ("consents", "SELECT profile, born, channel, topic, choice, moment, source, recorded FROM consent_statements"),
        (
            "runs",
            """
            SELECT id, journey_id, version, profile_id, born_to, run_key, step, entered_at, reached_at, visit, wake,
                status, reason, ended_at, memory FROM runs
            """
        ),
        ("entries", "SELECT profile_id, journey_id, run_key, last_entry, entries FROM journey_entries"),
        (
            "steps",
            "SELECT journey_id, version, step, reached, departed, waiting, exited, failed FROM journey_step_counts"
        ),
        ("refusals", "SELECT journey_id, reason, refused FROM journey_refusals"),
        ("sends", "SELECT id, profile, state, reason, due, not_after FROM sends"),
        ("counters", "SELECT name, value FROM counters WHERE name <> 'events.repeated'"),
    ]

    static func lines(of store: Store) async throws -> [String] {
        try await store.read { db in
            try tables.flatMap { table in
                try db.rows(table.sql) { row in "\(table.name): \(text(row))" }.sorted()
            }
        }
    }

    private static func text(_ row: borrowing Row) -> String {
        var cells: [String] = []
        while let cell = cell(cells.count, of: row) { cells.append(cell) }
        return cells.joined(separator: " | ")
    }

    /// `nil` beyond the last column.
    private static func cell(_ column: Int, of row: borrowing Row) -> String? {
        do {
            return try row.get(column, Int64?.self).map(String.init) ?? "–"
        } catch {
            return try? row.get(column, String.self)
        }
    }
}
