import Store
import Vocabulary

/// Sums that survive restarts: named counts, raised in the transaction of what they count.
package enum Counters {
    /// Raises each named count.
    package static func add(_ counts: [String: Int64], in db: Transaction) throws {
        for (name, value) in counts.sorted(by: { $0.key < $1.key }) {
            try db.execute(
                """
                INSERT INTO counters (name, value) VALUES (\(name), \(value))
                ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
                """
            )
        }
    }

    /// All counts whose names begin with `prefix`.
    package static func all(prefix: String, in db: Transaction) throws -> [String: Int64] {
        let rows = try db.rows("SELECT name, value FROM counters ORDER BY name") { row in
            (try row.get(0, String.self), try row.get(1, Int64.self))
        }
        return Dictionary(uniqueKeysWithValues: rows.filter { $0.0.hasPrefix(prefix) })
    }
}

/// The schema of counts.
package let reportMigrations: [Migration] = [
    Migration("reports-1", ["CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL)"])
]
