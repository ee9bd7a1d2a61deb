import FoundationEssentials
import Store

#if canImport(Glibc)
import Glibc
#endif

/// What the manifest says of one file of a backup.
package struct BackupFile: Hashable, Sendable {
    /// Below the backup's folder.
    package var path: String
    package var bytes: Int64
    package var sha256: String
}

/// A file being written: buffered, digested on the way, on the disk when it is finished.
final class FileWriter {
    private let folder: String
    private let path: String
    private let file: Int32
    private let digest = Digest()
    private var buffer: [UInt8] = []
    private var bytes: Int64 = 0

    private static let bufferBytes = 1 << 20

    /// - Throws: `BackupFault` where the file exists or cannot be made.
    init(_ path: String, in folder: String) throws(BackupFault) {
        (self.folder, self.path) = (folder, path)
        file = open("\(folder)/\(path)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Disk.fault("make \(path)") }
    }

    deinit { close(file) }

    func write(_ body: (inout [UInt8]) throws -> Void) throws {
        try body(&buffer)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    func write(_ row: borrowing Row, columns: Int) throws {
        try RowFile.append(row, columns: columns, to: &buffer)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    func finish() throws -> BackupFile {
        try flush()
        guard fsync(file) == 0 else { throw Disk.fault("bring \(path) to the disk") }
        return BackupFile(path: path, bytes: bytes, sha256: digest.finish())
    }

    private func flush() throws(BackupFault) {
        var failed = false
        buffer.withUnsafeBytes { buffer in
            digest.add(buffer)
            var start = 0
            while start < buffer.count, !failed {
                let count = Glibc.write(file, buffer.baseAddress?.advanced(by: start), buffer.count - start)
                if count > 0 { start += count } else { failed = count == 0 || errno != EINTR }
            }
        }
        guard !failed else { throw Disk.fault("write \(path)") }
        bytes += Int64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }
}

/// A file being read in order.
final class FileReader {
    private let path: String
    private let file: Int32

    /// - Throws: `BackupFault` where there is no such file.
    init(_ path: String, in folder: String) throws(BackupFault) {
        self.path = path
        file = open("\(folder)/\(path)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw BackupFault(.damaged, "\(path) cannot be read: \(Disk.reason)") }
    }

    deinit { close(file) }

    /// Appends up to `count` bytes to `buffer`; returns how many, 0 at the end.
    func read(_ count: Int, into buffer: inout [UInt8]) throws(BackupFault) -> Int {
        var found = 0
        buffer += [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            found = Glibc.read(file, bytes.baseAddress, count)
            filled = max(0, found)
        }
        guard found >= 0 else { throw BackupFault(.damaged, "\(path) cannot be read: \(Disk.reason)") }
        return found
    }
}

/// What else a backup asks of the disk.
enum Disk {
    static var reason: String { String(cString: strerror(errno)) }

    static func fault(_ what: String) -> BackupFault { BackupFault(.cannotWrite, "cannot \(what): \(reason)") }

    /// Brings the names in a folder to the disk.
    static func sync(folder: String) throws(BackupFault) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw fault("open \(folder)") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw fault("bring \(folder) to the disk") }
    }

    /// Names of what is in a folder, in order; none where there is no folder.
    static func names(in folder: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
}
