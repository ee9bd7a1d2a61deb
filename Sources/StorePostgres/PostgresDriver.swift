import Logging
import Store
import Vocabulary

/// A PostgreSQL database behind the door: a bounded pool of libpq connections, each on a thread of its own.
///
/// Transactions are REPEATABLE READ: an update that another transaction overtook is refused, and `Store` runs the
/// closure again.
public final class PostgresDriver: StoreDriver {
    private let pool: PostgresPool
    private let slow: SlowQueries

    public let dialect = Dialect.postgres

    /// - Parameters:
    ///   - url: a libpq connection string or `postgresql://` URL.
    ///   - schema: the schema that holds this sandbox; made where it is missing.
    public init(url: String, schema: String, connections: Int = 8, logger: Logger) {
        pool = PostgresPool(url: url, schema: schema, limit: connections)
        slow = SlowQueries(logger: logger)
    }

    public func write<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await transact(now: now, begin: "BEGIN ISOLATION LEVEL REPEATABLE READ", body)
    }

    public func read<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await transact(now: now, begin: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }

    public func close() async throws { pool.close() }

    /// Removes a schema and all that is in it; one that is not there is removed already.
    public func drop(schema: String) async throws {
        try await pool.withConnection { connection in
            try connection.command("DROP SCHEMA IF EXISTS \(try connection.quoted(schema)) CASCADE")
        }
    }

    /// Gives `fresh` the name `schema`, in one transaction; what had it is called `aside` from then on.
    public func replace(schema: String, with fresh: String, keepingAs aside: String) async throws {
        try await pool.withConnection { connection in
            let (schema, fresh) = (try connection.quoted(schema), try connection.quoted(fresh))
            try connection.command("BEGIN")
            do {
                try connection.command("ALTER SCHEMA \(schema) RENAME TO \(try connection.quoted(aside))")
                try connection.command("ALTER SCHEMA \(fresh) RENAME TO \(schema)")
                try connection.command("COMMIT")
            } catch {
                connection.rollback()
                throw error
            }
        }
    }

    private func transact<Value: Sendable>(
        now: Moment,
        begin: String,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let (dialect, slow) = (dialect, slow)
        return try await pool.withConnection { connection in
            try connection.command(begin)
            do {
                let runner = PostgresRunner(connection: connection, slow: slow)
                let value = try body(Transaction(now: now, dialect: dialect, runner: runner))
                try connection.command("COMMIT")
                return value
            } catch {
                connection.rollback()
                throw error
            }
        }
    }
}
