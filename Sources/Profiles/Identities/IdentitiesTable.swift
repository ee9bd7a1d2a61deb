import Store
import Vocabulary

/// The SQL of `identities`: who has which, and to whom it was born.
enum IdentitiesTable {
    struct Stored: Sendable {
        var identity: Identity
        var link: People.Link
    }

    /// Those of `identities` that somebody has; one statement a namespace.
    static func find(_ identities: Set<Identity>, in db: Transaction) throws -> [Stored] {
        try Dictionary(grouping: identities, by: \.namespace).sorted { $0.key < $1.key }.flatMap { namespace, group in
            try db.rows(
                """
                SELECT namespace, value, profile, born, linked FROM identities
                WHERE namespace = \(namespace) AND value IN \(many: group.map(\.value).sorted())
                """,
                read
            )
        }
    }

    /// All identities of some people.
    static func of(_ profiles: some Collection<ProfileID>, in db: Transaction) throws -> [Stored] {
        try db.rows(
            "SELECT namespace, value, profile, born, linked FROM identities WHERE profile IN \(many: profiles.sorted())",
            read
        )
    }

    /// In order of namespace and value, after `last`.
    static func page(after last: Identity?, limit: Int, in db: Transaction) throws -> [Stored] {
        try db.rows(
            """
            SELECT namespace, value, profile, born, linked FROM identities
            WHERE (namespace, value) > (\(last?.namespace ?? ""), \(last?.value ?? ""))
            ORDER BY namespace, value LIMIT \(limit)
            """,
            read
        )
    }

    /// Written so that two writers making the same identity conflict, and one of them starts again.
    static func save(_ stored: [Stored], in db: Transaction) throws {
        try db.merge(
            into: "identities",
            columns: ["namespace", "value", "profile", "born", "linked"],
            key: ["namespace", "value"],
            rows: stored.map { item in
                [
                    .text(item.identity.namespace), .text(item.identity.value), item.link.profile.sqlValue,
                    item.link.born.sqlValue, item.link.linked.sqlValue,
                ]
            }
        )
    }

    /// Gives what was born to `births` back to the person it was taken from.
    static func giveBack(to person: ProfileID, from holder: ProfileID, births: [ProfileID], in db: Transaction) throws {
        try db.execute(
            """
            UPDATE identities SET profile = \(person) WHERE profile = \(holder) AND born IN \(many: births)
            """
        )
    }

    static func delete(of profile: ProfileID, in db: Transaction) throws {
        try db.execute("DELETE FROM identities WHERE profile = \(profile)")
    }

    private static func read(_ row: borrowing Row) throws -> Stored {
        Stored(
            identity: Identity(namespace: try row.get(0), value: try row.get(1)),
            link: People.Link(profile: try row.get(2), born: try row.get(3), linked: try row.get(4))
        )
    }
}
