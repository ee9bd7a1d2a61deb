import Store
import Vocabulary

/// The SQL of `blocked_merges`: who was called one and stayed two.
enum BlockedMergesTable {
    /// Counts the same two with the same reason up; rare, so one statement each.
    static func save(_ merges: [BlockedMerge], in db: Transaction) throws {
        for merge in merges {
            try db.execute(
                """
                INSERT INTO blocked_merges (person, other, reason, namespace, since, latest, count)
                VALUES (\(merge.person), \(merge.other), \(merge.reason.rawValue), \(merge.namespace), \(merge.since),
                    \(merge.latest), \(merge.count))
                ON CONFLICT (person, other, reason) DO UPDATE SET
                    latest = CASE WHEN excluded.latest > blocked_merges.latest THEN excluded.latest
                        ELSE blocked_merges.latest END,
                    count = blocked_merges.count + excluded.count
                """
            )
        }
    }

    /// Pairs of which one is in `profiles` and whose merge someone undid.
    static func keptApart(_ profiles: some Collection<ProfileID>, in db: Transaction) throws -> [(ProfileID, ProfileID)]
    {
        let ids = profiles.sorted()
        return try db.rows(
            """
            SELECT person, other FROM blocked_merges WHERE reason = 'undone' AND person IN \(many: ids)
            UNION SELECT person, other FROM blocked_merges WHERE reason = 'undone' AND other IN \(many: ids)
            """
        ) { row in (try row.get(0, ProfileID.self), try row.get(1, ProfileID.self)) }
    }

    /// By person, other and reason, after the row `cursor`.
    static func page(after cursor: BlockedMerge?, limit: Int, in db: Transaction) throws -> [BlockedMerge] {
        let after: SQL =
            cursor.map { " WHERE (person, other, reason) > (\($0.person), \($0.other), \($0.reason.rawValue))" } ?? ""
        return try db.rows(
            """
            SELECT person, other, reason, namespace, since, latest, count FROM blocked_merges\(fragment: after)
            ORDER BY person, other, reason LIMIT \(limit)
            """,
            read
        )
    }

    /// Those of one person, by the other.
    static func of(_ profile: ProfileID, limit: Int, in db: Transaction) throws -> [BlockedMerge] {
        try db.rows(
            """
            SELECT person, other, reason, namespace, since, latest, count FROM blocked_merges
            WHERE person = \(profile) OR other = \(profile) ORDER BY person, other, reason LIMIT \(limit)
            """,
            read
        )
    }

    /// The two are one now.
    static func settle(_ merge: Merge, in db: Transaction) throws {
        try db.execute("DELETE FROM blocked_merges WHERE person = \(merge.survivor) AND other = \(merge.absorbed)")
    }

    static func delete(of profile: ProfileID, in db: Transaction) throws {
        try db.execute("DELETE FROM blocked_merges WHERE person = \(profile) OR other = \(profile)")
    }

    private static func read(_ row: borrowing Row) throws -> BlockedMerge {
        let name = try row.get(2, String.self)
        guard let reason = BlockedMerge.Reason(rawValue: name) else { throw ProfileTextError(part: "reason") }
        return BlockedMerge(
            person: try row.get(0),
            other: try row.get(1),
            reason: reason,
            namespace: try row.get(3),
            since: try row.get(4),
            latest: try row.get(5),
            count: try row.get(6)
        )
    }
}
