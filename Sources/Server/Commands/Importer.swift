import Foundation
import Pipeline
import Store
import Vocabulary

/// Appends a file's lines to the log in batches, keeps how far it came, and writes what is refused to a file.
struct Importer {
    let stores: Stores
    let intake: Intake

    private static let batchCount = 100
    private static let batchBytes = 400 * 1024
    /// Whose events an import's are.
    private static let key = KeyID(raw: 1)

    /// - Returns: what came of it, in one line.
    func run(_ source: ImportSource, file: String) async throws -> String {
        var source = source
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        if let offset = try await stores.state.read({ db in try ImportTable.offset(of: path, in: db) }) {
            try source.resume(at: UInt64(offset))
        }
        let rejects = RejectFile(path: file + ".rejected")
        var (taken, refused) = (0, 0)
        while let batch = try nextBatch(&source) {
            let (good, bad) = try await append(batch.lines)
            (taken, refused) = (taken + good, refused + bad.count + batch.refused.count)
            try rejects.append(bad + batch.refused)
            let offset = Int64(source.offset)
            try await stores.state.write { db in try ImportTable.keep(offset, of: path, in: db) }
            showProgress(source)
        }
        return "\n\(taken) taken, \(refused) refused\(refused > 0 ? ", see \(file).rejected" : "")"
    }

    private func nextBatch(_ source: inout ImportSource) throws -> (lines: [[UInt8]], refused: [String])? {
        var lines: [[UInt8]] = []
        var refused: [String] = []
        var bytes = 0
        while lines.count < Self.batchCount, bytes < Self.batchBytes, let line = try source.next() {
            switch line {
            case .call(let call):
                lines.append(call)
                bytes += call.count
            case .refused(let reason): refused.append(reason)
            }
        }
        return lines.isEmpty && refused.isEmpty ? nil : (lines, refused)
    }

    private func append(_ lines: [[UInt8]]) async throws -> (taken: Int, refused: [String]) {
        guard !lines.isEmpty else { return (0, []) }
        let body = Array("{\"batch\":[".utf8) + lines.joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8)
        do {
            let contents = try SegmentDecoder.check(body, call: .import)
            try await intake.append(
                body,
                call: .import,
                key: Self.key,
                accepted: contents.accepted,
                rejected: contents.rejected
            )
            return (contents.accepted, contents.rejected.map { "\($0.code.rawValue): \($0.message)" })
        } catch is SegmentRefusal where lines.count > 1 {
            // One malformed line spoils a joined body: each is tried alone.
            var (taken, refused) = (0, [String]())
            for line in lines {
                let one = try await append([line])
                taken += one.taken
                refused += one.refused
            }
            return (taken, refused)
        } catch let refusal as SegmentRefusal {
            return (0, ["\(refusal): \(String(decoding: lines[0].prefix(200), as: UTF8.self))"])
        }
    }

    private func showProgress(_ source: ImportSource) {
        let share = source.size == 0 ? 1 : Double(source.offset) / Double(source.size)
        let filled = Int(share * 40)
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 40 - filled)
        FileHandle.standardError.write(Data("\r\(bar) \(Int(share * 100)) %".utf8))
    }
}

/// Where refused lines go, made when there is the first.
private struct RejectFile {
    let path: String

    func append(_ reasons: [String]) throws {
        guard !reasons.isEmpty else { return }
        if !FileManager.default.fileExists(atPath: path) {
            guard FileManager.default.createFile(atPath: path, contents: nil) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteUnknown) }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((reasons.joined(separator: "\n") + "\n").utf8))
        try handle.close()
    }
}

/// How far imports came.
enum ImportTable {
    static func offset(of path: String, in db: Transaction) throws -> Int64? {
        try db.value("SELECT position FROM imports WHERE path = \(path)")
    }

    static func keep(_ offset: Int64, of path: String, in db: Transaction) throws {
        try db.merge(
            into: "imports",
            columns: ["path", "position", "moment"],
            key: ["path"],
            rows: [[.text(path), .integer(offset), db.now.sqlValue]]
        )
    }

    static let migrations = [
        Migration(
            "imports-1",
            ["CREATE TABLE imports (path TEXT PRIMARY KEY, position BIGINT NOT NULL, moment BIGINT NOT NULL)"]
        )
    ]
}
