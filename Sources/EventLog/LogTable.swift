import Store
import Vocabulary

/// All SQL of the log.
enum LogTable {
    /// Where the log ends and the last stamp it gave.
    struct Head: Sendable {
        var position: LogPosition
        var received: Moment
    }

    /// The head row, made when the log is new; locked, so that commit order is position order (`SEMANTICS 36`).
    static func head(in db: Transaction) throws -> Head {
        try db.execute(
            "INSERT INTO log_head (shard, position, received) VALUES (0, 0, 0) ON CONFLICT (shard) DO NOTHING"
        )
        let sql: SQL = "SELECT position, received FROM log_head WHERE shard = 0\(fragment: db.dialect.forUpdate)"
        let head = try db.row(sql) { row in
            Head(position: LogPosition(sequence: try row.get(0)), received: try row.get(1))
        }
        return head ?? Head(position: .start, received: .epoch)
    }

    /// Appends in order; stamps are the clock's, never below `floor` nor below the last.
    static func append(
        _ entries: [LogEntry],
        rejects: [Reject],
        floor: Moment,
        in db: Transaction
    ) throws -> Head {
        var head = try head(in: db)
        var rows: [[SQLValue]] = []
        rows.reserveCapacity(entries.count)
        for entry in entries {
            head.position.sequence += 1
            head.received = max(head.received, floor, entry.at ?? db.now)
            rows.append([
                .integer(head.position.sequence), .integer(head.received.milliseconds), .integer(entry.key.raw),
                .text(entry.call), .bytes(entry.body), .integer(Int64(entry.eventCount)),
            ])
        }
        try db.copy(
            into: "log_records",
            columns: ["position", "received", "source", "call", "body", "event_count"],
            rows: rows
        )
        try append(rejects, received: max(head.received, db.now), in: db)
        try moveHead(to: head, in: db)
        return head
    }

    private static func moveHead(to head: Head, in db: Transaction) throws {
        try db.execute(
            "UPDATE log_head SET position = \(head.position.sequence), received = \(head.received) WHERE shard = 0"
        )
    }

    private static func append(_ rejects: [Reject], received: Moment, in db: Transaction) throws {
        let rows = rejects.map { reject -> [SQLValue] in
            [
                .integer(received.milliseconds), .integer(reject.key.raw), .text(reject.code), .text(reject.message),
                .bytes(reject.body),
            ]
        }
        try db.copy(into: "log_rejects", columns: ["received", "source", "code", "message", "body"], rows: rows)
    }

    /// Raises the head's stamp past `moment`, so that no process gives one at or before it.
    static func seal(through moment: Moment, in db: Transaction) throws -> LogPosition {
        var head = try head(in: db)
        head.received = max(head.received, moment + .milliseconds(1))
        try moveHead(to: head, in: db)
        return head.position
    }

    static func records(after position: LogPosition, limit: Int, in db: Transaction) throws -> [LogRecord] {
        let sql: SQL = """
            SELECT position, received, source, call, body, event_count FROM log_records
            WHERE position > \(position.sequence) ORDER BY position LIMIT \(limit)
            """
        return try db.rows(sql) { row in
            LogRecord(
                position: LogPosition(sequence: try row.get(0)),
                received: try row.get(1),
                entry: LogEntry(
                    key: try row.get(2),
                    call: try row.get(3),
                    body: try row.get(4),
                    eventCount: try row.get(5)
                )
            )
        }
    }

    /// Where to stop reading, so that the records after `position` hold about `events` events: the last of which those
    /// before it hold fewer. Looks at no body.
    static func end(after position: LogPosition, holding events: Int, limit: Int, in db: Transaction) throws -> Int64? {
        try db.value(
            """
            SELECT MAX(position) FROM (
                SELECT position, SUM(event_count) OVER (ORDER BY position) - event_count AS events_before FROM (
                    SELECT position, event_count FROM log_records WHERE position > \(position.sequence)
                    ORDER BY position LIMIT \(limit)) AS ahead) AS counted
            WHERE events_before < \(events)
            """,
            Int64?.self
        ) ?? nil
    }

    static func rejects(limit: Int, in db: Transaction) throws -> [RejectRow] {
        let sql: SQL = """
            SELECT received, source, code, message, body FROM log_rejects ORDER BY received DESC LIMIT \(limit)
            """
        return try db.rows(sql) { row in
            RejectRow(
                received: try row.get(0),
                reject: Reject(key: try row.get(1), code: try row.get(2), message: try row.get(3), body: try row.get(4))
            )
        }
    }

    /// Drops the oldest records through `position` but for those at `kept`.
    ///
    /// - Returns: how many.
    static func drop(
        through position: LogPosition,
        receivedBefore moment: Moment,
        keeping kept: [LogPosition],
        limit: Int,
        in db: Transaction
    ) throws -> Int {
        try db.execute(
            """
            DELETE FROM log_records WHERE position IN (
                SELECT position FROM log_records
                WHERE position <= \(position.sequence) AND received < \(moment)
                    AND NOT (position IN \(many: kept.map(\.sequence)))
                ORDER BY position LIMIT \(limit))
            """
        )
    }

    /// Drops rejects that came before `moment`, the oldest first, at most about `limit`.
    static func dropRejects(receivedBefore moment: Moment, limit: Int, in db: Transaction) throws {
        try db.execute(
            """
            DELETE FROM log_rejects WHERE received < \(moment) AND received <= (
                SELECT MAX(received) FROM (
                    SELECT received FROM log_rejects ORDER BY received LIMIT \(limit)) AS oldest)
            """
        )
    }
}

struct RejectRow: Sendable {
    var received: Moment
    var reject: Reject
}

/// The log's own schema, in a file of its own on SQLite.
package let eventLogMigrations: [Migration] = [
    Migration(
        "event-log-1",
        [
            "CREATE TABLE log_head (shard BIGINT PRIMARY KEY, position BIGINT NOT NULL, received BIGINT NOT NULL)",
            """
            CREATE TABLE log_records (
                position BIGINT PRIMARY KEY, received BIGINT NOT NULL, source BIGINT NOT NULL, call TEXT NOT NULL,
                event_count BIGINT NOT NULL, body BYTEA NOT NULL)
            """,
            """
            CREATE TABLE log_rejects (
                received BIGINT NOT NULL, source BIGINT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
                body BYTEA NOT NULL)
            """,
            "CREATE INDEX log_rejects_received ON log_rejects (received)",
        ]
    )
]
