import Store
import Vocabulary

/// The SQL of `sending_use`: how many messages were taken to be sent, in pieces of five minutes.
package enum AllowanceTable {
    /// What counts against `allowance` at the transaction's moment.
    package static func use(
        _ channel: ChannelName,
        _ allowance: SendingAllowance,
        in db: Transaction
    ) throws -> AllowanceUse {
        let first = AllowanceUse.first(in: AllowanceUse.day, before: db.now)
        let sql: SQL = "SELECT piece, sent FROM sending_use WHERE channel = \(channel.raw) AND piece >= \(first)"
        return AllowanceUse(
            try db.rows(sql) { row in AllowanceUse.Piece(number: try row.get(0), sent: try row.get(1)) },
            allowance
        )
    }

    /// Counts `sent` more at the transaction's moment, and forgets what counts for nothing any more.
    static func add(_ sent: Int, _ channel: ChannelName, in db: Transaction) throws {
        let piece = AllowanceUse.number(of: db.now)
        try db.execute(
            """
            INSERT INTO sending_use (channel, piece, sent) VALUES (\(channel.raw), \(piece), \(sent))
            ON CONFLICT (channel, piece) DO UPDATE SET sent = sending_use.sent + excluded.sent
            """
        )
        let first = AllowanceUse.first(in: AllowanceUse.day, before: db.now)
        try db.execute("DELETE FROM sending_use WHERE channel = \(channel.raw) AND piece < \(first)")
    }
}
