import Store
import Vocabulary

/// What is left of an erased person: keyed hashes of their identities, and until when records of them are dropped.
enum TombstonesTable {
    /// The erased among `identities`, and when they were.
    static func find(
        _ identities: Set<Identity>,
        hash: (Identity) -> [UInt8],
        in db: Transaction
    ) throws -> [Identity: Moment] {
        // Hardly anywhere is there one, and hashing costs.
        guard try db.value("SELECT 1 FROM tombstones LIMIT 1", Int64.self) != nil else { return [:] }
        let known = Dictionary(identities.map { (hash($0), $0) }) { first, _ in first }
        var erased: [Identity: Moment] = [:]
        try db.each("SELECT hash, erased FROM tombstones WHERE hash IN \(many: Array(known.keys))") { row in
            if let identity = known[try row.get(0)] { erased[identity] = try row.get(1) }
        }
        return erased
    }

    /// Every tombstone, and until when records of its identity are dropped.
    static func all(in db: Transaction) throws -> [[UInt8]: Tombstone] {
        var all: [[UInt8]: Tombstone] = [:]
        try db.each("SELECT hash, erased, position FROM tombstones") { row in
            all[try row.get(0)] = Tombstone(erased: try row.get(1), position: try row.get(2))
        }
        return all
    }

    static func save(_ hashes: [[UInt8]], erased: Moment, position: String, in db: Transaction) throws {
        try db.merge(
            into: "tombstones",
            columns: ["hash", "erased", "position"],
            key: ["hash"],
            rows: hashes.map { [.bytes($0), erased.sqlValue, .text(position)] }
        )
    }
}

/// When an identity was erased, and where the log ended then.
package struct Tombstone: Hashable, Sendable {
    package var erased: Moment
    package var position: String
}

/// The erased of a store, for what must honour them in another.
package enum Tombstones {
    /// By their keyed hashes.
    package static func all(in db: Transaction) throws -> [[UInt8]: Tombstone] { try TombstonesTable.all(in: db) }

    /// Adds or replaces tombstones.
    package static func save(_ tombstones: [[UInt8]: Tombstone], in db: Transaction) throws {
        for (stone, group) in Dictionary(grouping: tombstones, by: { $0.value }) {
            try TombstonesTable.save(group.map { $0.key }, erased: stone.erased, position: stone.position, in: db)
        }
    }

    /// Identities in order after `last`, for a walk through all of them.
    package static func identities(
        after last: Identity?,
        limit: Int,
        in db: Transaction
    ) throws -> [(identity: Identity, profile: ProfileID)] {
        try IdentitiesTable.page(after: last, limit: limit, in: db).map { ($0.identity, $0.link.profile) }
    }
}

extension People {
    /// Erases a person: history, identities, attributes and what merges remembered go; a tombstone stays, by which
    /// records received up to now are dropped wherever they still wait, while later ones make a new person
    /// (`SEMANTICS 11`).
    ///
    /// Changes state before it is answered. Rows of other features are theirs to pseudonymise, by the ids returned.
    /// - Parameters:
    ///   - position: of the log, where the tombstone stands.
    ///   - hash: keyed, so that the tombstone tells nobody who it was.
    /// - Returns: the person's id and those of all who were part of them; empty where there is no such person.
    @discardableResult
    package static func erase(
        _ id: ProfileID,
        received: Moment,
        position: String,
        hash: (Identity) -> [UInt8],
        in db: Transaction
    ) throws -> [ProfileID] {
        let people = try load(identities: [], profiles: [id], in: db)
        let person = people.current(id)
        guard people[person] != nil else { return [] }
        let hashes = people.identities(of: person).map(hash)
        try TombstonesTable.save(hashes, erased: received, position: position, in: db)
        try EventsTable.delete(of: person, in: db)
        try IdentitiesTable.delete(of: person, in: db)
        try ConsentStatementsTable.delete(of: person, in: db)
        try BlockedMergesTable.delete(of: person, in: db)
        let parts = try MergesTable.absorbed(into: person, in: db)
        try MergesTable.forget(of: parts, in: db)
        try ProfileRowsTable.delete(parts, in: db)
        return parts
    }
}
