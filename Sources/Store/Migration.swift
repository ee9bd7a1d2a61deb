import Vocabulary

/// A numbered, append-only change of the schema: once released, never edited.
public struct Migration: Sendable {
    /// `profiles-1`: the chapter and its count.
    public var name: String
    public var statements: [SQL]

    public init(_ name: String, _ statements: [SQL]) {
        self.name = name
        self.statements = statements
    }
}

extension Store {
    /// Applies, in order, the migrations that this database has not seen; each in its own transaction.
    ///
    /// - Returns: the names of those applied now.
    @discardableResult
    public func migrate(_ migrations: [Migration]) async throws -> [String] {
        try await write { db in _ = try db.execute(MigrationTable.create) }
        var applied: [String] = []
        for migration in migrations where try await apply(migration) { applied.append(migration.name) }
        return applied
    }

    /// The migrations this database has not seen; non-empty means the server must not start.
    public func pending(_ migrations: [Migration]) async throws -> [String] {
        let known = try await read { db in try db.rows(MigrationTable.names) { row in try row.get(0, String.self) } }
        return migrations.map(\.name).filter { !known.contains($0) }
    }

    /// The names of the migrations this database has seen; empty where it is new.
    package func applied() async throws -> [String] {
        try await read { db in
            guard try db.exists("migrations") else { return [] }
            return try db.rows(MigrationTable.names) { row in try row.get(0, String.self) }.sorted()
        }
    }

    private func apply(_ migration: Migration) async throws -> Bool {
        try await write { db in
            guard try db.execute(MigrationTable.record(migration.name, at: db.now)) == 1 else { return false }
            for statement in migration.statements { try db.execute(statement) }
            return true
        }
    }
}

/// What a database remembers of its own schema.
private enum MigrationTable {
    static let create: SQL = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied BIGINT NOT NULL)"

    static let names: SQL = "SELECT name FROM migrations"

    /// Changes no row where the migration was applied before.
    static func record(_ name: String, at now: Moment) -> SQL {
        "INSERT INTO migrations (name, applied) VALUES (\(name), \(now)) ON CONFLICT (name) DO NOTHING"
    }
}
