import ArgumentParser
import Backups
import EventLog
import FoundationEssentials
import JSON
import Logging
import Store
import Vocabulary

/// `sojourn restore`: puts a backup in the place of a sandbox.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the sandbox; what is there is kept beside it.",
        discussion: """
            Opt-outs, suppressions, revoked keys and erasures of the present store are merged into the restored one. It \
            starts in mode capture with all lanes closed, until `sojourn release` is told what of the gap to skip.
            """
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "The backup's folder.") var backup: String
    @Flag(help: "Do it; without, only what would happen is shown.") var yes = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let folder = try BackupFolder(backup)
        try folder.verify(migrations: Stores.migrationNames)
        try folder.verify(progress: complain)
        let restore = Restore(folder: folder, configuration: try store.configuration(), sandbox: store.sandbox)
        let lock = try restore.place.lock(exclusively: true)
        let present = try await restore.present()
        if !yes {
            complain(restore.plan(try await present?.counts()))
            complain("nothing was changed; add --yes to do it")
            throw ExitCode.failure
        }
        let done = try await restore.perform(replacing: present)
        withExtendedLifetime(lock) {}
        print(json ? done.summary.jsonText : done.words)
    }
}

/// One restore: builds beside the present stores, and takes their place only when all is well.
struct Restore {
    let folder: BackupFolder
    let configuration: Configuration
    let sandbox: String

    private var backup: Backup { folder.backup }
    var place: StorePlace { StorePlace(configuration: configuration, sandbox: sandbox) }

    /// The present stores, brought up to date so that they can be read; `nil` where there are none.
    /// - Throws: `BackupFault` where a server works on them.
    func present() async throws -> Stores? {
        let found = try await Stores.present(
            configuration,
            clock: SystemClock.source,
            logger: .quiet,
            sandbox: sandbox
        )
        guard let found else { return nil }
        if found.folder == nil { try await found.state.read { db in try StoreUse.refuse(in: db) } }
        try await found.state.migrate(Stores.stateMigrations)
        try await found.log.migrate(eventLogMigrations)
        return found
    }

    func plan(_ present: StoreCounts?) -> String {
        var lines = ["The backup of \(backup.sandbox): \(backup.words)."]
        if let present {
            lines += [
                "It replaces \(sandbox): \(present.people) people, \(present.events) events, \(present.sends) messages, "
                    + "\(present.pending) of them pending; all of it is kept beside.",
                "Opt-outs, suppressions, revoked keys and erasures of \(sandbox) are merged, never replaced.",
                "What \(sandbox) took in or sent after \(backup.taken) is in the kept copy only.",
            ]
        } else {
            lines.append("There is no sandbox \(sandbox) yet.")
        }
        lines.append("It starts in mode capture with all lanes closed until `sojourn release` is told what to skip.")
        return lines.joined(separator: "\n")
    }

    struct Done {
        var backup: Backup
        var merged: Restoring.Summary
        /// What the present stores are called now.
        var aside: String?

        var words: String {
            """
            restored: \(backup.words)
            taken over: \(merged.optOuts) opt-outs, \(merged.suppressions) suppressions, \(merged.keysRevoked) revoked keys
            erased again: \(merged.erased) people
            uncertain: \(merged.uncertain) messages that were being handed over
            \(aside.map { "what was there: \($0)" } ?? "there was nothing before")
            all invariants hold; mode capture, all lanes closed
            next: `sojourn release` shows what waits and asks what to skip; then `sojourn mode live`
            """
        }

        var summary: AttributeValue {
            [
                "taken": .string(backup.taken.description), "rows": .integer(backup.rows),
                "optOuts": .integer(Int64(merged.optOuts)), "suppressions": .integer(Int64(merged.suppressions)),
                "keysRevoked": .integer(Int64(merged.keysRevoked)), "erased": .integer(Int64(merged.erased)),
                "uncertain": .integer(Int64(merged.uncertain)), "kept": aside.map(AttributeValue.string) ?? .null,
            ]
        }
    }

    func perform(replacing present: Stores?) async throws -> Done {
        try await place.clear(logger: .quiet)
        let fresh = try Stores.connect(configuration, clock: SystemClock.source, logger: .quiet, sandbox: place.fresh)
        var done = Done(backup: backup, merged: Restoring.Summary())
        do {
            try await load(into: fresh)
            done.merged = try await finish(fresh, replacing: present)
            try copyHits(to: fresh, from: present)
            try await fresh.close()
            try await present?.close()
        } catch {
            try? await fresh.close()
            try? await place.clear(logger: .quiet)
            throw error
        }
        let aside = "\(sandbox)_before_\(SystemClock.now().milliseconds)"
        let kept = try await place.replace(keepingAs: aside, logger: .quiet)
        done.aside = present == nil ? nil : kept
        if fresh.folder == nil { try folder.copyHits(to: "\(place.folder)/hits") }
        return done
    }

    /// Makes the backup's own schema, loads its rows and then brings both up to date.
    private func load(into fresh: Stores) async throws {
        let known = Set(backup.migrations)
        try await fresh.state.migrate(Stores.stateMigrations.filter { known.contains($0.name) })
        try await fresh.log.migrate(eventLogMigrations.filter { known.contains($0.name) })
        try await folder.load(state: fresh.state, log: fresh.log, progress: complain)
        try await fresh.state.migrate(Stores.stateMigrations)
        try await fresh.log.migrate(eventLogMigrations)
    }

    private func finish(_ fresh: Stores, replacing present: Stores?) async throws -> Restoring.Summary {
        let restoring = Restoring(state: fresh.state, log: fresh.log, backup: backup)
        var summary = Restoring.Summary()
        if let present {
            complain("merging opt-outs, suppressions, revoked keys and erasures")
            try await restoring.merge(present.state, into: &summary)
        }
        try await restoring.close(into: &summary)
        complain("checking")
        let faults = try await restoring.faults()
        guard faults.isEmpty else {
            throw BackupFault(.checkFailed, "nothing was replaced:\n" + faults.joined(separator: "\n"))
        }
        // The last moment to find that somebody started a server meanwhile.
        if let present, present.folder == nil { try await present.state.read { db in try StoreUse.refuse(in: db) } }
        return summary
    }

    /// What waits in the present store's files comes along; on PostgreSQL those stay where they are.
    private func copyHits(to fresh: Stores, from present: Stores?) throws {
        guard fresh.folder != nil else { return }
        if let present, FileManager.default.fileExists(atPath: present.hits) {
            try FileManager.default.copyItem(atPath: present.hits, toPath: fresh.hits)
        }
        try folder.copyHits(to: fresh.hits)
    }
}

extension Stores {
    static var migrationNames: [String] { (stateMigrations + eventLogMigrations).map(\.name) }

    fileprivate func counts() async throws -> StoreCounts {
        try await state.read { db in try StoreCounts.load(in: db) }
    }
}
