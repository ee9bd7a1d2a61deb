import Store
import Vocabulary

/// The time between a backup and its restore: what was due in it may have gone before the restore, and nobody here knows.
///
/// As long as it stands in the policy nothing is taken, on any lane; `choose` ends it (`SEMANTICS 37`).
package struct RestoredGap: Hashable, Sendable, CustomStringConvertible {
    /// When the state was copied.
    package var backup: Moment
    package var restored: Moment

    package init(backup: Moment, restored: Moment) {
        self.backup = backup
        self.restored = restored
    }

    /// The name under which it stands in `sending_settings`.
    static let setting = "restored_gap"

    /// As it is stored: the two moments in milliseconds.
    package var description: String { "\(backup.milliseconds) \(restored.milliseconds)" }

    init?(text: String) {
        let parts = text.split(separator: " ").compactMap { Int64($0) }
        guard parts.count == 2 else { return nil }
        self.init(backup: Moment(milliseconds: parts[0]), restored: Moment(milliseconds: parts[1]))
    }

    /// What waits, by how long ago it was due.
    package struct Age: Hashable, Sendable {
        /// Due before so long ago; of the last one: at any time before.
        package var words: String
        package var marketing: Int
        package var transactional: Int
        package var count: Int { marketing + transactional }
    }

    /// From the youngest: how long ago each class of age ends.
    private static let ages: [(words: String, end: Duration?)] = [
        ("less than an hour ago", .hours(1)), ("1 to 6 hours ago", .hours(6)), ("6 to 24 hours ago", .hours(24)),
        ("1 to 7 days ago", .days(7)), ("earlier", nil),
    ]

    /// What is pending and was due by now.
    package static func waiting(in db: Transaction) throws -> [Age] {
        var end = db.now
        return try ages.map { age in
            let start = age.end.map { db.now - $0 } ?? .distantPast
            defer { end = start }
            let counts = try SendTable.dueCounts(from: start, to: end, in: db)
            return Age(
                words: age.words,
                marketing: counts[.marketing] ?? 0,
                transactional: counts[.transactional] ?? 0
            )
        }
    }

    /// Opens the lanes: what was due before `moment` expires when its turn comes, also what is still to be born of waits
    /// that ended before it; the rest goes. `nil`: everything goes that has not outlived its own time.
    /// - Returns: whether the lanes were closed.
    @discardableResult
    package static func choose(skipDueBefore moment: Moment?, in db: Transaction) throws -> Bool {
        var policy = try SendingPolicyTable.load(in: db)
        guard policy.gap != nil else { return false }
        (policy.gap, policy.skipsDueBefore) = (nil, moment)
        try SendingPolicyTable.save(policy, in: db)
        return true
    }
}

extension RestoredGap {
    private static let settled = 500

    /// Makes a ledger that was just restored safe: nothing goes to anyone, and what was being handed over when it was
    /// copied is uncertain, never sent again by itself.
    /// - Parameter sink: tells runs.
    /// - Returns: how many became uncertain.
    package func close(_ store: Store, sink: @escaping OutcomeSink) async throws -> Int {
        try await store.write { db in
            var policy = try SendingPolicyTable.load(in: db)
            (policy.mode, policy.gap, policy.skipsDueBefore) = (.capture, self, nil)
            try SendingPolicyTable.save(policy, in: db)
            try DeliveryWorkerTable.removeAll(in: db)
        }
        var count = 0
        while true {
            let found = try await store.write { db in try Self.settle(sink: sink, in: db) }
            guard found > 0 else { return count }
            count += found
        }
    }

    private static func settle(sink: OutcomeSink, in db: Transaction) throws -> Int {
        let sends = try SendTable.handing(limit: settled, in: db)
        var changes = LedgerChanges()
        for send in sends {
            try changes.apply(
                send.reason.map { .skip($0) } ?? .lose(.crashed),
                to: send,
                at: db.now,
                detail: "it was being handed over when the backup was made"
            )
        }
        try changes.save(in: db, sink: sink)
        return sends.count
    }
}
