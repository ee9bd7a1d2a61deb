import Store
import Vocabulary

/// What was handed over (or captured), exactly, and the conversation about it.
package struct SendBody: Hashable, Sendable {
    package var send: SendID
    package var bytes: [UInt8]
    package var transcript: String

    package init(send: SendID, bytes: [UInt8], transcript: String) {
        self.send = send
        self.bytes = bytes
        self.transcript = transcript
    }
}

/// The SQL of `send_bodies`: kept for people to look at, for a bounded time and count.
enum SendBodyTable {
    static func keep(_ bodies: [SendBody], now: Moment, in db: Transaction) throws {
        try db.merge(
            into: "send_bodies",
            columns: ["send", "kept", "bytes", "transcript"],
            key: ["send"],
            rows: bodies.map { body in
                [body.send.sqlValue, now.sqlValue, body.bytes.sqlValue, body.transcript.sqlValue]
            }
        )
    }

    static func body(of send: SendID, in db: Transaction) throws -> SendBody? {
        try db.row("SELECT send, bytes, transcript FROM send_bodies WHERE send = \(send)") { row in
            SendBody(send: try row.get(0), bytes: try row.get(1), transcript: try row.get(2))
        }
    }

    /// Drops up to `limit` of those kept before `moment`, oldest first; returns how many went.
    static func drop(keptBefore moment: Moment, limit: Int, in db: Transaction) throws -> Int {
        let sql: SQL = """
            DELETE FROM send_bodies WHERE send IN
                (SELECT send FROM send_bodies WHERE kept < \(moment) ORDER BY kept LIMIT \(limit))
            """
        return try db.execute(sql)
    }

    static func drop(_ sends: [SendID], in db: Transaction) throws {
        try db.execute("DELETE FROM send_bodies WHERE send IN \(many: sends)")
    }

    static func drop(of profile: ProfileID, in db: Transaction) throws {
        try db.execute("DELETE FROM send_bodies WHERE send IN (SELECT id FROM sends WHERE profile = \(profile))")
    }
}
