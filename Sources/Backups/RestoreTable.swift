import Store
import Vocabulary

/// The SQL of backups and restores that belongs to no feature: positions, owners, secrets and keys.
enum RestoreTable {
    /// How far the state has processed the log.
    static func position(in db: Transaction) throws -> Int64 {
        try db.value("SELECT position FROM pipeline_cursor WHERE shard = 0") ?? 0
    }

    /// Where the log ends.
    static func head(in db: Transaction) throws -> Int64 {
        try db.value("SELECT position FROM log_head WHERE shard = 0") ?? 0
    }

    static func epoch(in db: Transaction) throws -> Int64 {
        try db.value("SELECT epoch FROM pipeline_cursor WHERE shard = 0") ?? 0
    }

    /// Until when a pipeline's owner may still think that it owns it.
    static func lease(in db: Transaction) throws -> Moment? {
        try db.value("SELECT lease FROM pipeline_cursor WHERE owner <> ''")
    }

    /// Gives the pipeline to nobody, under an epoch that no process ever had.
    static func disown(epoch: Int64, in db: Transaction) throws {
        try db.execute("UPDATE pipeline_cursor SET epoch = \(epoch), owner = '', lease = 0 WHERE shard = 0")
    }

    static func secret(_ name: String, in db: Transaction) throws -> [UInt8]? {
        try db.value("SELECT value FROM installation_secrets WHERE name = \(name)")
    }

    static func insertSecret(_ name: String, _ value: [UInt8], in db: Transaction) throws {
        try db.execute("INSERT INTO installation_secrets (name, value, made) VALUES (\(name), \(value), \(db.now))")
    }

    static func revokedKeys(in db: Transaction) throws -> [(id: Int64, revoked: Moment)] {
        try db.rows("SELECT id, revoked FROM keys WHERE revoked IS NOT NULL") { row in
            (try row.get(0), try row.get(1))
        }
    }

    /// - Returns: whether the key was still live.
    static func revoke(_ id: Int64, at moment: Moment, in db: Transaction) throws -> Bool {
        try db.execute("UPDATE keys SET revoked = \(moment) WHERE id = \(id) AND revoked IS NULL") == 1
    }

    static func endSessions(in db: Transaction) throws { try db.execute("DELETE FROM sessions") }

    /// Channels on which addresses are suppressed.
    static func suppressedChannels(in db: Transaction) throws -> [String] {
        try db.rows("SELECT DISTINCT channel FROM suppressions ORDER BY channel") { row in try row.get(0) }
    }

    static func counts(in db: Transaction) throws -> StoreCounts {
        let sql: SQL = """
            SELECT (SELECT COUNT(*) FROM profiles WHERE survivor IS NULL), (SELECT COUNT(*) FROM events),
                (SELECT COUNT(*) FROM sends), (SELECT COUNT(*) FROM sends WHERE state = 'pending')
            """
        let counts = try db.row(sql) { row in
            StoreCounts(people: try row.get(0), events: try row.get(1), sends: try row.get(2), pending: try row.get(3))
        }
        return counts ?? StoreCounts(people: 0, events: 0, sends: 0, pending: 0)
    }
}

/// How much a store holds, for who is about to replace it.
package struct StoreCounts: Hashable, Sendable {
    package var people: Int64
    package var events: Int64
    package var sends: Int64
    package var pending: Int64

    package static func load(in db: Transaction) throws -> StoreCounts { try RestoreTable.counts(in: db) }
}
