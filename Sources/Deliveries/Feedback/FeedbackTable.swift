import Mail
import Store
import Vocabulary

/// The SQL of `feedback`: what came back and what was done about it.
package enum FeedbackTable {
    /// Lines kept of one send, whose recipient knows its token and could write without end.
    static let perSend = 50
    /// Lines kept that belong to no send, which anybody can make.
    static let strayLimit = 10_000
    /// How long those are kept; the others go with their sends.
    static let strayLifetime = Duration.days(30)

    private static let columns: SQL = "id, moment, send, recipient, kind, cause, status, detail, deed"

    // MARK: Writing

    /// Writes as many of `records`, all of one send or of none, as there is room for; all of them are counted.
    static func insert(_ records: [FeedbackRecord], in db: Transaction) throws {
        guard let send = records.first.map(\.send) else { return }
        let room = try max(0, send == nil ? strayLimit : perSend) - known(of: send, in: db)
        try db.copy(
            into: "feedback",
            columns: ["id", "moment", "send", "recipient", "kind", "cause", "status", "detail", "deed"],
            rows: records.prefix(max(0, room)).map(row)
        )
    }

    private static func known(of send: SendID?, in db: Transaction) throws -> Int {
        let rows: SQL =
            send.map { "SELECT id FROM feedback WHERE send = \($0) LIMIT \(perSend)" }
            ?? "SELECT id FROM feedback WHERE send IS NULL LIMIT \(strayLimit)"
        return Int(try db.value("SELECT COUNT(*) FROM (\(fragment: rows)) AS known", Int64.self) ?? 0)
    }

    private static func row(_ record: FeedbackRecord) -> [SQLValue] {
        [
            record.id.sqlValue, record.moment.sqlValue, record.send.sqlValue, record.recipient.sqlValue,
            (record.kind?.rawValue).sqlValue, (record.cause?.rawValue).sqlValue, record.status.sqlValue,
            record.detail.sqlValue, record.deed.rawValue.sqlValue,
        ]
    }

    /// Drops up to `limit` lines that belong to no send and came before `moment`; returns how many went.
    static func dropStray(before moment: Moment, limit: Int, in db: Transaction) throws -> Int {
        let bound = IDGenerator.lowerBound(at: moment)
        let sql: SQL = """
            DELETE FROM feedback WHERE id IN
                (SELECT id FROM feedback WHERE send IS NULL AND id < \(bound) ORDER BY id LIMIT \(limit))
            """
        return try db.execute(sql)
    }

    /// Forgets who these sends went to and what was said about them; that it was said stays.
    static func forgetDetails(_ sends: [SendID], in db: Transaction) throws {
        try db.execute("UPDATE feedback SET recipient = NULL, detail = NULL WHERE send IN \(many: sends)")
    }

    /// The same for the sends of an erased person; strays that name an address of theirs go.
    static func forgetDetails(of profile: ProfileID, in db: Transaction) throws {
        let sends: SQL = "SELECT id FROM sends WHERE profile = \(profile)"
        try db.execute(
            "UPDATE feedback SET recipient = NULL, detail = NULL WHERE send IN (\(fragment: sends))"
        )
        let addresses: SQL = """
            SELECT LOWER(address) FROM sends WHERE profile = \(profile) AND address IS NOT NULL
            """
        try db.execute(
            "DELETE FROM feedback WHERE send IS NULL AND LOWER(recipient) IN (\(fragment: addresses))"
        )
    }

    // MARK: Reading

    /// The newest lines before `cursor`.
    package static func page(
        _ filter: FeedbackFilter = FeedbackFilter(),
        before cursor: Int64? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [FeedbackRecord] {
        let parts: [SQL?] = [
            filter.send.map { "send = \($0)" }, filter.kind.map { "kind = \($0.rawValue)" },
            filter.deed.map { "deed = \($0.rawValue)" }, cursor.map { "id < \($0)" },
        ]
        let sql: SQL = """
            SELECT \(fragment: columns) FROM feedback
            WHERE \(fragment: .joined(["1 = 1"] + parts.compactMap(\.self), by: " AND ")) ORDER BY id DESC LIMIT \(limit)
            """
        return try db.rows(sql, decode)
    }

    /// What was done for a send, as far as its lines are kept.
    static func deeds(of send: SendID, in db: Transaction) throws -> [FeedbackDeed] {
        try db.rows("SELECT DISTINCT deed FROM feedback WHERE send = \(send)") { row in
            try row.known(0, String.self, FeedbackDeed.init(rawValue:))
        }
    }

    private static func decode(_ row: borrowing Row) throws -> FeedbackRecord {
        FeedbackRecord(
            id: try row.get(0),
            moment: try row.get(1),
            send: try row.get(2),
            recipient: try row.get(3),
            kind: try row.get(4, String?.self).flatMap(FeedbackKind.init(rawValue:)),
            cause: try row.get(5, String?.self).flatMap(FeedbackCause.init(rawValue:)),
            status: try row.get(6),
            detail: try row.get(7),
            deed: try row.known(8, String.self, FeedbackDeed.init(rawValue:))
        )
    }
}

/// What came back, and addresses that failed lately.
let feedbackMigration = Migration(
    "feedback-1",
    [
        """
        CREATE TABLE feedback (
            id BIGINT PRIMARY KEY,
            moment BIGINT NOT NULL,
            send BIGINT,
            recipient TEXT,
            kind TEXT,
            cause TEXT,
            status TEXT,
            detail TEXT,
            deed TEXT NOT NULL
        )
        """,
        "CREATE INDEX feedback_send ON feedback (send, id) WHERE send IS NOT NULL",
        "CREATE INDEX feedback_stray ON feedback (id) WHERE send IS NULL",
        "CREATE INDEX feedback_deed ON feedback (deed, id)",
        """
        CREATE TABLE address_errors (
            channel TEXT NOT NULL,
            address TEXT NOT NULL,
            errors BIGINT NOT NULL,
            last BIGINT NOT NULL,
            PRIMARY KEY (channel, address)
        )
        """,
        "CREATE INDEX address_errors_last ON address_errors (last)",
    ]
)
