import Store
import Vocabulary

/// Stops and resumes sending; the next take, in whatever process, obeys.
package enum Holding {
    /// Sends freed in one transaction.
    private static let chunk = 2000

    /// Stops `scope`: nothing of it is taken from the next take on.
    /// - Returns: `false` where it was stopped already.
    @discardableResult
    package static func hold(_ scope: HoldScope, by who: String, in db: Transaction) throws -> Bool {
        try HoldTable.insert(Hold(scope: scope, since: db.now, who: who), in: db)
    }

    /// Lifts the hold on `scope` and frees, chunk by chunk, what no other hold keeps; nudge the sender afterwards.
    /// What has expired meanwhile is dropped by the gate, not sent (`SEMANTICS 21`).
    /// - Returns: how many sends were freed.
    @discardableResult
    package static func release(_ scope: HoldScope, in store: Store) async throws -> Int {
        try await store.write { db in _ = try HoldTable.delete(scope, in: db) }
        return try await free(in: store)
    }

    /// Frees, chunk by chunk, what no hold keeps any more.
    /// - Returns: how many sends were freed.
    static func free(in store: Store) async throws -> Int {
        var (freed, last) = (0, SendID(raw: .min))
        while true {
            let after = last
            let (next, count) = try await store.write { db in try free(after: after, in: db) }
            freed += count
            guard let next else { return freed }
            last = next
        }
    }

    /// The holds in force.
    package static func all(in db: Transaction) throws -> [Hold] { try HoldTable.all(in: db) }

    private static func free(after last: SendID, in db: Transaction) throws -> (next: SendID?, freed: Int) {
        let held = try SendTable.held(after: last, limit: chunk, in: db)
        let holds = try HoldTable.all(in: db)
        var changes = LedgerChanges()
        for send in held where !holds.contains(where: { $0.scope.covers(send) }) {
            try changes.apply(.release(now: db.now), to: send, at: db.now)
        }
        let freed = changes.changed.count
        try changes.save(in: db, sink: { _, _ in })
        return (held.count < chunk ? nil : held.last?.id, freed)
    }
}

extension SendingPolicy {
    /// The sandbox's policy as the next take will read it.
    package static func load(in db: Transaction) throws -> SendingPolicy { try SendingPolicyTable.load(in: db) }

    /// Puts the policy in force from the next take on.
    package func save(in db: Transaction) throws { try SendingPolicyTable.save(self, in: db) }
}
