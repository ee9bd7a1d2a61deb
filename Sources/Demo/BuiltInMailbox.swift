import Logging
import Mail
import NIOPosix
import ServiceLifecycle
import Store
import Vocabulary

/// The demo's built-in mailbox: a real SMTP server that keeps what arrives, so that nobody else gets it.
package struct BuiltInMailbox: Service {
    /// A message as it arrived.
    package struct Entry: Sendable {
        package var id: Int64
        package var received: Moment
        package var recipient: String
        package var subject: String
        package var bytes: [UInt8]
    }

    private let store: Store
    private let server: SMTPServer

    /// The oldest messages go when there are more.
    package static let capacity: Int64 = 100_000

    /// Opens a free port on loopback.
    package init(store: Store, logger: Logger) async throws {
        self.store = store
        server = try await SMTPServer.bind(
            host: "127.0.0.1",
            port: 0,
            configuration: SMTPServer.Configuration(hostName: "mailbox.example"),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        ) { mail in await Self.keep(mail, in: store) }
    }

    /// Answers only once the message is durable; a full disk asks the sender to come again.
    private static func keep(_ mail: ReceivedMail, in store: Store) async -> SMTPReply {
        let parsed = try? ParsedMail(mail.bytes)
        let subject = parsed?["Subject"] ?? ""
        // In the time-lapse a day's mail arrives at its end, all at once; its own time says when that would have been.
        let date = parsed?["Date"].flatMap(MailDate.moment)
        do {
            try await store.write { db in
                let entries = mail.recipients.map { recipient in
                    Entry(
                        id: 0,
                        received: date ?? db.now,
                        recipient: recipient.description,
                        subject: subject,
                        bytes: mail.bytes
                    )
                }
                try MailboxTable.append(entries, in: db)
            }
            return SMTPReply(250, EnhancedStatus(2, 0, 0), "kept")
        } catch {
            return SMTPReply(451, EnhancedStatus(4, 3, 0), "cannot keep it now")
        }
    }

    package var port: Int { server.port }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await server.run() }
        } catch is CancellationError {
            // The end of a graceful shutdown.
        }
    }

    /// The newest messages before `id`, to `recipient` if it is given.
    package func newest(before id: Int64 = .max, to recipient: String? = nil, limit: Int) async throws -> [Entry] {
        try await store.read { db in try MailboxTable.newest(before: id, to: recipient, limit: limit, in: db) }
    }

    package func entry(_ id: Int64) async throws -> Entry? {
        try await store.read { db in try MailboxTable.entry(id, in: db) }
    }
}

/// All SQL of the mailbox.
enum MailboxTable {
    static func append(_ entries: [BuiltInMailbox.Entry], in db: Transaction) throws {
        var id: Int64 = try db.value("SELECT COALESCE(MAX(id), 0) FROM mailbox") ?? 0
        let rows = entries.map { entry -> [SQLValue] in
            id += 1
            return [
                .integer(id), entry.received.sqlValue, .text(entry.recipient), .text(entry.subject),
                .bytes(entry.bytes),
            ]
        }
        try db.copy(into: "mailbox", columns: ["id", "received", "recipient", "subject", "body"], rows: rows)
        try db.execute("DELETE FROM mailbox WHERE id <= \(id - BuiltInMailbox.capacity)")
    }

    static func newest(
        before id: Int64,
        to recipient: String?,
        limit: Int,
        in db: Transaction
    ) throws -> [BuiltInMailbox.Entry] {
        let filter: SQL = recipient.map { " AND recipient = \($0)" } ?? ""
        return try db.rows(
            """
            SELECT id, received, recipient, subject, body FROM mailbox WHERE id < \(id)\(fragment: filter)
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in try entry(row) }
    }

    static func entry(_ id: Int64, in db: Transaction) throws -> BuiltInMailbox.Entry? {
        try db.row("SELECT id, received, recipient, subject, body FROM mailbox WHERE id = \(id)") { row in
            try entry(row)
        }
    }

    private static func entry(_ row: borrowing Row) throws -> BuiltInMailbox.Entry {
        BuiltInMailbox.Entry(
            id: try row.get(0),
            received: try row.get(1),
            recipient: try row.get(2),
            subject: try row.get(3),
            bytes: try row.get(4)
        )
    }
}

/// The mailbox's schema, in a file of its own.
package let mailboxMigrations: [Migration] = [
    Migration(
        "mailbox-1",
        [
            """
            CREATE TABLE mailbox (
                id BIGINT PRIMARY KEY, received BIGINT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,
                body BYTEA NOT NULL)
            """,
            "CREATE INDEX mailbox_recipient ON mailbox (recipient, id)",
        ]
    )
]
