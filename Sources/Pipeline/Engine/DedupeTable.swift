import Store
import Vocabulary

/// All SQL of deduplication: eight tables for seven days back and today.
enum DedupeTable {
    private static let names: [StaticString] = [
        "dedupe_0", "dedupe_1", "dedupe_2", "dedupe_3", "dedupe_4", "dedupe_5", "dedupe_6", "dedupe_7",
    ]

    static let migrations = names.map { name -> SQL in
        "CREATE TABLE \(raw: name) (digest BYTEA PRIMARY KEY, day BIGINT NOT NULL)\(sqlite: " WITHOUT ROWID")"
    }

    private static func table(of day: Int64) -> StaticString { names[Int((day % 8 + 8) % 8)] }

    /// Which of `digests` were remembered on `day`.
    static func known(_ digests: [[UInt8]], day: Int64, in db: Transaction) throws -> [[UInt8]] {
        guard !digests.isEmpty, try held(table(of: day), in: db) == day else { return [] }
        return try db.rows(
            "SELECT digest FROM \(raw: table(of: day)) WHERE digest IN \(many: digests)"
        ) { row in try row.get(0) }
    }

    /// The one day whose digests a table holds; `nil`: it is empty.
    private static func held(_ table: StaticString, in db: Transaction) throws -> Int64? {
        try db.value("SELECT day FROM \(raw: table) LIMIT 1")
    }

    /// Remembers `digests`; what the table held of eight days ago is dropped first.
    static func remember(_ digests: [[UInt8]], day: Int64, in db: Transaction) throws {
        let table = table(of: day)
        if let held = try held(table, in: db), held != day { try empty(table, in: db) }
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
