import Store
import Vocabulary

/// The SQL of `suppressions` and of the record of their changes.
enum SuppressionsTable {
    enum Change: String { case added, lifted }

    static func find(_ addresses: [String], channel: String, in db: Transaction) throws -> [Suppression] {
        try db.rows(
            """
            SELECT channel, address, category, reason, source, since FROM suppressions
            WHERE channel = \(channel) AND address IN \(many: addresses)
            """,
            read
        )
    }

    static func page(channel: String, after cursor: String?, limit: Int, in db: Transaction) throws -> [Suppression] {
        try db.rows(
            """
            SELECT channel, address, category, reason, source, since FROM suppressions
            WHERE channel = \(channel) AND address > \(cursor ?? "") ORDER BY address LIMIT \(limit)
            """,
            read
        )
    }

    static func count(channel: String, in db: Transaction) throws -> Int64 {
        try db.value("SELECT COUNT(*) FROM suppressions WHERE channel = \(channel)") ?? 0
    }

    static func save(_ suppression: Suppression, in db: Transaction) throws {
        try db.merge(
            into: "suppressions",
            columns: ["channel", "address", "category", "reason", "source", "since"],
            key: ["channel", "address"],
            rows: [
                [
                    .text(suppression.channel), .text(suppression.address), .text(suppression.category.rawValue),
                    .text(suppression.reason.storable), .text(suppression.source), suppression.since.sqlValue,
                ]
            ]
        )
    }

    static func delete(_ suppression: Suppression, in db: Transaction) throws {
        try db.execute(
            "DELETE FROM suppressions WHERE channel = \(suppression.channel) AND address = \(suppression.address)"
        )
    }

    /// Who listed or lifted it, when and why.
    static func record(_ change: Change, _ suppression: Suppression, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO suppression_changes (channel, address, change, category, reason, source, moment)
            VALUES (\(suppression.channel), \(suppression.address), \(change.rawValue),
                \(suppression.category.rawValue), \(suppression.reason.storable), \(suppression.source), \(suppression.since))
            """
        )
    }

    static func read(_ row: borrowing Row) throws -> Suppression {
        guard let category = Suppression.Category(rawValue: try row.get(2)) else {
            throw ProfileTextError(part: "category")
        }
        return Suppression(
            channel: try row.get(0),
            address: try row.get(1),
            category: category,
            reason: try row.get(3),
            source: try row.get(4),
            since: try row.get(5)
        )
    }
}
