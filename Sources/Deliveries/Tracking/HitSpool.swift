import FoundationEssentials
import Synchronization
import Vocabulary

#if canImport(Glibc)
import Glibc
#endif

/// Opens and clicks on their way to the database: appended to files, so that answering needs no database and a process
/// that is killed loses none it answered.
///
/// A hit is in the kernel's hands before it is answered. It is on the disk when its segment is sealed, which the
/// collector does every few seconds: a power cut can cost that much. Files are the queue; memory holds none of it.
package final class HitSpool: Sendable {
    /// Told when the first hit of a segment came.
    package let nudge = Nudge()

    private struct Segment {
        let path: String
        let file: Int32
        var bytes = 0
    }

    private struct State {
        var open: Segment?
        /// Written to their end and not yet on the disk.
        var full: [Segment] = []
        /// Complete ones, oldest first.
        var sealed: [String] = []
        /// What all of them hold.
        var bytes = 0
        var made = 0
        /// Makes nonces unique within a millisecond.
        var counter: Int64
        var lost = 0
    }

    private let folder: String
    private let name: String
    private let limit: Int
    private let state: Mutex<State>

    /// With the database away so many bytes are kept; what comes then is answered and not counted.
    package static let standardLimit = 256 << 20
    private static let segmentLimit = 4 << 20
    private static let suffix = ".hits"

    /// Takes over what processes that are no more have left in `folder`.
    ///
    /// - Parameter name: of this process's files; never used before in this folder.
    package init(folder: String, name: String, limit: Int = standardLimit) throws {
        (self.folder, self.name, self.limit) = (folder, name, limit)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        state = Mutex(State(counter: Int64(getpid()) & 0xFFFF))
        let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(Self.suffix) }
        let orphans = left.sorted().map { "\(folder)/\($0)" }.filter(Self.isOrphan)
        state.withLock { state in
            state.sealed = orphans
            state.bytes = orphans.reduce(0) { $0 + Self.size(of: $1) }
        }
        if !orphans.isEmpty { nudge.signal() }
    }

    /// Keeps a hit; nothing is waited for but the kernel's copying it.
    /// - Returns: whether it is kept: not where the disk is full or too much waits already.
    @discardableResult
    package func keep(
        _ kind: Hit.Kind,
        of send: SendID,
        link: Int = 0,
        by visitor: HitVisitor,
        at now: Moment
    ) -> Bool {
        state.withLock { state in
            state.counter = (state.counter + 1) & 0xFFFF
            let nonce = now.milliseconds << 16 | state.counter
            let hit = Hit(kind: kind, send: send, link: link, moment: now, nonce: nonce, visitor: visitor)
            let isKept = append(hit.line, &state)
            if !isKept { state.lost += 1 }
            return isKept
        }
    }

    private func append(_ line: [UInt8], _ state: inout State) -> Bool {
        guard state.bytes + line.count <= limit else { return false }
        if let open = state.open, open.bytes + line.count > Self.segmentLimit { end(&state) }
        if state.open == nil { open(&state) }
        guard let file = state.open?.file else { return false }
        let written = max(0, write(file, line, line.count))
        state.open?.bytes += written
        state.bytes += written
        // What a full disk tore ends its segment, so that it spoils no other line.
        if written > 0, written < line.count { end(&state) }
        return written == line.count
    }

    private func open(_ state: inout State) {
        state.made += 1
        let number = String(state.made)
        let path = "\(folder)/\(name)-\(String(repeating: "0", count: max(0, 8 - number.count)))\(number)\(Self.suffix)"
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        // Held as long as this process writes it: who cannot have it knows that somebody does.
        _ = flock(file, LOCK_EX | LOCK_NB)
        state.open = Segment(path: path, file: file)
        nudge.signal()
    }

    private func end(_ state: inout State) {
        if let open = state.open { state.full.append(open) }
        state.open = nil
    }

    private static func isOrphan(_ path: String) -> Bool {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_EX | LOCK_NB) == 0
    }

    private static func size(of path: String) -> Int {
        var found = stat()
        return stat(path, &found) == 0 ? Int(found.st_size) : 0
    }

    // MARK: For the collector

    /// Hits that were answered and could not be kept, since the last time somebody asked.
    func takeLost() -> Int {
        state.withLock { state in
            defer { state.lost = 0 }
            return state.lost
        }
    }

    /// Ends the segment being written, brings it to the disk and names all that are complete. Nobody who keeps a hit waits
    /// for the disk.
    func seal() -> [String] {
        let full = state.withLock { state in
            end(&state)
            defer { state.full = [] }
            return state.full
        }
        for segment in full {
            _ = fsync(segment.file)
            close(segment.file)
        }
        return state.withLock { state in
            state.sealed += full.map(\.path)
            return state.sealed
        }
    }

    /// The hits of a complete segment; lines that were torn are left out.
    func hits(in path: String) throws -> [Hit] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { Hit(line: $0) }
    }

    /// Drops a segment whose hits are in the database.
    func remove(_ path: String) {
        let size = Self.size(of: path)
        unlink(path)
        state.withLock { state in
            state.sealed.removeAll { $0 == path }
            state.bytes -= size
        }
    }
}
