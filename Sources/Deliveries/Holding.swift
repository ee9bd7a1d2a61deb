import Store
import Vocabulary

/// Stops and resumes sending; the next take, in whatever process, obeys.
package enum Holding {
    /// Sends freed in one transaction.
    private static let chunk = 2000

    /// Stops `scope`: nothing of it is taken from the next take on.
    /// - Returns: `false` where it was stopped already.
    @discardableResult
    package static func hold(
        _ scope: HoldScope,
        _ reason: SendReason = .hold,
        by who: String,
        in db: Transaction
    ) throws -> Bool {
        try HoldTable.insert(Hold(scope: scope, reason: reason, since: db.now, who: who), in: db)
    }

    /// Lifts the hold on `scope`; `free(in:)` is then to let go what it kept.
    package static func lift(_ scope: HoldScope, _ reason: SendReason, in db: Transaction) throws {
        _ = try HoldTable.delete(scope, reason, in: db)
    }

    /// Lifts the hold on `scope` and frees, chunk by chunk, what no other hold keeps; nudge the sender afterwards.
    /// What has expired meanwhile is dropped by the gate, not sent (`SEMANTICS 21`).
    /// - Returns: how many sends were freed.
    @discardableResult
    package static func release(_ scope: HoldScope, in store: Store) async throws -> Int {
        try await store.write { db in try lift(scope, .hold, in: db) }
        return try await free(in: store)
    }

    /// Frees, chunk by chunk, what no hold keeps any more; what a crash left of it is done when a sender starts.
    /// - Returns: how many sends were freed.
    @discardableResult
    package static func free(in store: Store) async throws -> Int {
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
        var freed = 0
        for send in held {
            if let reason = HoldRule.reason(holding: send, holds) {
                // Another hold keeps it now.
                if reason != send.reason { try changes.apply(.hold(until: send.due, reason), to: send, at: db.now) }
            } else {
                try changes.apply(.release(now: db.now), to: send, at: db.now)
                freed += 1
            }
        }
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
