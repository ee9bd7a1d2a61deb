import Store
import Vocabulary

/// Which listed addresses a page, a count or an act speaks of; every member narrows it.
package struct SuppressionFilter: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable { case addresses, domains }

    package var channel: String
    package var kind: Kind?
    package var categories: Set<Suppression.Category>
    /// `example.org`: the domain itself and the addresses in it.
    package var domain: String?
    /// Listed at or after.
    package var since: Moment?
    /// Listed before.
    package var before: Moment?
    /// What its reason holds, whatever its case: a piece of the far end's words.
    package var text: String?

    package init(
        channel: String = "email",
        kind: Kind? = nil,
        categories: Set<Suppression.Category> = [],
        domain: String? = nil,
        since: Moment? = nil,
        before: Moment? = nil,
        text: String? = nil
    ) {
        self.channel = channel
        self.kind = kind
        self.categories = categories
        self.domain = domain
        self.since = since
        self.before = before
        self.text = text
    }
}

/// A row of the list in its order, the newest first: where a page ended.
package struct SuppressionPlace: Hashable, Sendable, LosslessStringConvertible {
    let since: Moment
    let address: String

    package init(_ suppression: Suppression) {
        since = suppression.since
        address = suppression.address
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]) else { return nil }
        since = Moment(milliseconds: milliseconds)
        address = String(parts[1])
    }

    package var description: String { "\(since.milliseconds):\(address)" }
}

extension Suppressions {
    /// A page of the list, the newest first.
    package static func newest(
        _ filter: SuppressionFilter,
        before cursor: SuppressionPlace? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [Suppression] {
        try SuppressionsTable.newest(filter, before: cursor, limit: limit, in: db)
    }

    package static func count(_ filter: SuppressionFilter, in db: Transaction) throws -> Int64 {
        try SuppressionsTable.count(filter, in: db)
    }

    /// The row of exactly this address or `@domain`.
    package static func find(_ address: String, channel: String, in db: Transaction) throws -> Suppression? {
        try SuppressionsTable.find([folded(address)], channel: channel, in: db).first
    }

    /// Takes up to `limit` addresses of `filter` off the list, the newest first.
    /// - Returns: how many went.
    package static func lift(
        _ filter: SuppressionFilter,
        limit: Int,
        by lift: SuppressionLift,
        in db: Transaction
    ) throws -> Int {
        let listed = try newest(filter, limit: limit, in: db)
        for suppression in listed {
            try remove(channel: suppression.channel, address: suppression.address, by: lift, in: db)
        }
        return listed.count
    }
}

extension SuppressionsTable {
    static func newest(
        _ filter: SuppressionFilter,
        before cursor: SuppressionPlace?,
        limit: Int,
        in db: Transaction
    ) throws -> [Suppression] {
        let rest: SQL =
            cursor.map { place in
                """
                 AND since <= \(place.since) AND (since < \(place.since) OR address > \(place.address))
                """
            } ?? ""
        let sql: SQL = """
            SELECT channel, address, category, reason, source, since FROM suppressions
            WHERE \(fragment: filter.condition)\(fragment: rest) ORDER BY since DESC, address LIMIT \(limit)
            """
        return try db.rows(sql, read)
    }

    static func count(_ filter: SuppressionFilter, in db: Transaction) throws -> Int64 {
        try db.value("SELECT COUNT(*) FROM suppressions WHERE \(fragment: filter.condition)") ?? 0
    }
}

extension SuppressionFilter {
    fileprivate var condition: SQL {
        var parts: [SQL] = ["channel = \(channel)"]
        if let kind { parts.append(kind == .domains ? "address LIKE '@%'" : "address NOT LIKE '@%'") }
        if !categories.isEmpty { parts.append("category IN \(many: categories.map(\.rawValue).sorted())") }
        if let domain {
            let pattern = "%@" + Self.escaped(Suppressions.folded(domain))
            parts.append("address LIKE \(pattern) ESCAPE '!'")
        }
        if let since { parts.append("since >= \(since)") }
        if let before { parts.append("since < \(before)") }
        if let text {
            let pattern = "%" + Self.escaped(text.lowercased()) + "%"
            parts.append("LOWER(reason) LIKE \(pattern) ESCAPE '!'")
        }
        return .joined(parts, by: " AND ")
    }

    private static func escaped(_ text: String) -> String {
        String(text.flatMap { (sign: Character) -> [Character] in "!%_".contains(sign) ? ["!", sign] : [sign] })
    }
}

/// The list by age, and what was loaded into it from files.
let suppressionListMigration = Migration(
    "suppression-list-1",
    [
        "CREATE INDEX suppressions_newest ON suppressions (channel, since, address)",
        """
        CREATE TABLE suppression_uploads (
            id BIGINT PRIMARY KEY,
            moment BIGINT NOT NULL,
            who TEXT NOT NULL,
            name TEXT NOT NULL,
            lines BIGINT NOT NULL,
            added BIGINT NOT NULL,
            refused BIGINT NOT NULL
        )
        """,
    ]
)
