import EventLog
import Foundation
import JSON
import Pipeline
import Store
import Vocabulary

/// Appends a file's lines to the log in batches, keeps how far it came, and writes what is refused to a file.
struct Importer {
    let stores: Stores
    let intake: Intake
    let pressure: BackPressure

    private static let batchCount = 100
    private static let batchBytes = 400 * 1024
    /// Seconds without any progress of the server; past it there is none.
    private static let stallLimit = 20
    /// Whose events an import's are.
    private static let key = KeyID(raw: 1)

    /// What came of an import.
    struct Report {
        var taken = 0
        /// Where the refused lines are.
        let rejects: String
        var refused = 0

        var text: String { "\(taken) taken, \(refused) refused\(refused > 0 ? ", see \(rejects)" : "")" }

        var json: String {
            var writer = JSONWriter()
            writer.object { object in
                object.member("taken", taken)
                object.member("refused", refused)
                object.member("rejected", refused > 0 ? rejects : nil)
            }
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    func run(_ file: String, kind: Import.Kind, fromStart: Bool) async throws -> Report {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        let known = try await stores.state.read { db in try ImportTable.progress(of: path, in: db) }
        var progress = try await begin(path, fromStart ? nil : known)
        var source = try ImportSource(path: file, kind: kind, id: "\(progress.began.milliseconds)")
        try source.resume(at: UInt64(progress.position), afterLine: progress.line)
        let rejects = RejectFile(path: file + ".rejected")
        if progress.position == 0 { try rejects.remove() }
        var report = Report(rejects: rejects.path)
        while let lines = try nextBatch(&source) {
            let refused = try await append(lines)
            report.taken += lines.count - refused.count
            report.refused += refused.count
            try rejects.append(refused)
            (progress.position, progress.line) = (Int64(source.offset), source.number)
            try await keep(progress, of: path)
            showProgress(source)
        }
        if Self.showsProgress { complain("") }
        return report
    }

    /// Where to go on; a file that is shorter than it was is another one.
    private func begin(_ path: String, _ known: ImportTable.Progress?) async throws -> ImportTable.Progress {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64 ?? 0
        if let known, known.position <= size { return known }
        let progress = ImportTable.Progress(began: SystemClock.now(), position: 0, line: 0)
        try await keep(progress, of: path)
        return progress
    }

    private func keep(_ progress: ImportTable.Progress, of path: String) async throws {
        try await stores.state.write { db in try ImportTable.keep(progress, of: path, in: db) }
    }

    private func nextBatch(_ source: inout ImportSource) throws -> [ImportSource.Line]? {
        var lines: [ImportSource.Line] = []
        var bytes = 0
        while lines.count < Self.batchCount, bytes < Self.batchBytes, let line = try source.next() {
            lines.append(line)
            bytes += line.text.utf8.count
        }
        return lines.isEmpty ? nil : lines
    }

    /// - Returns: the lines that were refused, each with its reason.
    private func append(_ lines: [ImportSource.Line]) async throws -> [RefusedLine] {
        var refused: [RefusedLine] = []
        var calls: [(line: ImportSource.Line, bytes: [UInt8])] = []
        for line in lines {
            switch line.call {
            case .failure(let refusal): refused.append(RefusedLine(line, refusal.description))
            case .success(let bytes) where bytes.count > SegmentLimits.eventBytes:
                refused.append(RefusedLine(line, "event.too-large: the event is larger than 32 KB"))
            case .success(let bytes): calls.append((line, bytes))
            }
        }
        guard !calls.isEmpty else { return refused }
        let body =
            Array("{\"batch\":[".utf8) + calls.map(\.bytes).joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8)
        let contents = try SegmentDecoder.check(body, call: .import)
        try await append(body, contents)
        refused += contents.rejected.map { RefusedLine(calls[$0.index].line, "\($0.code.rawValue): \($0.message)") }
        return refused.sorted { $0.number < $1.number }
    }

    /// While too much waits it looks, again and again, how far a running server has come.
    private func append(_ body: [UInt8], _ contents: SegmentDecoder.Contents) async throws {
        var (last, stalls) = (Int64(-1), 0)
        while true {
            do {
                return try await intake.append(
                    body,
                    call: .import,
                    key: Self.key,
                    accepted: contents.accepted,
                    rejected: contents.rejected
                )
            } catch .busy {
                let cursor = try await stores.state.read { db in try PipelineTable.cursor(in: db) }
                guard let cursor, stalls < Self.stallLimit else { throw IntakeRefusal.busy(retryAfter: .zero) }
                stalls = cursor.position.sequence > last ? 0 : stalls + 1
                last = cursor.position.sequence
                pressure.processed(cursor.position)
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    private static let showsProgress = isatty(STDERR_FILENO) == 1

    private func showProgress(_ source: ImportSource) {
        guard Self.showsProgress else { return }
        let share = source.size == 0 ? 1 : Double(source.offset) / Double(source.size)
        let filled = Int(share * 40)
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 40 - filled)
        FileHandle.standardError.write(Data("\r\(bar) \(Int(share * 100)) %".utf8))
    }
}

/// A line that was not taken, as the reject file keeps it: `{"line":12,"reason":"…","text":"…"}`.
private struct RefusedLine {
    let number: Int
    let json: [UInt8]

    init(_ line: ImportSource.Line, _ reason: String) {
        number = line.number
        var writer = JSONWriter()
        writer.object { object in
            object.member("line", line.number)
            object.member("reason", reason)
            object.member("text", line.text)
        }
        json = writer.bytes
    }
}

/// Where refused lines go, made when there is the first.
private struct RejectFile {
    let path: String

    func remove() throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    func append(_ lines: [RefusedLine]) throws {
        guard !lines.isEmpty else { return }
        if !FileManager.default.fileExists(atPath: path) {
            guard FileManager.default.createFile(atPath: path, contents: nil) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteUnknown) }
        try handle.seekToEnd()
        for line in lines { try handle.write(contentsOf: Data(line.json + [10])) }
        try handle.close()
    }
}
