import Store
import TestKit
import Testing
import Vocabulary

private let schema = [
    Migration(
        "test-1",
        [
            "CREATE TABLE people (id BIGINT PRIMARY KEY, name TEXT, photo BYTEA, weight DOUBLE PRECISION)",
            "CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL CHECK (value >= 0))",
        ]
    )
]

@Suite struct StoreTests {
    @Test(arguments: Backend.available)
    func `what is written comes back as it was, of every kind`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: schema)
        let photo: [UInt8] = [0, 255, 92, 34]
        try await store.write { db in
            _ = try db.execute("INSERT INTO people VALUES (\(Int64.max), \("O'Brien \"x\" \\ 日本"), \(photo), \(0.1))")
            _ = try db.execute("INSERT INTO people VALUES (\(Int64.min), \(""), \([UInt8]()), \(nil as Double?))")
        }
        let rows = try await store.read { db in
            try db.rows("SELECT id, name, photo, weight FROM people ORDER BY id DESC") { row in
                Person(id: try row.get(0), name: try row.get(1), photo: try row.get(2), weight: try row.get(3))
            }
        }
        #expect(
            rows == [
                Person(id: .max, name: "O'Brien \"x\" \\ 日本", photo: photo, weight: 0.1),
                Person(id: .min, name: "", photo: [], weight: nil),
            ]
        )
    }

    @Test(arguments: Backend.available)
    func `many values bind as one array, hostile text included`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: schema)
        let names = ["a\"b", "c\\d", "{e,f}", "NULL", "g'h", "line\nbreak", "日本", ""]
        let rows = names.enumerated().map { index, name -> [SQLValue] in
            [.integer(Int64(index)), .text(name), .bytes(Array(name.utf8)), .null]
        }
        let found = try await store.write { db in
            try db.copy(into: "people", columns: ["id", "name", "photo", "weight"], rows: rows)
            let byName = try db.value("SELECT COUNT(*) FROM people WHERE name IN \(many: names)", Int.self)
            let byPhoto = try db.value(
                "SELECT COUNT(*) FROM people WHERE photo IN \(many: names.map { Array($0.utf8) })",
                Int.self
            )
            let byID = try db.value("SELECT COUNT(*) FROM people WHERE id IN \(many: [Int64(0), 1, 99])", Int.self)
            return [byName, byPhoto, byID]
        }
        #expect(found == [names.count, names.count, 2])
    }

    @Test(arguments: Backend.available, [1, 7, 8, 1_000])
    func `any number of rows comes back as it was copied`(backend: Backend, count: Int) async throws {
        let store = try await backend.freshStore(migrations: schema)
        let rows = (0..<count).map { index -> [SQLValue] in
            let bytes: [UInt8] = [0, 255, 10, UInt8(index % 256)]
            let weight: SQLValue = index % 3 == 0 ? .null : .double(Double(index) / 3)
            return [.integer(Int64(index) - 5), .text("a\tb\\N \(index) 日本"), .bytes(bytes), weight]
        }
        let found = try await store.write { db in
            try db.copy(into: "people", columns: ["id", "name", "photo", "weight"], rows: rows)
            return try db.rows("SELECT id, name, photo, weight FROM people ORDER BY id") { row -> [SQLValue] in
                let weight = try row.get(3, Double?.self)
                return [
                    .integer(try row.get(0)), .text(try row.get(1)), .bytes(try row.get(2)), weight.sqlValue,
                ]
            }
        }
        #expect(found == rows)
    }

    @Test(arguments: Backend.available)
    func `many rows of which one exists are refused together, and the door stays open`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: schema)
        let rows = (0..<50).map { index -> [SQLValue] in [.text("n\(index % 49)"), .integer(1)] }
        await #expect {
            try await store.write { db in try db.copy(into: "counters", columns: ["name", "value"], rows: rows) }
        } throws: { ($0 as? StoreError)?.cause == .constraint }
        try await store.write { db in
            try db.copy(into: "counters", columns: ["name", "value"], rows: Array(rows.dropLast()))
        }
        #expect(try await store.read { db in try db.value("SELECT COUNT(*) FROM counters") } == 49)
    }

    @Test(arguments: Backend.available)
    func `a merge replaces, ignores or refuses a row whose key exists`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: schema)
        try await store.write { db in
            try db.copy(into: "counters", columns: ["name", "value"], rows: [[.text("a"), .integer(1)]])
            try db.merge(
                into: "counters",
                columns: ["name", "value"],
                key: ["name"],
                rows: [[.text("a"), .integer(2)], [.text("b"), .integer(3)]]
            )
            try db.merge(
                into: "counters",
                columns: ["name", "value"],
                key: ["name"],
                rows: [[.text("a"), .integer(9)]],
                onConflict: .ignore
            )
        }
        let sum = try await store.read { db in try db.value("SELECT SUM(value) FROM counters", Int.self) }
        #expect(sum == 5)
        await #expect(throws: StoreError.self) {
            try await store.write { db in
                try db.copy(into: "counters", columns: ["name", "value"], rows: [[.text("a"), .integer(1)]])
            }
        }
    }

    @Test(arguments: Backend.available)
    func `an update sets each row's own values, of every kind, and passes by what is not there`(
        backend: Backend
    ) async throws {
        let store = try await backend.freshStore(migrations: schema)
        let columns = ["name", "photo", "weight"]
        let changed = try await store.write { db in
            let rows = (1...3).map { [SQLValue.integer($0), .text("x"), .bytes([1]), .double(1)] }
            try db.copy(into: "people", columns: ["id"] + columns, rows: rows)
            return try db.update(
                "people",
                key: "id",
                columns: columns,
                rows: [
                    [.integer(1), .text("O'Brien \"x\" \\ {NULL}"), .bytes([0, 255, 92]), .double(0.1)],
                    [.integer(2), .null, .bytes([]), .null], [.integer(9), .text("nobody"), .null, .null],
                ]
            )
        }
        #expect(changed == 2)
        let rows = try await store.read { db in
            try db.rows("SELECT id, name, photo, weight FROM people ORDER BY id") { row in
                Person(id: try row.get(0), name: try row.get(1), photo: try row.get(2), weight: try row.get(3))
            }
        }
        #expect(
            rows == [
                Person(id: 1, name: "O'Brien \"x\" \\ {NULL}", photo: [0, 255, 92], weight: 0.1),
                Person(id: 2, name: nil, photo: [], weight: nil), Person(id: 3, name: "x", photo: [1], weight: 1),
            ]
        )
    }

    @Test(arguments: Backend.available)
    func `a closure that throws changes nothing, and the door stays open`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: schema)
        await #expect(throws: StoreError.self) {
            try await store.write { db in
                try db.execute("INSERT INTO counters VALUES ('a', 1)")
                try db.execute("INSERT INTO counters VALUES ('b', -1)")
            }
        }
        let count = try await store.read { db in try db.value("SELECT COUNT(*) FROM counters", Int.self) }
        #expect(count == 0)
    }

    @Test(arguments: Backend.available)
    func `a broken constraint is told apart from a broken statement`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: schema)
        let causes = await [
            cause { try await store.write { db in _ = try db.execute("INSERT INTO counters VALUES ('b', -1)") } },
            cause { try await store.write { db in _ = try db.execute("INSERT INTO nowhere VALUES (1)") } },
        ]
        #expect(causes == [.constraint, .other])
    }

    @Test(arguments: Backend.available)
    func `writers that overtake each other run again and no increment is lost`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: schema)
        try await store.write { db in _ = try db.execute("INSERT INTO counters VALUES ('a', 0)") }
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<5 {
                        try await store.write { db in
                            let value = try db.value("SELECT value FROM counters WHERE name = 'a'", Int.self) ?? 0
                            try db.execute("UPDATE counters SET value = \(value + 1) WHERE name = 'a'")
                        }
                    }
                }
            }
        }
        let value = try await store.read { db in try db.value("SELECT value FROM counters", Int.self) }
        #expect(value == 20)
    }

    @Test(arguments: Backend.available)
    func `a migration is applied once, and a failing one not at all`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: schema)
        #expect(try await store.migrate(schema) == [])
        let broken = Migration("test-2", ["CREATE TABLE extra (id BIGINT)", "CREATE TABLE people (id BIGINT)"])
        await #expect(throws: StoreError.self) { try await store.migrate([broken]) }
        #expect(try await store.pending(schema + [broken]) == ["test-2"])
        await #expect(throws: StoreError.self) {
            try await store.read { db in try db.value("SELECT COUNT(*) FROM extra", Int.self) }
        }
    }

    @Test(arguments: Backend.available)
    func `a cell of another type names its column`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: schema)
        await #expect(throws: RowError(column: 1, wanted: "Int", found: "text")) {
            try await store.read { db in try db.row("SELECT 1, 'x'") { row in try row.get(1, Int.self) } }
        }
    }

    private func cause(_ body: () async throws -> Void) async -> StoreError.Cause? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? StoreError)?.cause
        }
    }
}

private struct Person: Hashable {
    var id: Int64
    var name: String?
    var photo: [UInt8]
    var weight: Double?
}
