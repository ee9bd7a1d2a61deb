import Store
import Vocabulary

/// The SQL of `holds`.
enum HoldTable {
    /// All holds in force, read by every take.
    static func all(in db: Transaction) throws -> [Hold] {
        try db.rows("SELECT scope, reason, since, who FROM holds ORDER BY since, scope, reason") { row in
            Hold(
                scope: try row.known(0, String.self, HoldScope.init),
                reason: try row.known(1, String.self, SendReason.init(rawValue:)),
                since: try row.get(2),
                who: try row.get(3)
            )
        }
    }

    /// Holding twice keeps the first, with its date and name.
    static func insert(_ hold: Hold, in db: Transaction) throws -> Bool {
        let sql: SQL = """
            INSERT INTO holds (scope, reason, since, who)
            VALUES (\(hold.scope.description), \(hold.reason.rawValue), \(hold.since), \(hold.who))
            ON CONFLICT (scope, reason) DO NOTHING
            """
        return try db.execute(sql) == 1
    }

    static func delete(_ scope: HoldScope, _ reason: SendReason, in db: Transaction) throws -> Bool {
        try db.execute(
            "DELETE FROM holds WHERE scope = \(scope.description) AND reason = \(reason.rawValue)"
        ) == 1
    }
}
