import CPostgres

/// PostgreSQL without anything before it: COPY, and arrays for what may exist.
final class BarePostgres {
    private let handle: OpaquePointer?

    init(url: String) {
        handle = PQconnectdb(url)
        guard PQstatus(handle) == CONNECTION_OK else { fail("no connection to \(url)") }
        run("DROP SCHEMA IF EXISTS ceiling CASCADE")
        run("CREATE SCHEMA ceiling")
        run("SET search_path = ceiling")
    }

    deinit {
        run("DROP SCHEMA ceiling CASCADE")
        PQfinish(handle)
    }

    /// Bodies as COPY takes them, `group` in a transaction.
    func copy(bytes: Int, group: Int, seconds: Double) -> Double {
        run("CREATE TABLE l (position BIGINT PRIMARY KEY, body BYTEA)")
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: bytes)
        var position: Int64 = 0
        return perSecond(group, for: seconds) {
            var data = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
            for _ in 0..<group {
                position += 1
                data +=
                    Self.field(Int16(2)) + Self.field(Int32(8)) + Self.field(position) + Self.field(Int32(bytes)) + body
            }
            send("COPY l FROM STDIN (FORMAT binary)", data + Self.field(Int16(-1)))
        }
    }

    /// An event, its person and 0.2 timers each, `batch` in a transaction.
    func measure(batch: Int, seconds: Double) -> Double {
        for table in Rows.tables { run(table) }
        var rows = Rows()
        return perSecond(batch, for: seconds) {
            var events = ""
            var (people, timers): ([Int64: Int64], [(Int64, Int64)]) = ([:], [])
            for _ in 0..<batch {
                let (profile, serial) = rows.next()
                events += "\(profile)\t\(serial)\t\(serial)\tOrder Completed\t\(Rows.body)\n"
                people[profile] = serial
                if serial % 5 == 0 { timers.append((serial, profile)) }
            }
            run("BEGIN")
            send("COPY e FROM STDIN", Array(events.utf8))
            run(
                """
                INSERT INTO p SELECT id, seen, '\(Rows.attributes)' FROM
                    unnest('{\(people.keys.map(String.init).joined(separator: ","))}'::bigint[],
                        '{\(people.values.map(String.init).joined(separator: ","))}'::bigint[]) AS rows (id, seen)
                ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, attributes = excluded.attributes
                """
            )
            send("COPY t FROM STDIN", Array(timers.map { "\($0.0)\t\($0.1)\n" }.joined().utf8))
            run("COMMIT")
        }
    }

    private static func field(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private func run(_ sql: String) {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { fail(String(cString: PQerrorMessage(handle))) }
    }

    private func send(_ sql: String, _ data: [UInt8]) {
        PQclear(PQexec(handle, sql))
        data.withUnsafeBytes { bytes in
            _ = PQputCopyData(handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        PQputCopyEnd(handle, nil)
        let result = PQgetResult(handle)
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { fail(String(cString: PQerrorMessage(handle))) }
        PQclear(result)
        while let more = PQgetResult(handle) { PQclear(more) }
    }
}
