import Accounts
import Content
import Deliveries
import EventLog
import Jobs
import Journeys
import Pipeline
import Profiles
import Reports
import Store
import TestKit
import Testing
import Vocabulary

@testable import Backups

@Suite struct BackupTests {
    private static let migrations =
        accountMigrations + reportMigrations + profileMigrations + contentMigrations + deliveryMigrations
        + journeyMigrations + pipelineMigrations + jobMigrations + eventLogMigrations

    /// Values at the edges of what a cell may hold.
    private static let odd: [[SQLValue]] = [
        [.integer(1), .integer(.min), .bytes([]), .text("")],
        [.integer(2), .integer(.max), .bytes([0, 255, 10]), .text("ü\u{2028}🙂 \"quoted\"\n")],
        [.integer(3), .integer(-1), .bytes(Array(repeating: 7, count: 3 << 20)), .text("a")],
    ]

    private static func filled(_ backend: Backend) async throws -> Store {
        let store = try await backend.freshStore(migrations: migrations)
        try await store.write { db in
            try db.copy(into: "send_bodies", columns: ["send", "kept", "bytes", "transcript"], rows: odd)
            let counters = (0..<2_500).map { number in [.text("c\(number)"), .integer(Int64(number))] as [SQLValue] }
            try db.copy(into: "counters", columns: ["name", "value"], rows: counters)
            try db.execute(
                "INSERT INTO users (email, role, created, salt, hash, cost) VALUES ('a', 'admin', 1, \([UInt8(1)]), \([UInt8(2)]), 3)"
            )
        }
        return store
    }

    private static func backup(_ store: Store, to folder: String) async throws -> Backup {
        let making = BackupMaking(
            state: store,
            log: store,
            hits: "\(folder)-none",
            sandbox: "production",
            release: "test",
            progress: { _ in }
        )
        return try await making.make(in: folder)
    }

    private static func bodies(_ store: Store) async throws -> [[SQLValue]] {
        try await store.read { db in
            try db.rows("SELECT send, kept, bytes, transcript FROM send_bodies ORDER BY send") { row in
                [
                    try row.get(0, Int64.self).sqlValue, try row.get(1, Int64.self).sqlValue,
                    try row.get(2, [UInt8].self).sqlValue, try row.get(3, String.self).sqlValue,
                ]
            }
        }
    }

    @Test(arguments: Backend.available, Backend.available)
    func `a copy of one database comes back in the other, to the byte`(from: Backend, to: Backend) async throws {
        let folder = Backend.freshFolder()
        let made = try await Self.backup(Self.filled(from), to: folder)
        let found = try BackupFolder(folder)
        #expect(found.backup == made)
        try found.verify()
        try found.verify(migrations: Self.migrations.map(\.name))
        let restored = try await to.freshStore(migrations: Self.migrations)
        try await found.load(state: restored, log: restored, progress: { _ in })
        #expect(try await Self.bodies(restored) == Self.odd)
        let counters = try await restored.read { db in try db.value("SELECT COUNT(*) FROM counters", Int.self) }
        #expect(counters == 2_500)
        let again = try await Self.backup(restored, to: Backend.freshFolder())
        #expect(again.tables.map(\.name) == made.tables.map(\.name))
        #expect(again.tables.map(\.rows) == made.tables.map(\.rows))
        await #expect(throws: BackupFault.self, "a folder is used once") {
            _ = try await Self.backup(restored, to: folder)
        }
    }

    @Test func `a folder without a manifest is no backup`() {
        #expect(throws: BackupFault.self) { _ = try BackupFolder("/nowhere") }
    }

    @Test func `a manifest of which one bit was changed is refused, wherever it is`() throws {
        let file = BackupFile(path: "state/a.rows", bytes: 3, sha256: "00")
        let table = Backup.Table(name: "a", columns: ["b"], rows: 1, file: file)
        let backup = Backup(
            sandbox: "production",
            release: "test",
            taken: TestClock().now,
            position: 1,
            head: 2,
            migrations: ["a-1"],
            tables: [table],
            hits: []
        )
        let text = Manifest.text(of: backup)
        #expect(try Manifest.read(text) == backup)
        for place in text.indices {
            var spoilt = text
            spoilt[place] ^= 1
            #expect(throws: BackupFault.self) { _ = try Manifest.read(spoilt) }
        }
        #expect(throws: BackupFault.self) { _ = try Manifest.read(Array(text.dropLast(5))) }
    }
}
