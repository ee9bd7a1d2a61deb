import FoundationEssentials
import Store
import Vocabulary

#if canImport(Glibc)
import Glibc
#endif

/// Copies a sandbox while servers run: what waits of opens and clicks first, then the state, then the log, and last the
/// manifest, without which a folder is no backup.
///
/// Hits go to the state and state goes by the log, so each part is copied before the one that may already know more.
package struct BackupMaking: Sendable {
    let state: Store
    let log: Store
    /// Where opens and clicks wait.
    let hits: String
    let sandbox: String
    let release: String
    /// Told what is being copied.
    let progress: @Sendable (String) -> Void

    package init(
        state: Store,
        log: Store,
        hits: String,
        sandbox: String,
        release: String,
        progress: @escaping @Sendable (String) -> Void
    ) {
        self.state = state
        self.log = log
        self.hits = hits
        self.sandbox = sandbox
        self.release = release
        self.progress = progress
    }

    /// Writes to `folder`, which must be new or empty; what a failure left there is removed.
    package func make(in folder: String) async throws -> Backup {
        let isNew = !FileManager.default.fileExists(atPath: folder)
        guard try Disk.names(in: folder).isEmpty else {
            throw BackupFault(.folderNotEmpty, "\(folder) is not empty; every backup has a folder of its own")
        }
        do {
            for part in Self.parts { try Self.makeFolder("\(folder)/\(part)") }
            return try await fill(folder)
        } catch {
            // What cannot be removed has no manifest, and the first failure is the one to tell.
            let left = isNew ? [folder] : Self.parts.map { "\(folder)/\($0)" }
            for path in left { try? FileManager.default.removeItem(atPath: path) }
            throw error
        }
    }

    private static let parts = ["state", "log", "hits"]

    private func fill(_ folder: String) async throws -> Backup {
        let hits = try copyHits(to: folder)
        let (taken, position, states) = try await state.snapshot { [self] db in
            let tables = try copy(to: folder, part: "state", in: db) { !Backup.isOfLog($0) }
            return (db.now, try RestoreTable.position(in: db), tables)
        }
        let (head, logs) = try await log.snapshot { [self] db in
            let tables = try copy(to: folder, part: "log", in: db, where: Backup.isOfLog)
            return (try RestoreTable.head(in: db), tables)
        }
        guard head >= position else {
            throw BackupFault(.damaged, "the log ends at \(head) and the state has processed \(position)")
        }
        let backup = Backup(
            sandbox: sandbox,
            release: release,
            taken: taken,
            position: position,
            head: head,
            migrations: Set(try await state.applied() + log.applied()).sorted(),
            tables: states + logs,
            hits: hits
        )
        try finish(backup, in: folder)
        return backup
    }

    /// The manifest comes under its name only once all else, and it itself, is on the disk.
    private func finish(_ backup: Backup, in folder: String) throws {
        for part in Self.parts { try Disk.sync(folder: "\(folder)/\(part)") }
        let unfinished = Manifest.name + ".part"
        let file = try FileWriter(unfinished, in: folder)
        try file.write { $0 += Manifest.text(of: backup) }
        _ = try file.finish()
        guard rename("\(folder)/\(unfinished)", "\(folder)/\(Manifest.name)") == 0 else {
            throw Disk.fault("name \(Manifest.name)")
        }
        try Disk.sync(folder: folder)
    }

    private func copy(
        to folder: String,
        part: String,
        in db: Transaction,
        where isWanted: (String) -> Bool
    ) throws -> [Backup.Table] {
        try db.wholeTables().filter { isWanted($0.name) }.map { table in
            progress("copying \(table.name)")
            let file = try FileWriter("\(part)/\(table.name).rows", in: folder)
            try file.write { $0 += RowFile.header }
            var rows: Int64 = 0
            try db.walk(table) { row in
                try file.write(row, columns: table.columns.count)
                rows += 1
            }
            return Backup.Table(name: table.name, columns: table.columns, rows: rows, file: try file.finish())
        }
    }

    /// A segment still being written is copied as far as it is; a line cut off at its end is passed over by who reads it.
    private func copyHits(to folder: String) throws -> [BackupFile] {
        try Disk.names(in: hits).filter { $0.hasSuffix(".hits") }.compactMap { name in
            // It may have gone into the database meanwhile, and so be in the state's copy.
            guard let source = try? FileReader(name, in: hits) else { return nil }
            let copy = try FileWriter("hits/\(name)", in: folder)
            var piece: [UInt8] = []
            while try source.read(1 << 16, into: &piece) > 0 {
                try copy.write { $0 += piece }
                piece.removeAll(keepingCapacity: true)
            }
            return try copy.finish()
        }
    }

    private static func makeFolder(_ path: String) throws(BackupFault) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw BackupFault(.cannotWrite, "cannot make \(path): \(error)")
        }
    }
}
