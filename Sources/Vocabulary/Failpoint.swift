import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// A named place where a test can make the process die as by a power cut: no handler runs, no buffer is flushed.
///
/// `SOJOURN_FAILPOINT=take.before-commit:3` kills it the third time that place is reached. Unset, reaching one costs a
/// comparison.
public enum Failpoint {
    /// Read once: the variable cannot be set on a running process.
    private static let armed = Armed(environment: getenv("SOJOURN_FAILPOINT").map { String(cString: $0) })

    @inlinable
    public static func reach(_ name: StaticString) {
        if isArmed { reachArmed(name) }
    }

    @usableFromInline
    static let isArmed = armed.name != nil

    @usableFromInline
    static func reachArmed(_ name: StaticString) {
        guard armed.name == name.description, armed.isLastVisit() else { return }
        kill(getpid(), SIGKILL)
        // The signal may reach another thread first: nothing more may happen on this one.
        while true { pause() }
    }
}

/// What the environment asks for.
final class Armed: Sendable {
    let name: String?
    private let visits: Countdown

    init(environment: String?) {
        let parts = environment?.split(separator: ":", maxSplits: 1).map(String.init) ?? []
        name = parts.first
        visits = Countdown(parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }

    func isLastVisit() -> Bool { visits.decrement() == 0 }
}

private final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    func decrement() -> Int {
        left.withLock { left in
            left -= 1
            return left
        }
    }
}
