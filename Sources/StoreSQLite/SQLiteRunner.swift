import GRDB
import GRDBSQLite
import Store
import Vocabulary

import struct Store.Row

/// Runs statements on one connection through GRDB's statement cache and SQLite's own calls.
final class SQLiteRunner: StatementRunner {
    private let database: Database
    private let slow: SlowQueries

    init(database: Database, slow: SlowQueries) {
        self.database = database
        self.slow = slow
    }

    func execute(_ sql: RenderedSQL) throws -> Int {
        try slow.measure(sql.text) {
            let statement = try prepare(sql)
            defer { statement.finish() }
            while try statement.step() {}
            return Int(sqlite3_changes(database.sqliteConnection))
        }
    }

    func each(_ sql: RenderedSQL, _ body: (borrowing Row) throws -> Void) throws {
        try slow.measure(sql.text) {
            let statement = try prepare(sql)
            defer { statement.finish() }
            try statement.walk(body)
        }
    }

    func merge(_ merge: BulkMerge) throws -> Int {
        let places = merge.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let columns = merge.columns.joined(separator: ", ")
        return try run(
            "INSERT INTO \(merge.table) (\(columns)) VALUES (\(places))\(merge.conflictClause)",
            withEach: merge.rows
        )
    }

    /// `?2`, because SQLite takes `$2` for a name and numbers names as they come.
    func update(_ update: BulkUpdate) throws -> Int {
        let changes = update.columns.enumerated().map { "\($1) = ?\($0 + 2)" }.joined(separator: ", ")
        return try run("UPDATE \(update.table) SET \(changes) WHERE \(update.key) = ?1", withEach: update.rows)
    }

    /// Runs one statement for each of `rows`; returns how many rows it changed in all.
    private func run(_ text: String, withEach rows: [[SQLValue]]) throws -> Int {
        try slow.measure(text) {
            let statement = try prepare(RenderedSQL(text: text, arguments: []))
            defer { statement.finish() }
            var changed = 0
            for row in rows {
                try statement.bind(row)
                while try statement.step() {}
                changed += Int(sqlite3_changes(database.sqliteConnection))
                statement.reset()
            }
            return changed
        }
    }

    private func prepare(_ sql: RenderedSQL) throws -> SQLiteStatementCursor {
        let statement = try database.cachedStatement(sql: sql.text)
        let cursor = SQLiteStatementCursor(
            handle: statement.sqliteStatement,
            connection: database.sqliteConnection,
            text: sql.text
        )
        cursor.reset()
        try cursor.bind(sql.arguments)
        return cursor
    }
}

/// One prepared statement while it runs.
struct SQLiteStatementCursor {
    let handle: OpaquePointer
    let connection: OpaquePointer?
    let text: String

    func bind(_ values: [SQLValue]) throws {
        for (index, value) in values.enumerated() {
            let code = bind(value, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    /// Moves to the next row; false at the end.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code)
        }
    }

    func reset() { sqlite3_reset(handle) }

    /// Makes the statement ready for its next user and lets go of what was bound.
    func finish() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    func walk(_ body: (borrowing Row) throws -> Void) throws {
        let count = Int(sqlite3_column_count(handle))
        try withUnsafeTemporaryAllocation(of: Cell.self, capacity: count) { cells in
            cells.initialize(repeating: .null)
            defer { cells.deinitialize() }
            while try step() {
                for column in 0..<count { cells[column] = cell(at: Int32(column)) }
                try body(Row(cells: UnsafeBufferPointer(cells)))
            }
        }
    }

    private func cell(at column: Int32) -> Cell {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .double(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(handle, column)
            return .text(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(handle, column)?.assumingMemoryBound(to: UInt8.self)
            return .bytes(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
        default: return .null
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let integer): return sqlite3_bind_int64(handle, index, integer)
        case .double(let double): return sqlite3_bind_double(handle, index, double)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(handle, index, $0.baseAddress ?? Self.empty, Int32($0.count), Self.copied)
                }
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), Self.copied)
            }
        }
    }

    private func failure(_ code: Int32) -> StoreError {
        StoreError(code: code, message: String(cString: sqlite3_errmsg(connection)), statement: text)
    }

    /// SQLITE_TRANSIENT: SQLite copies what is bound before the call returns.
    static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    /// What an empty string without storage is bound as; a null pointer would bind NULL.
    private static var empty: UnsafePointer<CChar> { UnsafePointer(bitPattern: 1).unsafelyUnwrapped }
}

extension StoreError {
    init(code: Int32, message: String, statement: String?) {
        let cause: Cause =
            switch code & 0xff {
            case SQLITE_BUSY, SQLITE_LOCKED: .conflict
            case SQLITE_CONSTRAINT: .constraint
            case SQLITE_FULL: .diskFull
            case SQLITE_IOERR, SQLITE_CANTOPEN: .unavailable
            default: .other
            }
        self.init(cause: cause, message: message, statement: statement)
    }

    init(_ error: DatabaseError) {
        self.init(
            code: error.extendedResultCode.rawValue,
            message: error.message ?? "\(error.resultCode)",
            statement: error.sql
        )
    }
}
