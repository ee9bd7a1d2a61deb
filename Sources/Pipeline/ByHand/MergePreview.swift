import Profiles
import Store
import Vocabulary

/// What goes back when a merge is undone.
package struct MergePreview: Hashable, Sendable {
    package var merge: Merge
    /// Who has it all today.
    package var holder: ProfileID
    package var identities: [Identity]
    package var events: Int64
    package var consents: Int64
    package var runs: Int64
    package var sends: Int64
    /// Why it cannot be undone; `nil`: it can.
    package var obstacle: UndoMergeError?

    /// `nil` where there is no such merge.
    package static func load(_ id: Int64, in db: Transaction) throws -> MergePreview? {
        guard let undo = try People.undoable(id, in: db) else { return nil }
        let counts = try MergePreviewTable.counts(of: undo.births, at: undo.holder, in: db)
        return MergePreview(
            merge: undo.merge,
            holder: undo.holder,
            identities: undo.identities,
            events: counts.events,
            consents: counts.consents,
            runs: counts.runs,
            sends: counts.sends,
            obstacle: undo.obstacle
        )
    }
}

/// The SQL that counts what an undo gives back, across the features.
enum MergePreviewTable {
    static func counts(
        of births: [ProfileID],
        at holder: ProfileID,
        in db: Transaction
    ) throws -> (events: Int64, consents: Int64, runs: Int64, sends: Int64) {
        let sql: SQL = """
            SELECT (SELECT COUNT(*) FROM events WHERE profile = \(holder) AND born_profile IN \(many: births)),
                (SELECT COUNT(*) FROM consent_statements WHERE profile = \(holder) AND born IN \(many: births)),
                (SELECT COUNT(*) FROM runs WHERE profile_id = \(holder) AND born_to IN \(many: births)),
                (SELECT COUNT(*) FROM sends WHERE profile = \(holder) AND born_to IN \(many: births))
            """
        return try db.row(sql) { row in (try row.get(0), try row.get(1), try row.get(2), try row.get(3)) }
            ?? (0, 0, 0, 0)
    }
}
