import EventLog
import Synchronization
import Vocabulary

#if canImport(Glibc)
import Glibc
#endif

/// Says no while there is still room to work: above a backlog, or below a free-disk bound (`SEMANTICS 35`).
package final class BackPressure: Sendable {
    package struct Limits: Sendable {
        /// Requests waiting for the next commit.
        package var waiting = 10_000
        /// Records appended and not yet processed.
        package var backlog: Int64 = 1_000_000
        /// Bytes that must stay free on the data folder's disk.
        package var freeBytes: UInt64 = 256 * 1024 * 1024

        package init() {}
    }

    /// How full the data folder's disk is.
    package struct Disk: Hashable, Sendable {
        package var freeBytes: UInt64
        /// With less than this free, events are refused.
        package var bound: UInt64

        package var isFull: Bool { freeBytes < bound }
        /// Somebody should make room while everything still works.
        package var isLow: Bool { freeBytes < bound * 8 }

        package init(freeBytes: UInt64, bound: UInt64) {
            self.freeBytes = freeBytes
            self.bound = bound
        }
    }

    private struct State {
        var processed = LogPosition.start
        var isDiskFull = false
    }

    private let limits: Limits
    private let folder: String?
    private let state = Mutex(State())

    /// - Parameter folder: where the embedded store lives; `nil` where the database looks after its own disk.
    package init(limits: Limits = Limits(), folder: String?) {
        self.limits = limits
        self.folder = folder
        checkDisk()
    }

    package func processed(_ position: LogPosition) {
        state.withLock { $0.processed = max($0.processed, position) }
        checkDisk()
    }

    /// Looks at the disk; cheap, called after each batch and while it was full at the last look.
    package func checkDisk() {
        guard let disk else { return }
        state.withLock { $0.isDiskFull = disk.isFull }
    }

    /// The disk at this moment; `nil` where the database looks after its own.
    package var disk: Disk? {
        guard let folder else { return nil }
        var answer = statvfs()
        guard statvfs(folder, &answer) == 0 else { return nil }
        return Disk(freeBytes: UInt64(answer.f_bavail) * UInt64(answer.f_frsize), bound: limits.freeBytes)
    }

    func refusal(waiting: Int, head: LogPosition) -> IntakeRefusal? {
        // Nothing is processed while everything is refused, so room made on the disk is noticed here.
        if state.withLock({ $0.isDiskFull }) { checkDisk() }
        let now = state.withLock { $0 }
        if now.isDiskFull { return .diskFull }
        if waiting > limits.waiting { return .busy(retryAfter: .seconds(1)) }
        return head.sequence - now.processed.sequence > limits.backlog ? .busy(retryAfter: .seconds(10)) : nil
    }
}
