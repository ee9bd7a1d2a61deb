import GRDB
import Logging
import Store
import Vocabulary

/// One SQLite file behind the door: one writer, readers on snapshots (WAL), `synchronous=FULL`.
public final class SQLiteDriver: StoreDriver {
    private let pool: DatabasePool
    private let slow: SlowQueries

    public let dialect = Dialect.sqlite

    /// How long a writer waits for another process (a command beside a running server).
    private static let busyTimeout = 5.0
    private static let readerLimit = 4
    private static let cacheKibibytes = 64 * 1024
    /// How far the write-ahead log may grow before it is copied back: a page that many commits changed is copied once.
    private static let checkpointBytes = 16 << 20

    /// What a file's pages are made for; decided when it is made.
    public enum Layout: Sendable {
        /// Small rows, found by key.
        case rows
        /// Large values, written once and read in order.
        case blocks

        var pageBytes: Int {
            switch self {
            case .rows: 4 << 10
            case .blocks: 16 << 10
            }
        }
    }

    /// Opens or makes the file at `path`.
    public init(path: String, layout: Layout = .rows, logger: Logger) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.maximumReaderCount = Self.readerLimit
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA page_size = \(layout.pageBytes)")
            try db.execute(sql: "PRAGMA cache_size = -\(Self.cacheKibibytes)")
            try UnhexBlob.add(to: db)
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // The pool sets NORMAL in WAL mode after `prepareDatabase`, which can lose a commit on power loss.
            let level = try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try db.execute(sql: "PRAGMA wal_autocheckpoint = \(Self.checkpointBytes / layout.pageBytes)")
                return try Int.fetchOne(db, sql: "PRAGMA synchronous")
            }
            guard level == 2 else { throw StoreError(cause: .other, message: "synchronous=FULL did not take") }
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
        slow = SlowQueries(logger: logger)
    }

    public func write<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let (dialect, slow) = (dialect, slow)
        do {
            return try await pool.write { database in
                try body(
                    Transaction(now: now, dialect: dialect, runner: SQLiteRunner(database: database, slow: slow))
                )
            }
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    public func read<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let (dialect, slow) = (dialect, slow)
        do {
            return try await pool.read { database in
                try body(
                    Transaction(now: now, dialect: dialect, runner: SQLiteRunner(database: database, slow: slow))
                )
            }
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    public func close() async throws { try pool.close() }
}
