import CPostgres
import Store

/// A libpq connection: prepared statements cached by their text, results in binary.
final class PostgresConnection {
    private let handle: OpaquePointer
    private var prepared: [String: String] = [:]
    private var columnTypes: [String: [String: PostgresType]] = [:]

    /// Past this the server's memory for plans matters more than a parse.
    private static let preparedLimit = 500

    init(url: String, schema: String) throws {
        guard let handle = PQconnectdb(url) else {
            throw StoreError(cause: .unavailable, message: "out of memory for a connection")
        }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else { throw unavailable() }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        let quoted = try quoted(schema)
        try command("SET client_min_messages = warning")
        try command("CREATE SCHEMA IF NOT EXISTS \(quoted)")
        try command("SET search_path = \(quoted)")
        // A process that is stopped inside a transaction must not keep its locks from who takes over.
        try command("SET idle_in_transaction_session_timeout = '5s'")
    }

    deinit { PQfinish(handle) }

    var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }

    /// A name as it stands in a statement.
    func quoted(_ name: String) throws -> String {
        guard let quoted = PQescapeIdentifier(handle, name, name.utf8.count) else { throw unavailable() }
        defer { PQfreemem(quoted) }
        return String(cString: quoted)
    }

    /// Runs constant text without arguments.
    func command(_ text: String) throws {
        let result = PQexec(handle, text)
        defer { PQclear(result) }
        try check(result, text)
    }

    /// Ends a failed transaction; a broken connection has none.
    func rollback() {
        PQclear(PQexec(handle, "ROLLBACK"))
    }

    /// Runs a statement; the caller clears the result.
    func run(_ sql: RenderedSQL) throws -> PostgresResult {
        let name = try prepare(sql.text)
        let arguments = try PostgresArguments(sql.arguments)
        let result = arguments.withPointers { values, lengths, formats in
            PQexecPrepared(handle, name, Int32(sql.arguments.count), values, lengths, formats, 1)
        }
        guard let result else { throw unavailable() }
        do {
            try check(result, sql.text)
        } catch {
            PQclear(result)
            throw error
        }
        return PostgresResult(handle: result)
    }

    /// Runs `COPY … FROM STDIN` with all of its data and returns the number of rows.
    func copy(_ text: String, data: [UInt8]) throws -> Int {
        let begun = PQexec(handle, text)
        defer { PQclear(begun) }
        guard PQresultStatus(begun) == PGRES_COPY_IN else { throw failure(begun, text) }
        let isSent = data.withUnsafeBytes { bytes in
            PQputCopyData(handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count)) == 1
        }
        guard isSent, PQputCopyEnd(handle, nil) == 1 else { throw unavailable() }
        let result = PQgetResult(handle)
        // The connection takes the next command only once there is no more of this one.
        while let more = PQgetResult(handle) { PQclear(more) }
        guard let result else { throw unavailable() }
        do {
            try check(result, text)
        } catch {
            PQclear(result)
            throw error
        }
        return PostgresResult(handle: result).changes
    }

    /// The types of a table's columns, by name; those that cannot be written in bulk are left out.
    func types(of table: String) throws -> [String: PostgresType] {
        if let known = columnTypes[table] { return known }
        let sql = RenderedSQL(
            text: """
                SELECT column_name::text, data_type::text FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = $1
                """,
            arguments: [.text(table)]
        )
        var types: [String: PostgresType] = [:]
        try run(sql).walk { row in types[try row.get(0)] = PostgresType(rawValue: try row.get(1)) }
        columnTypes[table] = types
        return types
    }

    private func prepare(_ text: String) throws -> String {
        if let name = prepared[text] { return name }
        if prepared.count >= Self.preparedLimit {
            try command("DEALLOCATE ALL")
            prepared = [:]
        }
        let name = "s\(prepared.count)"
        let result = PQprepare(handle, name, text, 0, nil)
        defer { PQclear(result) }
        try check(result, text)
        prepared[text] = name
        return name
    }

    private func check(_ result: OpaquePointer?, _ text: String) throws {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return
        default: throw failure(result, text)
        }
    }

    private func failure(_ result: OpaquePointer?, _ text: String) -> StoreError {
        guard isAlive, let state = PQresultErrorField(result, PostgresConnection.sqlStateField) else {
            return unavailable()
        }
        return StoreError(
            sqlState: String(cString: state),
            message: String(cString: PQresultErrorMessage(result)),
            statement: text
        )
    }

    private func unavailable() -> StoreError {
        StoreError(cause: .unavailable, message: String(cString: PQerrorMessage(handle)))
    }

    /// PG_DIAG_SQLSTATE, a character macro that Swift does not import.
    private static let sqlStateField = Int32(UInt8(ascii: "C"))
}

extension StoreError {
    /// SQLSTATE classes: https://www.postgresql.org/docs/15/errcodes-appendix.html
    init(sqlState: String, message: String, statement: String) {
        let cause: Cause =
            switch sqlState {
            case "40001", "40P01", "55P03": .conflict
            case "53100": .diskFull
            case _ where sqlState.hasPrefix("23"): .constraint
            case _ where sqlState.hasPrefix("08") || sqlState.hasPrefix("57P") || sqlState.hasPrefix("53"): .unavailable
            default: .other
            }
        self.init(cause: cause, message: message, statement: statement)
    }
}
