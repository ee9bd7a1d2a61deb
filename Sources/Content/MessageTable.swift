import Store
import Vocabulary

/// The schema of published content.
package let contentMigrations: [Migration] = [
    Migration(
        "content-1",
        [
            // One row for each message step of each published version; never changed, so it can be cached for good.
            """
            CREATE TABLE messages (
                origin BIGINT NOT NULL,
                version BIGINT NOT NULL,
                step TEXT NOT NULL,
                subject TEXT NOT NULL,
                preheader TEXT NOT NULL,
                html TEXT NOT NULL,
                text TEXT,
                sender TEXT NOT NULL,
                reply_to TEXT,
                PRIMARY KEY (origin, version, step)
            )
            """
        ]
    ),
    Migration(
        "content-2",
        [
            "ALTER TABLE messages ADD COLUMN tracks_opens BIGINT NOT NULL DEFAULT 1",
            "ALTER TABLE messages ADD COLUMN tracks_clicks BIGINT NOT NULL DEFAULT 1",
            "ALTER TABLE messages ADD COLUMN utm_source TEXT",
            "ALTER TABLE messages ADD COLUMN utm_medium TEXT",
            "ALTER TABLE messages ADD COLUMN utm_campaign TEXT",
            "CREATE TABLE brand (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        ]
    ),
]

/// The SQL of `messages`.
package enum MessageTable {
    /// Keeps what a version says, when it is published. Publishing the same version again replaces it.
    package static func save(_ messages: [MessageKey: Message], in db: Transaction) throws {
        let columns = [
            "origin", "version", "step", "subject", "preheader", "html", "text", "sender", "reply_to", "tracks_opens",
            "tracks_clicks", "utm_source", "utm_medium", "utm_campaign",
        ]
        let rows = messages.map { key, message in
            [
                key.origin.sqlValue, key.version.sqlValue, key.step.sqlValue, message.subject.sqlValue,
                message.preheader.sqlValue, message.html.sqlValue, message.text.sqlValue, message.from.sqlValue,
                message.replyTo.sqlValue, message.tracking.opens.sqlValue, message.tracking.clicks.sqlValue,
                message.tracking.utmSource.sqlValue, message.tracking.utmMedium.sqlValue,
                message.tracking.utmCampaign.sqlValue,
            ]
        }
        try db.merge(into: "messages", columns: columns, key: ["origin", "version", "step"], rows: rows)
    }

    /// What the step says; `nil` where no such version was published.
    package static func message(_ key: MessageKey, in db: Transaction) throws -> Message? {
        let sql: SQL = """
            SELECT subject, preheader, html, text, sender, reply_to, tracks_opens, tracks_clicks, utm_source, utm_medium,
                utm_campaign
            FROM messages
            WHERE origin = \(key.origin) AND version = \(key.version) AND step = \(key.step)
            """
        return try db.row(sql) { row in
            Message(
                subject: try row.get(0),
                preheader: try row.get(1),
                html: try row.get(2),
                text: try row.get(3),
                from: try row.get(4),
                replyTo: try row.get(5),
                tracking: MessageTracking(
                    opens: try row.get(6),
                    clicks: try row.get(7),
                    utmSource: try row.get(8),
                    utmMedium: try row.get(9),
                    utmCampaign: try row.get(10)
                )
            )
        }
    }
}
