import CSQLite

/// SQLite without anything before it: prepared statements, WAL, `synchronous=FULL`, one transaction a batch.
final class BareSQLite {
    private var handle: OpaquePointer?

    init(file: String) {
        guard sqlite3_open(file, &handle) == SQLITE_OK else { fail("cannot open \(file)") }
        for sql in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA cache_size = -65536"]
            + Rows.tables
        {
            run(sql)
        }
    }

    deinit { sqlite3_close(handle) }

    func measure(batch: Int, seconds: Double) -> Double {
        var rows = Rows()
        let event = prepare("INSERT INTO e VALUES (?1, ?2, ?2, 'Order Completed', ?3)")
        let person = prepare(
            "INSERT INTO p VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET seen = ?2, attributes = ?3"
        )
        let timer = prepare("INSERT INTO t VALUES (?1, ?2)")
        return perSecond(batch, for: seconds) {
            run("BEGIN IMMEDIATE")
            for _ in 0..<batch {
                let (profile, serial) = rows.next()
                step(event, profile, serial, Rows.body)
                step(person, profile, serial, Rows.attributes)
                if serial % 5 == 0 { step(timer, serial, profile) }
            }
            run("COMMIT")
        }
    }

    private func run(_ sql: String) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            fail(String(cString: sqlite3_errmsg(handle)))
        }
    }

    private func prepare(_ sql: String) -> OpaquePointer? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            fail(String(cString: sqlite3_errmsg(handle)))
        }
        return statement
    }

    private func step(_ statement: OpaquePointer?, _ first: Int64, _ second: Int64, _ text: String? = nil) {
        sqlite3_bind_int64(statement, 1, first)
        sqlite3_bind_int64(statement, 2, second)
        if let text { sqlite3_bind_text(statement, 3, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self)) }
        guard sqlite3_step(statement) == SQLITE_DONE else { fail(String(cString: sqlite3_errmsg(handle))) }
        sqlite3_reset(statement)
    }
}
