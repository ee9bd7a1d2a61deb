import Store
import Vocabulary

/// The SQL of the brake: what became of the newest messages, and `brakes`, when an origin was last stopped by it.
enum BrakeTable {
    /// A message that was handed over or should have been.
    struct Attempt: Sendable {
        /// Its origin, as a hold names it.
        var scope: String
        var moment: Moment
        /// What went wrong; `nil`: it was taken.
        var outcome: SendReason?
    }

    private static let reasons = ["hard_bounce", "rejected", "complaint", "render"]

    /// How many of those born since the id `since` went wrong, counted up to `limit`.
    static func faults(since: Int64, limit: Int, in db: Transaction) throws -> Int {
        try db.value(faults(since: since, limit: limit)) ?? 0
    }

    static func faults(since: Int64, limit: Int) -> SQL {
        """
        SELECT COUNT(*) FROM (
            SELECT id FROM sends WHERE state <> 'pending' AND state IN ('bounced', 'failed')
                AND reason IN \(many: reasons) AND id >= \(since) LIMIT \(limit)) AS wrong
        """
    }

    /// One question for each state and reason: each is then a piece of `sends_state` in order, and no day of sends is read.
    static func newest(since: Int64, limit: Int) -> [SQL] {
        let well: [SQL] = ["state = 'sent' AND reason IS NULL", "state = 'delivered' AND reason IS NULL"]
        let wrong: [SQL] = reasons.flatMap { reason -> [SQL] in
            ["state = 'bounced' AND reason = \(reason)", "state = 'failed' AND reason = \(reason)"]
        }
        return (well + wrong).map { condition in
            """
            SELECT origin_kind, origin, COALESCE(handed, finished, due), reason FROM sends
            WHERE state <> 'pending' AND \(fragment: condition) AND id >= \(since) ORDER BY id DESC LIMIT \(limit)
            """
        }
    }

    /// The newest `limit` of each way they ended, born since the id `since`.
    static func each(since: Int64, limit: Int, in db: Transaction, _ body: (Attempt) -> Void) throws {
        for sql in newest(since: since, limit: limit) {
            try db.each(sql) { row in
                let kind = try row.known(0, String.self, SendOrigin.Kind.init(rawValue:))
                body(
                    Attempt(
                        scope: HoldScope.origin(kind, id: try row.get(1)).description,
                        moment: try row.get(2),
                        outcome: try row.get(3, String?.self).flatMap(SendReason.init(rawValue:))
                    )
                )
            }
        }
    }

    static func marks(in db: Transaction) throws -> [String: Moment] {
        let marks = try db.rows("SELECT scope, moment FROM brakes") { row in
            (try row.get(0, String.self), try row.get(1, Moment.self))
        }
        return Dictionary(marks) { first, _ in first }
    }

    static func mark(_ scope: HoldScope, in db: Transaction) throws {
        try db.merge(
            into: "brakes",
            columns: ["scope", "moment"],
            key: ["scope"],
            rows: [[scope.description.sqlValue, db.now.sqlValue]]
        )
    }
}
