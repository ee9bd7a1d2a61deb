import Deliveries
import Journeys
import Profiles
import Reports
import Store
import Vocabulary

/// What goes when a person is erased, and what stays without telling who it was.
package struct ErasurePreview: Hashable, Sendable {
    package var identities: Int64
    package var attributes: Int64
    package var events: Int64
    package var consents: Int64
    /// Runs that end, of all their runs, whose memory goes.
    package var waitingRuns: Int64
    package var runs: Int64
    /// Sends that are cancelled, of all that are kept without address and content.
    package var pendingSends: Int64
    package var sends: Int64
    /// Exact bytes of messages that go.
    package var bodies: Int64

    /// `nil` where there is no such person.
    package static func load(_ id: ProfileID, in db: Transaction) throws -> ErasurePreview? {
        guard let person = try ProfilesTable.find(id, in: db) else { return nil }
        return try ErasureTable.preview(person, in: db)
    }
}

/// Erases a person everywhere (`SEMANTICS 11`): what is theirs goes, what others count stays and tells nothing.
enum PersonErasure {
    /// - Parameters:
    ///   - moment: through which the log is sealed; records received up to it are dropped from now on.
    ///   - position: where the log ended then.
    /// - Returns: what went; `nil` where there is no such person.
    static func perform(
        _ id: ProfileID,
        sealed moment: Moment,
        position: String,
        tombstones: TombstoneKey,
        in db: Transaction
    ) throws -> (person: ProfileID, preview: ErasurePreview)? {
        guard let person = try ProfilesTable.find(id, in: db) else { return nil }
        let id = person.profile.id
        let preview = try ErasureTable.preview(person, in: db)
        let parts = try People.erase(id, received: moment, position: position, hash: tombstones.hash, in: db)
        try Runs.erase(of: id, now: db.now, in: db)
        try TriggerTable.forget(of: id, in: db)
        try pseudonymiseSends(of: id, now: db.now, in: db)
        for part in parts { _ = try ParkedTable.dropWake(of: part, in: db) }
        // So that `check` can still tell every event that was taken from those that are kept.
        try Counters.add(["events.erased": preview.events], in: db)
        return (id, preview)
    }
}

/// The SQL that counts what an erasure takes, across the features.
enum ErasureTable {
    static func preview(_ person: ProfileSummary, in db: Transaction) throws -> ErasurePreview {
        let id = person.profile.id
        let sql: SQL = """
            SELECT (SELECT COUNT(*) FROM events WHERE profile = \(id)),
                (SELECT COUNT(*) FROM consent_statements WHERE profile = \(id)),
                (SELECT COUNT(*) FROM runs WHERE profile_id = \(id) AND status = 'waiting'),
                (SELECT COUNT(*) FROM runs WHERE profile_id = \(id)),
                (SELECT COUNT(*) FROM sends WHERE profile = \(id) AND state = 'pending'),
                (SELECT COUNT(*) FROM sends WHERE profile = \(id)),
                (SELECT COUNT(*) FROM send_bodies WHERE send IN (SELECT id FROM sends WHERE profile = \(id)))
            """
        var preview = ErasurePreview(
            identities: Int64(person.identities.count),
            attributes: Int64(person.profile.facts.leaves.count),
            events: 0,
            consents: 0,
            waitingRuns: 0,
            runs: 0,
            pendingSends: 0,
            sends: 0,
            bodies: 0
        )
        try db.each(sql) { row in
            (preview.events, preview.consents) = (try row.get(0), try row.get(1))
            (preview.waitingRuns, preview.runs) = (try row.get(2), try row.get(3))
            (preview.pendingSends, preview.sends) = (try row.get(4), try row.get(5))
            preview.bodies = try row.get(6)
        }
        return preview
    }
}
