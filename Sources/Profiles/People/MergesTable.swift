import Store
import Vocabulary

/// The SQL of `merges`: who became one, and what both were before.
enum MergesTable {
    static func save(_ merges: [NewMerge], in db: Transaction) throws {
        try db.copy(
            into: "merges",
            columns: [
                "id", "survivor", "absorbed", "moment", "cause", "rows_moved", "survivor_before", "absorbed_before",
            ],
            rows: merges.map { item in
                [
                    .integer(item.merge.id), item.merge.survivor.sqlValue, item.merge.absorbed.sqlValue,
                    item.merge.moment.sqlValue, .text(item.merge.cause), .integer(item.merge.rowsMoved),
                    .text(ProfileText.snapshot(item.survivorBefore)), .text(ProfileText.snapshot(item.absorbedBefore)),
                ]
            }
        )
    }

    /// Merges of one person (`nil`: of all), the newest first, older than the id `cursor`.
    static func page(of profile: ProfileID?, before cursor: Int64?, limit: Int, in db: Transaction) throws -> [Merge] {
        let person: SQL = profile.map { " AND (survivor = \($0) OR absorbed = \($0))" } ?? ""
        return try db.rows(
            """
            SELECT id, survivor, absorbed, moment, cause, rows_moved, undone FROM merges
            WHERE id < \(cursor ?? .max)\(fragment: person) ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in try merge(row) }
    }

    struct Undoable: Sendable {
        var merge: Merge
        /// `nil`: forgotten after the undo period.
        var survivorBefore: Profile?
        var absorbedBefore: Profile?
    }

    /// - Parameter lock: `false` in a read, which decides nothing.
    static func undoable(_ id: Int64, lock: Bool = true, in db: Transaction) throws -> Undoable? {
        let locked: SQL = lock ? db.dialect.forUpdate : ""
        return try db.row(
            """
            SELECT id, survivor, absorbed, moment, cause, rows_moved, undone, survivor_before, absorbed_before
            FROM merges WHERE id = \(id)\(fragment: locked)
            """
        ) { row in
            let merge = try merge(row)
            return Undoable(
                merge: merge,
                survivorBefore: try row.get(7, [UInt8]?.self).map {
                    try ProfileText.profile(merge.survivor, snapshot: $0)
                },
                absorbedBefore: try row.get(8, [UInt8]?.self).map {
                    try ProfileText.profile(merge.absorbed, snapshot: $0)
                }
            )
        }
    }

    /// Everyone who became part of `profile`, directly or through others, and has not been given back.
    static func absorbed(into profile: ProfileID, in db: Transaction) throws -> [ProfileID] {
        var found = [profile]
        var next = [profile]
        while !next.isEmpty {
            let absorbed = try db.rows(
                "SELECT absorbed FROM merges WHERE survivor IN \(many: next) AND undone IS NULL ORDER BY absorbed"
            ) { row in try row.get(0, ProfileID.self) }
            next = absorbed.filter { !found.contains($0) }
            found += next
        }
        return found
    }

    static func markUndone(_ id: Int64, at moment: Moment, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE merges SET undone = \(moment), survivor_before = NULL, absorbed_before = NULL WHERE id = \(id)
            """
        )
    }

    /// Forgets what merges replaced that can no longer be undone; at most `limit` at a time.
    static func forget(before moment: Moment, limit: Int, in db: Transaction) throws -> Int {
        try db.execute(
            """
            UPDATE merges SET survivor_before = NULL, absorbed_before = NULL WHERE id IN (
                SELECT id FROM merges WHERE moment < \(moment) AND absorbed_before IS NOT NULL
                ORDER BY moment LIMIT \(limit))
            """
        )
    }

    /// Forgets what merges of these persons replaced, because the person is erased.
    static func forget(of profiles: [ProfileID], in db: Transaction) throws {
        try db.execute(
            """
            UPDATE merges SET survivor_before = NULL, absorbed_before = NULL
            WHERE survivor IN \(many: profiles) OR absorbed IN \(many: profiles)
            """
        )
    }

    private static func merge(_ row: borrowing Row) throws -> Merge {
        Merge(
            id: try row.get(0),
            survivor: try row.get(1),
            absorbed: try row.get(2),
            moment: try row.get(3),
            cause: try row.get(4),
            rowsMoved: try row.get(5),
            undone: try row.get(6)
        )
    }
}
