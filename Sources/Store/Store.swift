import Logging
import Vocabulary

/// The one door to a database.
///
/// The closures of `write` and `read` are synchronous and may run more than once: a serialization failure runs them
/// again. So they touch nothing but `db` and what they return.
public final class Store: Sendable {
    private let driver: any StoreDriver
    private let clock: TimeSource
    private let logger: Logger

    public init(driver: any StoreDriver, clock: TimeSource, logger: Logger) {
        self.driver = driver
        self.clock = clock
        self.logger = logger
    }

    public var dialect: Dialect { driver.dialect }

    /// How often a closure is run before the conflict is the caller's; between runs it waits a random while, up to half
    /// a second at the last, so that those who met do not meet again.
    private static let attemptLimit = 10

    /// Runs `body` in a transaction that is durable once this returns.
    ///
    /// - Throws: what `body` throws (and nothing is changed), or a `StoreError`.
    public func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value
    {
        for attempt in 1..<Self.attemptLimit {
            do {
                return try await driver.write(now: clock.now(), body)
            } catch let error as StoreError where error.isConflict {
                logger.debug("transaction runs again", metadata: ["store.conflict": "\(error.message)"])
                try await Task.sleep(for: .microseconds(Int64.random(in: 0..<1000 << Int64(attempt))))
            }
        }
        return try await driver.write(now: clock.now(), body)
    }

    /// Runs `body` on a snapshot of the last commit.
    public func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await driver.read(now: clock.now(), body)
    }

    /// One snapshot for as long as `body` takes, which runs once and so may do more than ask: for copies of everything.
    package func snapshot<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await driver.read(now: clock.now()) { db in
            try db.allowPauses()
            return try body(db)
        }
    }

    /// Waits for open transactions and closes.
    public func close() async throws { try await driver.close() }
}

/// A database behind the door: `StoreSQLite`, `StorePostgres`.
public protocol StoreDriver: Sendable {
    var dialect: Dialect { get }
    func write<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value
    func read<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value
    func close() async throws
}

/// Where `now` comes from: the system's clock in a running server, a virtual one in tests and time-lapse.
public struct TimeSource: Sendable {
    private let read: @Sendable () -> Moment

    public init(_ read: @escaping @Sendable () -> Moment) { self.read = read }

    public func now() -> Moment { read() }
}

/// What a database refused, and what the caller may do about it.
public struct StoreError: Error, Hashable, CustomStringConvertible {
    public enum Cause: Hashable, Sendable {
        /// Another transaction was in the way: running again helps.
        case conflict
        /// A unique or check constraint says no.
        case constraint
        /// The database cannot be reached or went away: try later.
        case unavailable
        /// No space is left: try later, and make room.
        case diskFull
        /// The statement or the schema is wrong.
        case other
    }

    public var cause: Cause
    public var message: String
    public var statement: String?

    public init(cause: Cause, message: String, statement: String? = nil) {
        self.cause = cause
        self.message = message
        self.statement = statement
    }

    public var isConflict: Bool { cause == .conflict }

    /// Whether the same call may succeed later without a change of code or data.
    public var isTemporary: Bool { cause == .conflict || cause == .unavailable || cause == .diskFull }

    public var description: String { "\(cause): \(message)\(statement.map { " in: \($0)" } ?? "")" }
}
