import Store
import Vocabulary

/// The SQL of `delivery_workers`: who may say what became of a taken send.
package enum DeliveryWorkerTable {
    /// A worker is dead when it has not been seen for this long.
    package static let lease: Duration = .seconds(30)

    static func register(_ epoch: Int64, _ channel: ChannelName, now: Moment, in db: Transaction) throws {
        try db.merge(
            into: "delivery_workers",
            columns: ["epoch", "channel", "seen"],
            key: ["epoch"],
            rows: [[epoch.sqlValue, channel.raw.sqlValue, now.sqlValue]]
        )
    }

    static func remove(_ epoch: Int64, in db: Transaction) throws {
        try db.execute("DELETE FROM delivery_workers WHERE epoch = \(epoch)")
    }

    /// Forgets every worker of the channel but one: for a store that only one process uses.
    static func removeOthers(than epoch: Int64, _ channel: ChannelName, in db: Transaction) throws {
        try db.execute("DELETE FROM delivery_workers WHERE epoch <> \(epoch) AND channel = \(channel.raw)")
    }

    static func removeUnseen(since moment: Moment, in db: Transaction) throws {
        try db.execute("DELETE FROM delivery_workers WHERE seen < \(moment)")
    }

    /// When a worker of any channel was last seen; `nil`: there is none.
    package static func lastSeen(in db: Transaction) throws -> Moment? {
        try db.value("SELECT MAX(seen) FROM delivery_workers", Moment?.self) ?? nil
    }

    static func removeAll(in db: Transaction) throws { try db.execute("DELETE FROM delivery_workers") }

    static func alive(in db: Transaction) throws -> [Int64] {
        try db.rows("SELECT epoch FROM delivery_workers ORDER BY epoch") { row in try row.get(0) }
    }
}
