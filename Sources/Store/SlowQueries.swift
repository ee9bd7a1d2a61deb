import Logging

/// Logs statements that took longer than they should, without their values.
public struct SlowQueries: Sendable {
    private let threshold: Duration
    private let logger: Logger

    public init(threshold: Duration = .milliseconds(250), logger: Logger) {
        self.threshold = threshold
        self.logger = logger
    }

    /// Runs `body`, the execution of `statement`, and logs it if it was slow.
    @inlinable
    public func measure<Value>(_ statement: String, _ body: () throws -> Value) rethrows -> Value {
        let start = ContinuousClock.now
        defer { report(statement, took: ContinuousClock.now - start) }
        return try body()
    }

    @usableFromInline
    func report(_ statement: String, took duration: Duration) {
        guard duration > threshold else { return }
        logger.warning("slow statement", metadata: ["store.sql": "\(statement)", "store.duration": "\(duration)"])
    }
}
