import Store
import Vocabulary

/// A person as lists and pages show them.
package struct ProfileSummary: Hashable, Sendable {
    package var profile: Profile
    package var identities: [Identity]
}

/// An identity of a person and since when it is theirs.
package struct LinkedIdentity: Hashable, Sendable {
    package var identity: Identity
    package var linked: Moment
    /// The person it was born to; another than its owner where a merge brought it.
    package var born: ProfileID
}

/// What the console and the API read of people. Pages go by key, never by offset.
package enum ProfilesTable {
    /// The person who has `identity`, in any spelling of it; `nil` where nobody has.
    package static func find(
        _ identity: Identity,
        namespaces: Namespaces = .standard,
        in db: Transaction
    ) throws -> ProfileSummary? {
        guard let normalized = try? namespaces.normalized(identity) else { return nil }
        guard let owner = try IdentitiesTable.find([normalized], in: db).first?.link.profile else { return nil }
        return try find(owner, in: db)
    }

    /// The person with this id, or with the id of someone who became part of them.
    package static func find(_ id: ProfileID, in db: Transaction) throws -> ProfileSummary? {
        let people = try People.load(identities: [], profiles: [id], lock: false, in: db)
        return people[id].map { ProfileSummary(profile: $0, identities: people.identities(of: id)) }
    }

    /// People of these ids, in order of id; those that are gone are left out.
    package static func find(many ids: Set<ProfileID>, in db: Transaction) throws -> [ProfileSummary] {
        let people = try People.load(identities: [], profiles: ids, lock: false, in: db)
        return people.ids.compactMap { id in
            people[id].map { ProfileSummary(profile: $0, identities: people.identities(of: id)) }
        }
    }

    /// People, the newest first, older than `cursor`.
    package static func page(before cursor: ProfileID? = nil, limit: Int, in db: Transaction) throws -> [ProfileSummary]
    {
        let ids = try db.rows(
            """
            SELECT id FROM profiles WHERE id < \(cursor?.raw ?? .max) AND survivor IS NULL ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in try row.get(0, ProfileID.self) }
        return try find(many: Set(ids), in: db).reversed()
    }

    /// People with an identity that begins with `prefix`, by namespace and value, after `cursor`.
    ///
    /// - Returns: the people, and the identity of the last as the next page's cursor.
    package static func search(
        _ prefix: String,
        in namespace: String,
        after cursor: String? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [(identity: Identity, profile: ProfileID)] {
        try db.rows(
            """
            SELECT namespace, value, profile FROM identities
            WHERE namespace = \(namespace) AND value >= \(prefix) AND value < \(prefix + "\u{10FFFF}")
                AND value > \(cursor ?? "")
            ORDER BY value LIMIT \(limit)
            """
        ) { row in (Identity(namespace: try row.get(0), value: try row.get(1)), try row.get(2)) }
    }

    /// People who live, those who became part of others not counted.
    package static func count(in db: Transaction) throws -> Int64 {
        try db.value("SELECT COUNT(*) FROM profiles WHERE survivor IS NULL") ?? 0
    }

    package static func identities(of id: ProfileID, in db: Transaction) throws -> [LinkedIdentity] {
        try IdentitiesTable.of([id], in: db).map { item in
            LinkedIdentity(identity: item.identity, linked: item.link.linked, born: item.link.born)
        }.sorted {
            ($0.linked, $0.identity.namespace, $0.identity.value) < (
                $1.linked, $1.identity.namespace, $1.identity.value
            )
        }
    }

    /// A page of what happened to a person, the newest first, before the event `cursor`.
    package static func events(
        of id: ProfileID,
        before cursor: EventCursor? = nil,
        types: Set<String>? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [EventRecord] {
        try EventsTable.page(of: id, before: cursor, types: types, limit: limit, in: db)
    }

    /// What a person said about consent, the latest first.
    package static func consents(of id: ProfileID, limit: Int = 200, in db: Transaction) throws -> [ConsentRecord] {
        try ConsentStatementsTable.of(id, limit: limit, in: db)
    }

    /// Merges, of one person or of all, the newest first, older than the merge `cursor`.
    package static func merges(
        of id: ProfileID? = nil,
        before cursor: Int64? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [Merge] {
        try MergesTable.page(of: id, before: cursor, limit: limit, in: db)
    }

    /// Persons whom events call one and a rule keeps apart, after the row `cursor`.
    package static func blockedMerges(
        after cursor: BlockedMerge? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [BlockedMerge] {
        try BlockedMergesTable.page(after: cursor, limit: limit, in: db)
    }

    package static func blockedMerges(of id: ProfileID, limit: Int = 100, in db: Transaction) throws -> [BlockedMerge] {
        try BlockedMergesTable.of(id, limit: limit, in: db)
    }

    /// Whose wake is due at `moment` or before, the earliest first.
    package static func due(through moment: Moment, limit: Int, in db: Transaction) throws -> [(ProfileID, Moment)] {
        try db.rows(due(through: moment, limit: limit)) { row in (try row.get(0, ProfileID.self), try row.get(1)) }
    }

    static func due(through moment: Moment, limit: Int) -> SQL {
        "SELECT id, wake FROM profiles WHERE wake <= \(moment) ORDER BY wake, id LIMIT \(limit)"
    }

    /// The next moment after `moment` at which somebody's wake is due; `nil`: nothing is planned.
    package static func nextWake(after moment: Moment = .distantPast, in db: Transaction) throws -> Moment? {
        try db.row("SELECT wake FROM profiles WHERE wake > \(moment) ORDER BY wake LIMIT 1") { row in try row.get(0) }
    }

    /// How often events of a type happened, to anyone.
    package static func eventCount(ofType type: String, in db: Transaction) throws -> Int {
        try db.value("SELECT COUNT(*) FROM events WHERE type = \(type)") ?? 0
    }

    /// The largest id in use, after which a restarted process goes on.
    package static func lastID(in db: Transaction) throws -> Int64 {
        let tops = try db.rows(
            """
            SELECT MAX(id) FROM profiles UNION ALL SELECT MAX(id) FROM merges
            """
        ) { row in try row.get(0, Int64?.self) ?? 0 }
        return tops.max() ?? 0
    }

    /// People who live and were born before `moment`, by id, after `cursor`.
    package static func born(
        before moment: Moment,
        after cursor: ProfileID,
        limit: Int,
        in db: Transaction
    ) throws -> [ProfileID] {
        try db.rows(
            """
            SELECT id FROM profiles WHERE id > \(cursor) AND id < \(IDGenerator.lowerBound(at: moment))
                AND survivor IS NULL ORDER BY id LIMIT \(limit)
            """
        ) { row in try row.get(0) }
    }

    /// Drops events of these people received before `moment`, at most `limit`; their counters stay.
    /// - Returns: how many went.
    package static func forgetEvents(
        of people: [ProfileID],
        receivedBefore moment: Moment,
        limit: Int,
        in db: Transaction
    ) throws -> Int {
        try EventsTable.forget(of: people, receivedBefore: moment, limit: limit, in: db)
    }

    /// Forgets what merges replaced that can no longer be undone; run now and then until it returns 0.
    package static func forgetOldMerges(now: Moment, limit: Int = 1_000, in db: Transaction) throws -> Int {
        try MergesTable.forget(before: now - Merge.undoPeriod, limit: limit, in: db)
    }
}
