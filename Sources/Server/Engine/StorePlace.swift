import Backups
import FoundationEssentials
import Logging
import Store
import StorePostgres

#if canImport(Glibc)
import Glibc
#endif

/// Where a sandbox's stores are, and where a restore builds their successors beside them.
///
/// The successors take their place at once and whole: by renaming folders, on PostgreSQL schemas.
struct StorePlace: Sendable {
    let configuration: Configuration
    let sandbox: String

    private var root: String { configuration.dataFolder }
    private var isEmbedded: Bool { configuration[.database] == nil }

    /// The name under which a restore builds; the stores there are nobody's yet.
    var fresh: String { "\(sandbox)_restoring" }
    /// The same once it is complete; only the embedded store has a moment between the two.
    private var complete: String { "\(sandbox)_restored" }

    /// The folder of an embedded store; on PostgreSQL that of what processes keep beside it.
    var folder: String { "\(root)/\(sandbox)" }

    /// Keeps a restore away as long as it lives; a restore's own keeps everyone else away.
    func lock(exclusively: Bool = false) throws -> StoreLock? {
        guard isEmbedded else { return nil }
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        guard let lock = StoreLock("\(root)/\(sandbox).lock", exclusively: exclusively) else {
            throw BackupFault(.storeInUse, exclusively ? "stop the server first" : "it is being restored")
        }
        return lock
    }

    /// Finishes a restore that was interrupted between its two renamings.
    func settle() {
        guard isEmbedded, !FileManager.default.fileExists(atPath: folder) else { return }
        _ = rename("\(root)/\(complete)", folder)
    }

    /// Removes what an interrupted restore built.
    func clear(logger: Logger) async throws {
        if let url = configuration[.database] {
            return try await administer(url, logger) { try await $0.drop(schema: fresh) }
        }
        for name in [fresh, complete] where FileManager.default.fileExists(atPath: "\(root)/\(name)") {
            try FileManager.default.removeItem(atPath: "\(root)/\(name)")
        }
    }

    /// Puts what was built in the place of the present stores, which are kept.
    /// - Returns: the name they have from then on; `nil` where there were none.
    func replace(keepingAs aside: String, logger: Logger) async throws -> String? {
        if let url = configuration[.database] {
            try await administer(url, logger) {
                try await $0.replace(schema: sandbox, with: fresh, keepingAs: aside)
            }
            return aside
        }
        try move(fresh, to: complete)
        let hasPresent = FileManager.default.fileExists(atPath: folder)
        if hasPresent { try move(sandbox, to: aside) }
        try move(complete, to: sandbox)
        return hasPresent ? aside : nil
    }

    private func move(_ name: String, to other: String) throws {
        guard rename("\(root)/\(name)", "\(root)/\(other)") == 0 else {
            throw BackupFault(.cannotWrite, "cannot rename \(name) to \(other): \(String(cString: strerror(errno)))")
        }
        let file = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        _ = fsync(file)
        close(file)
    }

    private func administer(
        _ url: String,
        _ logger: Logger,
        _ body: (PostgresDriver) async throws -> Void
    ) async throws {
        let driver = PostgresDriver(url: url, schema: sandbox, connections: 1, logger: logger)
        try await body(driver)
        try await driver.close()
    }
}

/// A lock on a file, shared or exclusive, that ends with this value or its process.
final class StoreLock: Sendable {
    private let file: Int32

    /// `nil` where others hold it.
    init?(_ path: String, exclusively: Bool) {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, flock(file, (exclusively ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else { return nil }
    }

    deinit { close(file) }
}
