import Store
import Vocabulary

extension People {
    /// Loads everyone who has one of `identities` (in stored form) or is, or lives on in, one of `profiles`, and
    /// locks them until the transaction ends.
    ///
    /// - Parameters:
    ///   - lock: `false` in a read, which decides nothing.
    ///   - hash: makes the key under which an erased identity is remembered; `nil`: nothing was ever erased.
    package static func load(
        identities: Set<Identity>,
        profiles: Set<ProfileID>,
        namespaces: Namespaces = .standard,
        lock: Bool = true,
        hash: ((Identity) -> [UInt8])? = nil,
        in db: Transaction
    ) throws -> People {
        var people = People(namespaces: namespaces)
        let found = try IdentitiesTable.find(identities, in: db)
        try people.load(profiles.union(found.map(\.link.profile)), lock: lock, in: db)
        let living = people.ids
        for item in try IdentitiesTable.of(living, in: db) { people.insert(item.identity, item.link) }
        for (a, b) in try BlockedMergesTable.keptApart(living, in: db) {
            people.keptApart[a, default: []].insert(b)
            people.keptApart[b, default: []].insert(a)
        }
        if let hash { people.erased = try TombstonesTable.find(identities, hash: hash, in: db) }
        return people
    }

    /// Loads profiles, and those they live on in.
    private mutating func load(_ ids: Set<ProfileID>, lock: Bool, in db: Transaction) throws {
        var next = ids
        while !next.isEmpty {
            var survivors: Set<ProfileID> = []
            for stored in try ProfileRowsTable.load(next, lock: lock, in: db) {
                insert(stored.profile)
                guard let survivor = stored.survivor else { continue }
                follow(stored.profile.id, to: survivor)
                survivors.insert(survivor)
            }
            next = survivors.filter { profiles[$0] == nil }
        }
    }

    /// Writes everything that changed. History moves with its person; what other features keep of the absorbed is
    /// theirs to move, told by `merges`.
    /// - Returns: the merges, in order.
    @discardableResult
    package func save(in db: Transaction) throws -> [Merge] {
        try ProfileRowsTable.save(changed.sorted().compactMap(row), in: db)
        let moved = changedIdentities.sorted { ($0.namespace, $0.value) < ($1.namespace, $1.value) }
        try IdentitiesTable.save(
            moved.compactMap { identity in links[identity].map { .init(identity: identity, link: $0) } },
            in: db
        )
        for merge in merges {
            try EventsTable.move(from: merge.absorbed, to: merge.survivor, in: db)
            try ConsentStatementsTable.move(from: merge.absorbed, to: merge.survivor, in: db)
            try BlockedMergesTable.settle(merge, in: db)
        }
        try MergesTable.save(newMerges, in: db)
        try BlockedMergesTable.save(blockedMerges, in: db)
        try ConsentStatementsTable.append(
            statements.map { statement in
                var statement = statement
                statement.profile = current(statement.profile)
                return statement
            },
            in: db
        )
        return merges
    }

    private func row(_ id: ProfileID) -> [SQLValue]? {
        guard let profile = profiles[id] else { return nil }
        if let survivor = survivors[id] { return ProfileRowsTable.row(profile, absorbedBy: survivor) }
        return ProfileRowsTable.row(profile)
    }
}
