import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Named places where a crash test kills the process, as a power cut would: no cleanup, no flush.
///
/// `SOJOURN_FAILPOINT=name:3` dies the third time `name` is passed. Unset, a pass costs one comparison.
public enum Failpoint {
    private static let armed: (name: String, count: Int)? = {
        guard let setting = getenv("SOJOURN_FAILPOINT") else { return nil }
        let parts = String(cString: setting).split(separator: ":")
        guard let name = parts.first else { return nil }
        return (String(name), parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }()

    private static let passes = PassCounter()

    public static func hit(_ name: StaticString) {
        guard let armed, armed.name == name.description, passes.next() == armed.count else { return }
        kill(getpid(), SIGKILL)
        pause()
    }
}

/// Counts passes from any thread.
private final class PassCounter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
