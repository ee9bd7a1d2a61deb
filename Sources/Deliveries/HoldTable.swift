import Store
import Vocabulary

/// The SQL of `holds`.
enum HoldTable {
    /// All holds in force, read by every take.
    static func all(in db: Transaction) throws -> [Hold] {
        try db.rows("SELECT scope, since, who FROM holds ORDER BY since, scope") { row in
            Hold(scope: try row.known(0, String.self, HoldScope.init), since: try row.get(1), who: try row.get(2))
        }
    }

    /// Holding twice keeps the first, with its date and name.
    static func insert(_ hold: Hold, in db: Transaction) throws -> Bool {
        let sql: SQL = """
            INSERT INTO holds (scope, since, who) VALUES (\(hold.scope.description), \(hold.since), \(hold.who))
            ON CONFLICT (scope) DO NOTHING
            """
        return try db.execute(sql) == 1
    }

    static func delete(_ scope: HoldScope, in db: Transaction) throws -> Bool {
        try db.execute("DELETE FROM holds WHERE scope = \(scope.description)") == 1
    }
}
