import FoundationEssentials
import Store
import Vocabulary

/// A finished backup on the disk.
package struct BackupFolder: Sendable {
    package let path: String
    package let backup: Backup

    /// - Throws: `BackupFault` where the folder holds no backup, or half of one.
    package init(_ path: String) throws(BackupFault) {
        self.path = path
        guard FileManager.default.fileExists(atPath: "\(path)/\(Manifest.name)") else {
            throw BackupFault(.unfinished, "\(path) has no \(Manifest.name): it is no backup, or not a finished one")
        }
        backup = try Manifest.read(try Self.content(of: Manifest.name, in: path))
    }

    /// Reads every file and compares it with what the manifest says.
    package func verify(progress: (String) -> Void = { _ in }) throws(BackupFault) {
        for file in backup.files {
            progress("verifying \(file.path)")
            let found = try Self.measure(file.path, in: path)
            guard found.bytes == file.bytes else {
                throw BackupFault(.damaged, "\(file.path) has \(found.bytes) bytes of \(file.bytes)")
            }
            guard found.sha256 == file.sha256 else {
                throw BackupFault(.damaged, "\(file.path) is not as it was written")
            }
        }
        guard backup.head >= backup.position else {
            throw BackupFault(.damaged, "its log ends before what its state has processed")
        }
    }

    /// Refuses what a newer release made.
    package func verify(migrations known: [String]) throws(BackupFault) {
        let unknown = Set(backup.migrations).subtracting(known).sorted()
        guard unknown.isEmpty else {
            let names = unknown.joined(separator: ", ")
            throw BackupFault(.newer, "release \(backup.release) made it, with \(names), which this one does not know")
        }
    }

    private static func measure(_ file: String, in folder: String) throws(BackupFault) -> BackupFile {
        let reader = try FileReader(file, in: folder)
        let digest = Digest()
        var (bytes, buffer) = (Int64(0), [UInt8]())
        while try reader.read(1 << 20, into: &buffer) > 0 {
            buffer.withUnsafeBytes(digest.add)
            bytes += Int64(buffer.count)
            buffer.removeAll(keepingCapacity: true)
        }
        return BackupFile(path: file, bytes: bytes, sha256: digest.finish())
    }

    private static func content(of file: String, in folder: String) throws(BackupFault) -> [UInt8] {
        let reader = try FileReader(file, in: folder)
        var content: [UInt8] = []
        while try reader.read(1 << 16, into: &content) > 0 {}
        return content
    }
}

extension BackupFolder {
    /// Brings the rows into stores whose schema is that of the backup, replacing what the schema was made with.
    package func load(state: Store, log: Store, progress: @escaping @Sendable (String) -> Void) async throws {
        for table in backup.tables {
            progress("restoring \(table.name)")
            try await load(table, into: Backup.isOfLog(table.name) ? log : state)
        }
    }

    /// Rows of one transaction, by number and by what their values take.
    private static let rowLimit = 10_000
    private static let byteLimit = 8 << 20

    private func load(_ table: Backup.Table, into store: Store) async throws {
        let whole = try await store.write { db in
            // The manifest names tables; only the schema's own are written to.
            guard let whole = try db.wholeTables().first(where: { $0.name == table.name }),
                Set(whole.columns) == Set(table.columns)
            else { throw BackupFault(.newer, "this release has no table \(table.name) of the same columns") }
            try db.empty(whole)
            return WholeTable(name: table.name, columns: table.columns)
        }
        var reader = try RowReader(table.file.path, in: path, columns: table.columns.count)
        var count: Int64 = 0
        while true {
            var rows: [[SQLValue]] = []
            let start = reader.size
            while rows.count < Self.rowLimit, reader.size - start < Self.byteLimit, let row = try reader.next() {
                rows.append(row)
            }
            guard !rows.isEmpty else { break }
            count += Int64(rows.count)
            let batch = rows
            try await store.write { db in try db.fill(whole, rows: batch) }
        }
        guard count == table.rows else {
            throw BackupFault(.damaged, "\(table.file.path) holds \(count) rows of \(table.rows)")
        }
    }

    /// Puts the waiting opens and clicks where a server takes them up; what is there stays.
    package func copyHits(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for file in backup.hits {
            let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
            guard !FileManager.default.fileExists(atPath: "\(folder)/\(name)") else { continue }
            try FileManager.default.copyItem(atPath: "\(path)/\(file.path)", toPath: "\(folder)/\(name)")
        }
    }
}
