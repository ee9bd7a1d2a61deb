import Deliveries
import Journeys
import Pipeline
import Profiles
import Store
import Vocabulary

/// Makes rows that were just loaded from a backup a sandbox that may be served: with what the present store knows that
/// must never be forgotten, owned by nobody, its lanes closed, and checked.
package struct Restoring: Sendable {
    /// The stores beside the present ones, already loaded.
    let state: Store
    let log: Store
    let backup: Backup

    package init(state: Store, log: Store, backup: Backup) {
        self.state = state
        self.log = log
        self.backup = backup
    }

    /// What a restore took over and changed.
    package struct Summary: Hashable, Sendable {
        package var optOuts = 0
        package var suppressions = 0
        package var erased = 0
        package var keysRevoked = 0
        package var uncertain = 0

        package init() {}
    }

    private static let page = 500

    /// Takes over from `present` what a restore merges and never replaces (`SEMANTICS 11`): who was erased, who said no,
    /// which addresses and keys must not be used.
    package func merge(_ present: Store, into summary: inout Summary) async throws {
        summary.erased = try await eraseAgain(present)
        summary.optOuts = try await keepOptOuts(of: present)
        summary.suppressions = try await keepSuppressions(of: present)
        summary.keysRevoked = try await keepRevocations(of: present)
        let epoch = try await present.read { db in try RestoreTable.epoch(in: db) }
        try await state.write { db in
            try RestoreTable.disown(epoch: max(epoch, try RestoreTable.epoch(in: db)) + 1, in: db)
        }
    }

    /// Ends sessions, closes the lanes and says that what was being handed over is uncertain.
    package func close(into summary: inout Summary) async throws {
        let gap = try await state.write { [backup] db in
            try RestoreTable.endSessions(in: db)
            try RestoreTable.disown(epoch: try RestoreTable.epoch(in: db) + 1, in: db)
            return RestoredGap(backup: backup.taken, restored: db.now)
        }
        summary.uncertain = try await gap.close(state) { settled, db in try TriggerTable.tell(settled, in: db) }
    }

    /// What is off in the restored stores; empty where all is well.
    package func faults() async throws -> [String] {
        let (position, faults) = try await state.read { db in
            let faults = try LedgerCheck.faults(in: db) + JourneyCheck.faults(in: db) + PipelineCheck.faults(in: db)
            return (try RestoreTable.position(in: db), faults)
        }
        let head = try await log.read { db in try RestoreTable.head(in: db) }
        return head >= position ? faults : faults + ["the log ends at \(head), the state has processed \(position)"]
    }
}

extension Restoring {
    /// The name under which the installation keeps the key of its tombstones.
    private static let tombstoneSecret = "tombstones"

    private func eraseAgain(_ present: Store) async throws -> Int {
        let (tombstones, secret) = try await present.read { db in
            (try Tombstones.all(in: db), try RestoreTable.secret(Self.tombstoneSecret, in: db))
        }
        guard !tombstones.isEmpty, let secret else { return 0 }
        let isSame = try await state.write { db in
            guard let known = try RestoreTable.secret(Self.tombstoneSecret, in: db) else {
                try RestoreTable.insertSecret(Self.tombstoneSecret, secret, in: db)
                return true
            }
            return known == secret
        }
        guard isSame else {
            throw BackupFault(
                .otherInstallation,
                "the backup is another installation's, so the people erased here could not be found in it"
            )
        }
        return try await ErasingAgain.perform(tombstones, key: TombstoneKey(secret: secret), in: state)
    }

    private func keepOptOuts(of present: Store) async throws -> Int {
        var (kept, last) = (0, ProfileID?.some(ProfileID(raw: 0)))
        while let after = last {
            let page = try await present.read { db in try OptOuts.page(after: after, limit: Self.page, in: db) }
            kept += try await state.write { db in
                var ids = IDGenerator(after: try ProfilesTable.lastID(in: db))
                return try OptOuts.keep(page.optOuts, ids: &ids, in: db)
            }
            last = page.next
        }
        return kept
    }

    private func keepSuppressions(of present: Store) async throws -> Int {
        var kept = 0
        for channel in try await present.read({ db in try RestoreTable.suppressedChannels(in: db) }) {
            var cursor: String?
            while true {
                let after = cursor
                let page = try await present.read { db in
                    try Suppressions.page(channel: channel, after: after, limit: Self.page, in: db)
                }
                kept += try await state.write { db in
                    try page.filter { try Suppressions.add($0, in: db) }.count
                }
                guard page.count == Self.page else { break }
                cursor = page.last?.address
            }
        }
        return kept
    }

    private func keepRevocations(of present: Store) async throws -> Int {
        let revoked = try await present.read { db in try RestoreTable.revokedKeys(in: db) }
        return try await state.write { db in
            try revoked.filter { try RestoreTable.revoke($0.id, at: $0.revoked, in: db) }.count
        }
    }
}
