import Store
import Vocabulary

/// The SQL of `address_errors`: addresses that failed lately and are not quarantined.
enum QuarantineTable {
    /// Locked, so that two reports at once count one after the other.
    static func find(_ address: String, _ channel: ChannelName, in db: Transaction) throws -> Quarantine {
        let sql: SQL = """
            SELECT errors, last FROM address_errors WHERE channel = \(channel.raw) AND address = \(address)\
            \(fragment: db.dialect.forUpdate)
            """
        return try db.row(sql) { row in Quarantine(errors: try row.get(0), last: try row.get(1)) } ?? Quarantine()
    }

    static func save(
        _ quarantine: Quarantine,
        of address: String,
        _ channel: ChannelName,
        in db: Transaction
    ) throws {
        try db.merge(
            into: "address_errors",
            columns: ["channel", "address", "errors", "last"],
            key: ["channel", "address"],
            rows: [[channel.raw.sqlValue, address.sqlValue, quarantine.errors.sqlValue, quarantine.last.sqlValue]]
        )
    }

    static func delete(_ address: String, _ channel: ChannelName, in db: Transaction) throws {
        try db.execute("DELETE FROM address_errors WHERE channel = \(channel.raw) AND address = \(address)")
    }

    /// Forgets errors that count no more.
    static func forget(before moment: Moment, in db: Transaction) throws {
        try db.execute("DELETE FROM address_errors WHERE last <= \(moment)")
    }

    /// Forgets the addresses that sends of `profile` went to.
    static func forget(of profile: ProfileID, in db: Transaction) throws {
        let sql: SQL = """
            DELETE FROM address_errors WHERE address IN
                (SELECT LOWER(address) FROM sends WHERE profile = \(profile) AND address IS NOT NULL)
            """
        try db.execute(sql)
    }
}
