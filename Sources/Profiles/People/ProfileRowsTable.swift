import Store
import Vocabulary

/// The SQL behind `People`: rows of `profiles`, read and written many at a time.
enum ProfileRowsTable {
    static let columns = [
        "id", "created", "seen", "version", "survivor", "wake", "zone", "event_count", "attributes", "provenance",
        "consents", "counters",
    ]

    /// Profiles by id, in order of id: two writers that lock the same people do it in the same order.
    static func load(_ ids: some Collection<ProfileID>, lock: Bool, in db: Transaction) throws -> [Stored] {
        let locked: SQL = lock ? db.dialect.forUpdate : ""
        return try db.rows(
            """
            SELECT id, created, seen, version, survivor, wake, attributes, provenance, consents, counters
            FROM profiles WHERE id IN \(many: ids.sorted()) ORDER BY id\(fragment: locked)
            """
        ) { row in try Stored(row) }
    }

    struct Stored: Sendable {
        var profile: Profile
        /// Set where the person was absorbed by another: only the way to them is left.
        var survivor: ProfileID?

        init(_ row: borrowing Row) throws {
            profile = Profile(id: try row.get(0), created: try row.get(1))
            profile.seen = try row.get(2)
            profile.version = try row.get(3)
            survivor = try row.get(4)
            profile.wake = try row.get(5)
            profile.facts = try ProfileText.attributes(values: try row.get(6), provenance: try row.get(7))
            profile.consents = try ProfileText.consents(try row.get(8))
            profile.counters = try ProfileText.counters(try row.get(9))
        }
    }

    static func save(_ rows: [[SQLValue]], in db: Transaction) throws {
        try db.merge(into: "profiles", columns: columns, key: ["id"], rows: rows)
    }

    static func row(_ profile: Profile) -> [SQLValue] {
        [
            profile.id.sqlValue, profile.created.sqlValue, profile.seen.sqlValue, profile.version.sqlValue, .null,
            profile.wake.sqlValue, profile.zone.sqlValue, profile.counters.total.sqlValue,
            .text(ProfileText.attributes(profile.facts)), .text(ProfileText.provenance(profile.facts)),
            .text(ProfileText.consents(profile.consents)), .text(ProfileText.counters(profile.counters)),
        ]
    }

    /// Someone absorbed: their row says by whom and nothing about them.
    static func row(_ profile: Profile, absorbedBy survivor: ProfileID) -> [SQLValue] {
        [
            profile.id.sqlValue, profile.created.sqlValue, profile.seen.sqlValue, (profile.version + 1).sqlValue,
            survivor.sqlValue, .null, .null, .integer(0), .text("{}"), .text("{}"), .text("[]"), .text("[]"),
        ]
    }
}

extension ProfileRowsTable {
    static func delete(_ ids: [ProfileID], in db: Transaction) throws {
        try db.execute("DELETE FROM profiles WHERE id IN \(many: ids)")
    }
}
