import Accounts
import Profiles
import Store
import Vocabulary

/// One entry of a file or a call: an address or `@domain`, checked, and why it is listed.
package struct SuppressionEntry: Hashable, Sendable {
    package var address: String
    package var reason: String

    package init(address: String, reason: String) {
        self.address = address
        self.reason = reason
    }
}

extension HandActs {
    /// Rows changed in one transaction.
    private static let chunk = 500
    /// Rows changed by one act.
    package static let liftLimit = 10_000

    /// Lists an address or `@domain`.
    /// - Returns: its row, and whether it is new or stronger now.
    package func list(
        _ entry: SuppressionEntry,
        channel: String = "email",
        by who: String
    ) async throws -> (Suppression, isNew: Bool) {
        try await store.write { db in
            let suppression = Self.suppression(entry, channel, by: who, at: db.now)
            let isNew = try Suppressions.add(suppression, in: db)
            let listed = try Suppressions.find(entry.address, channel: channel, in: db)
            if isNew { try Audit.record(.suppress, on: .suppressions, by: who, detail: "\(channel): 1", in: db) }
            return (listed ?? suppression, isNew)
        }
    }

    /// Takes an address or `@domain` off the list.
    /// - Parameter reason: must be given for a complaint.
    /// - Throws: a `HandActRefusal`.
    package func unlist(
        _ address: String,
        channel: String = "email",
        reason: String?,
        by who: String
    ) async throws {
        try await store.write { db in
            guard let listed = try Suppressions.find(address, channel: channel, in: db) else {
                throw HandActRefusal.notSuppressed
            }
            if listed.category == .complaint, reason == nil { throw HandActRefusal.reasonMissing }
            let lift = SuppressionLift.administrator(name: who, reason: reason ?? "taken off by hand")
            try Suppressions.remove(channel: channel, address: address, by: lift, in: db)
            let detail = "\(channel), \(listed.category.rawValue)\(reason.map { ": \($0)" } ?? "")"
            try Audit.record(.lift, on: .suppressions, by: who, detail: detail, in: db)
        }
    }

    /// Lists what a file holds, chunk by chunk, and remembers that.
    package func upload(
        _ entries: [SuppressionEntry],
        refused: Int,
        name: String,
        channel: String = "email",
        by who: String
    ) async throws -> SuppressionUpload {
        var added: Int64 = 0
        for start in stride(from: 0, to: entries.count, by: Self.chunk) {
            let chunk = entries[start..<min(start + Self.chunk, entries.count)]
            added += try await store.write { db in
                let fresh = try chunk.count { entry in
                    try Suppressions.add(Self.suppression(entry, channel, by: who, at: db.now), in: db)
                }
                return Int64(fresh)
            }
        }
        return try await store.write { [added] db in
            var ids = IDGenerator(after: try SuppressionUploads.lastID(in: db))
            let upload = SuppressionUpload(
                id: ids.next(now: db.now),
                moment: db.now,
                who: who,
                name: name,
                lines: Int64(entries.count + refused),
                added: added,
                refused: Int64(refused)
            )
            try SuppressionUploads.insert(upload, in: db)
            try Audit.record(.suppress, on: .suppressions, by: who, detail: "\(channel): \(added) of a file", in: db)
            return upload
        }
    }

    /// Takes back what an outage at the far end made us list: bounces of `filter`, never complaints or what was listed
    /// by hand, at most `liftLimit` of them.
    /// - Returns: how many were taken off.
    /// - Throws: a `HandActRefusal`.
    package func liftBounces(_ filter: SuppressionFilter, reason: String, by who: String) async throws -> Int {
        guard reason.contains(where: { !$0.isWhitespace }) else { throw HandActRefusal.reasonMissing }
        let filter = Self.bounces(filter)
        var lifted = 0
        while lifted < Self.liftLimit {
            let limit = min(Self.chunk, Self.liftLimit - lifted)
            let count = try await store.write { db in
                let lift = SuppressionLift.administrator(name: who, reason: reason)
                let count = try Suppressions.lift(filter, limit: limit, by: lift, in: db)
                if count > 0 {
                    let detail = "\(filter.channel), \(count) bounces: \(reason)"
                    try Audit.record(.lift, on: .suppressions, by: who, detail: detail, in: db)
                }
                return count
            }
            lifted += count
            if count < limit { break }
        }
        return lifted
    }

    /// How many `liftBounces` would take off, were there no limit.
    package func countBounces(_ filter: SuppressionFilter) async throws -> Int64 {
        let filter = Self.bounces(filter)
        return try await store.read { db in try Suppressions.count(filter, in: db) }
    }

    private static func bounces(_ filter: SuppressionFilter) -> SuppressionFilter {
        var filter = filter
        filter.kind = .addresses
        filter.categories = [.hardBounce, .softBounce]
        return filter
    }

    private static func suppression(
        _ entry: SuppressionEntry,
        _ channel: String,
        by who: String,
        at now: Moment
    ) -> Suppression {
        Suppression(
            channel: channel,
            address: entry.address,
            category: .manual,
            reason: entry.reason,
            source: who,
            since: now
        )
    }
}
