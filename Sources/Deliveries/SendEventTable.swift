import Store
import Vocabulary

/// The SQL of `send_events`: history, only ever added to.
enum SendEventTable {
    /// Longer details are cut: a server's chatter must not fill the disk.
    static let detailLimit = 4096

    static func insert(_ events: [SendEvent], in db: Transaction) throws {
        try db.copy(
            into: "send_events",
            columns: ["send", "revision", "moment", "state", "reason", "detail"],
            rows: events.map { event in
                [
                    event.send.sqlValue, event.revision.sqlValue, event.moment.sqlValue,
                    event.state.rawValue.sqlValue, (event.reason?.rawValue).sqlValue,
                    event.detail.map { String(decoding: $0.utf8.prefix(detailLimit), as: UTF8.self) }.sqlValue,
                ]
            }
        )
    }

    /// One send's history, oldest first.
    static func events(of send: SendID, in db: Transaction) throws -> [SendEvent] {
        let sql: SQL = """
            SELECT send, revision, moment, state, reason, detail FROM send_events WHERE send = \(send) ORDER BY revision
            """
        return try db.rows(sql, decode)
    }

    /// Forgets what was said about sends of `profile`; that it happened stays.
    static func forgetDetails(of profile: ProfileID, in db: Transaction) throws {
        let sql: SQL = """
            UPDATE send_events SET detail = NULL
            WHERE detail IS NOT NULL AND send IN (SELECT id FROM sends WHERE profile = \(profile))
            """
        try db.execute(sql)
    }

    /// Forgets what was said about these sends; that it happened stays.
    static func forgetDetails(_ sends: [SendID], in db: Transaction) throws {
        try db.execute("UPDATE send_events SET detail = NULL WHERE detail IS NOT NULL AND send IN \(many: sends)")
    }

    static func decode(_ row: borrowing Row) throws -> SendEvent {
        SendEvent(
            send: try row.get(0),
            revision: try row.get(1),
            moment: try row.get(2),
            state: try row.known(3, String.self, SendState.init(rawValue:)),
            reason: try row.get(4, String?.self).flatMap(SendReason.init(rawValue:)),
            detail: try row.get(5)
        )
    }
}
