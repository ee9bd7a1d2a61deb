import GRDB
import Logging
import Store
import Vocabulary

import struct Foundation.Data

/// One SQLite file behind the door: one writer, readers on snapshots (WAL), `synchronous=FULL`.
public final class SQLiteDriver: StoreDriver {
    private let pool: DatabasePool
    private let slow: SlowQueries

    public let dialect = Dialect.sqlite

    /// How long a writer waits for another process (a command beside a running server).
    private static let busyTimeout = 5.0
    private static let readerLimit = 4
    private static let cacheKibibytes = 64 * 1024

    /// Opens or makes the file at `path`.
    public init(path: String, logger: Logger) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.maximumReaderCount = Self.readerLimit
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(Self.cacheKibibytes)")
            db.add(function: .unhexBlob)
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // The pool sets NORMAL in WAL mode after `prepareDatabase`, which can lose a commit on power loss.
            let level = try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
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

extension DatabaseFunction {
    /// Hexadecimal text to a blob; SQLite has `unhex` only from 3.41.
    fileprivate static var unhexBlob: DatabaseFunction {
        DatabaseFunction("unhex_blob", argumentCount: 1, pure: true) { values in
            guard let text = String.fromDatabaseValue(values[0]) else { return nil }
            let digits = text.utf8.map { $0 <= 57 ? $0 - 48 : $0 - 87 }
            return Data(stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
        }
    }
}
