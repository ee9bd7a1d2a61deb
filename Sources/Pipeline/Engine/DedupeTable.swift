import Store
import Vocabulary

/// All SQL of deduplication: eight tables for seven days back and today.
enum DedupeTable {
    private static let names: [StaticString] = [
        "dedupe_0", "dedupe_1", "dedupe_2", "dedupe_3", "dedupe_4", "dedupe_5", "dedupe_6", "dedupe_7",
    ]

    static let migrations = names.map { name -> SQL in
        "CREATE TABLE \(raw: name) (digest BYTEA PRIMARY KEY, day BIGINT NOT NULL)"
    }

    private static func table(of day: Int64) -> StaticString { names[Int((day % 8 + 8) % 8)] }

    /// Which of `digests` were remembered on `day`.
    static func known(_ digests: [[UInt8]], day: Int64, in db: Transaction) throws -> [[UInt8]] {
        guard !digests.isEmpty else { return [] }
        return try db.rows(
            "SELECT digest FROM \(raw: table(of: day)) WHERE digest IN \(many: digests) AND day = \(day)"
        ) { row in try row.get(0) }
    }

    /// Remembers `digests`; what the table held of eight days ago is dropped first.
    static func remember(_ digests: [[UInt8]], day: Int64, in db: Transaction) throws {
        let table = table(of: day)
        let oldest: SQL = "SELECT day FROM \(raw: table) LIMIT 1"
        if let held = try db.value(oldest, Int64.self), held != day { try empty(table, in: db) }
        let rows = digests.map { digest -> [SQLValue] in [.bytes(digest), .integer(day)] }
        try db.copy(into: table, columns: ["digest", "day"], rows: rows)
    }

    /// Either database drops the whole piece without looking at its rows.
    private static func empty(_ table: StaticString, in db: Transaction) throws {
        switch db.dialect {
        case .sqlite: try db.execute("DELETE FROM \(raw: table)")
        case .postgres: try db.execute("TRUNCATE \(raw: table)")
        }
    }
}
