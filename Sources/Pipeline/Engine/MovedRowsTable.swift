import Profiles
import Store
import Vocabulary

/// The SQL that counts what a merge moves beside profiles, identities and events: runs and sends.
enum MovedRowsTable {
    static func counts(of profiles: [ProfileID], in db: Transaction) throws -> [ProfileID: Int] {
        guard !profiles.isEmpty else { return [:] }
        let sql: SQL = """
            SELECT person, COUNT(*) FROM (
                SELECT profile_id AS person FROM runs WHERE profile_id IN \(many: profiles)
                UNION ALL SELECT profile FROM sends WHERE profile IN \(many: profiles)) AS moved
            GROUP BY person
            """
        let rows = try db.rows(sql) { row in (try row.get(0, ProfileID.self), try row.get(1, Int.self)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}
