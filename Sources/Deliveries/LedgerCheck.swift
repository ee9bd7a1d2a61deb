import Store
import Vocabulary

/// Recomputes what must always hold of the ledger and says what does not; for `check` and for tests.
package enum LedgerCheck {
    /// Faults named in full of each kind; past it only their number is worth telling.
    private static let limit = 20

    /// Everything that is off, in words; empty where all is well.
    ///
    /// Run while a sender is at work it still must come out empty: each question is one statement on one snapshot.
    package static func faults(in db: Transaction) throws -> [String] {
        try questions.flatMap { question in
            try db.rows(question.sql) { row in "\(question.fault): send \(try row.get(0, SendID.self))" }
        } + orphanObligations(in: db) + deadHands(in: db) + illegalHistories(in: db)
    }

    private struct Question {
        var fault: String
        var sql: SQL
    }

    /// Each selects the ids of sends that break a rule.
    private static let questions: [Question] = [
        Question(
            fault: "no obligation",
            sql: """
                SELECT sends.id FROM sends WHERE NOT EXISTS
                    (SELECT 1 FROM obligations WHERE obligations.send = sends.id) LIMIT \(limit)
                """
        ),
        Question(
            fault: "several obligations",
            sql: "SELECT send FROM obligations GROUP BY send HAVING COUNT(*) > 1 LIMIT \(limit)"
        ),
        Question(
            fault: "reservation without a counting state, or for a message that does not count",
            sql: """
                SELECT id FROM sends WHERE reserved IS NOT NULL AND (class <> 'marketing'
                    OR state NOT IN ('handing', 'sent', 'delivered', 'bounced', 'uncertain')) LIMIT \(limit)
                """
        ),
        Question(
            fault: "counting marketing message without a reservation",
            sql: """
                SELECT id FROM sends WHERE reserved IS NULL AND class = 'marketing'
                    AND state IN ('handing', 'sent', 'delivered', 'bounced', 'uncertain') LIMIT \(limit)
                """
        ),
        Question(
            fault: "settled without a date, or dated without being settled",
            sql: """
                SELECT id FROM sends WHERE (finished IS NULL) <> (state IN ('pending', 'handing')) LIMIT \(limit)
                """
        ),
        Question(
            fault: "handed over without address, worker or moment",
            sql: """
                SELECT id FROM sends WHERE state IN ('handing', 'sent', 'delivered', 'bounced', 'uncertain')
                    AND (address IS NULL OR epoch IS NULL OR taken IS NULL) LIMIT \(limit)
                """
        ),
        Question(
            fault: "taken after its expiry",
            sql: "SELECT id FROM sends WHERE state <> 'expired' AND taken > not_after LIMIT \(limit)"
        ),
        Question(
            fault: "history and row differ",
            sql: """
                SELECT sends.id FROM sends LEFT JOIN send_events
                    ON send_events.send = sends.id AND send_events.revision = sends.revision
                WHERE sends.revision > 0 AND (send_events.state IS NULL OR send_events.state <> sends.state) LIMIT \(limit)
                """
        ),
        Question(
            fault: "history has a gap",
            sql: """
                SELECT sends.id FROM sends WHERE revision <>
                    (SELECT COUNT(*) FROM send_events WHERE send_events.send = sends.id) LIMIT \(limit)
                """
        ),
        Question(
            fault: "opens and clicks differ from their sums",
            sql: """
                SELECT send_hits.send FROM send_hits LEFT JOIN send_seen ON send_seen.send = send_hits.send
                GROUP BY send_hits.send HAVING COUNT(*) <> COALESCE(MAX(opens + clicks + machine_opens + machine_clicks), 0)
                    OR COUNT(machine) <> COALESCE(MAX(machine_opens + machine_clicks), 0) LIMIT \(limit)
                """
        ),
    ]

    /// Keys that lead to no send while their month is still kept.
    private static func orphanObligations(in db: Transaction) throws -> [String] {
        let sql: SQL = """
            SELECT send FROM obligations WHERE send >= (SELECT COALESCE(MIN(id), 0) FROM sends)
                AND NOT EXISTS (SELECT 1 FROM sends WHERE sends.id = obligations.send) LIMIT \(limit)
            """
        return try db.rows(sql) { row in "obligation without its send: \(try row.get(0, SendID.self))" }
    }

    /// Rows in the hands of nobody: on a running server the next sign-in settles them.
    private static func deadHands(in db: Transaction) throws -> [String] {
        let sql: SQL = """
            SELECT id FROM sends WHERE state = 'handing'
                AND epoch NOT IN (SELECT epoch FROM delivery_workers) LIMIT \(limit)
            """
        return try db.rows(sql) { row in "handing of a dead worker: send \(try row.get(0, SendID.self))" }
    }

    /// Two neighbouring lines of a history between which no transition leads.
    private static func illegalHistories(in db: Transaction) throws -> [String] {
        let sql: SQL = """
            SELECT MIN(later.send), COALESCE(earlier.state, 'pending') AS came_from, later.state FROM send_events AS later
            LEFT JOIN send_events AS earlier ON earlier.send = later.send AND earlier.revision = later.revision - 1
            GROUP BY 2, 3 ORDER BY 1
            """
        var faults: [String] = []
        try db.each(sql) { row in
            let from = try row.known(1, String.self, SendState.init(rawValue:))
            let to = try row.known(2, String.self, SendState.init(rawValue:))
            guard !from.successors.contains(to), faults.count < limit else { return }
            faults.append("\(from.rawValue) became \(to.rawValue): send \(try row.get(0, SendID.self))")
        }
        return faults
    }
}
