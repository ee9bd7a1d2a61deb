import GRDB
import GRDBSQLite

/// The SQL function `unhex_blob`: lower-case hexadecimal text to a blob; SQLite has `unhex` only from 3.41.
///
/// Called for each element of each array of bytes, so it is SQLite's own call without a value made in between.
enum UnhexBlob {
    static func add(to db: Database) throws {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC
        let code = sqlite3_create_function_v2(db.sqliteConnection, "unhex_blob", 1, flags, nil, unhex, nil, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private typealias Function = @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    private static let unhex: Function = { context, _, values in
        guard let value = values?[0], let text = sqlite3_value_text(value) else { return sqlite3_result_null(context) }
        let count = Int(sqlite3_value_bytes(value)) / 2
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(count, 1)) { blob in
            for index in 0..<count { blob[index] = digit(text[index * 2]) << 4 | digit(text[index * 2 + 1]) }
            sqlite3_result_blob(context, blob.baseAddress, Int32(count), SQLiteStatementCursor.copied)
        }
    }

    private static func digit(_ letter: UInt8) -> UInt8 { letter <= 57 ? letter - 48 : letter - 87 }
}
