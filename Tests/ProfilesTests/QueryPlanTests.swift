import Store
import TestKit
import Testing
import Vocabulary

@testable import Profiles

/// The hot reads go along their index, whatever the size of the table.
struct QueryPlanTests {
    private static let ann = ProfileID(raw: 7)

    private static let hot: [(name: String, sql: SQL, index: String)] = [
        (
            "latest events", EventsTable.latest(of: ann, types: ["A"], since: noon, limit: 10),
            "events_by_profile"
        ),
        (
            "page of events",
            EventsTable.page(of: ann, before: EventCursor(moment: noon, id: 1), types: nil, limit: 10),
            "events_by_profile"
        ),
        ("events of many", EventsTable.all(of: [ann], types: ["A"], since: noon), "events_by_profile"),
        ("wakes due", ProfilesTable.due(through: noon, limit: 10), "profiles_by_wake"),
    ]

    @Test(arguments: Backend.available)
    func `history and wakes are read along their index, without a scan`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: profileMigrations)
        for (name, sql, index) in Self.hot {
            let plan = try await store.write { db in try Self.plan(of: sql, in: db) }
            #expect(plan.contains(index) && !plan.contains("SCAN events"), "\(name): \(plan)")
            #expect(!plan.contains("Seq Scan on events") && !plan.contains("Seq Scan on profiles"), "\(name): \(plan)")
        }
    }

    private static func plan(of sql: SQL, in db: Transaction) throws -> String {
        switch db.dialect {
        case .sqlite:
            return try db.rows("EXPLAIN QUERY PLAN \(fragment: sql)") { row in try row.get(3, String.self) }.joined(
                separator: "\n"
            )
        case .postgres:
            // The table is empty, so a scan would be cheapest: ask what is possible.
            try db.execute("SET LOCAL enable_seqscan = off")
            return try db.rows("EXPLAIN \(fragment: sql)") { row in try row.get(0, String.self) }.joined(
                separator: "\n"
            )
        }
    }
}
