import Profiles
import Store
import Vocabulary

/// Erases again in a restored store whoever was erased since it was copied (`SEMANTICS 11`).
package enum ErasingAgain {
    private static let page = 2_000

    /// - Parameters:
    ///   - tombstones: of the store that the restored one replaces.
    ///   - key: by which both made their hashes.
    /// - Returns: how many people were erased.
    package static func perform(
        _ tombstones: [[UInt8]: Tombstone],
        key: TombstoneKey,
        in store: Store
    ) async throws -> Int {
        let known = try await store.read { db in try Tombstones.all(in: db) }
        let newer = tombstones.filter { hash, stone in known[hash].map { $0.erased < stone.erased } ?? true }
        guard !newer.isEmpty else { return 0 }
        var (erased, last) = (0, Identity?.none)
        while true {
            let after = last
            let found = try await store.read { db in try Tombstones.identities(after: after, limit: page, in: db) }
            for (identity, profile) in found {
                guard let stone = newer[key.hash(identity)] else { continue }
                erased += try await erase(profile, stone, key, in: store) ? 1 : 0
            }
            last = found.last?.identity
            guard found.count == page else { break }
        }
        // What the restored people's own identities were given is the later word's or older.
        try await store.write { db in try Tombstones.save(newer, in: db) }
        return erased
    }

    /// - Returns: whether they were still there.
    private static func erase(
        _ profile: ProfileID,
        _ stone: Tombstone,
        _ key: TombstoneKey,
        in store: Store
    ) async throws -> Bool {
        try await store.write { db in
            try PersonErasure.perform(
                profile,
                sealed: stone.erased,
                position: stone.position,
                tombstones: key,
                in: db
            ) != nil
        }
    }
}
