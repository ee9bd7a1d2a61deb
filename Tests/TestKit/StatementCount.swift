import Store
import Synchronization
import Vocabulary

/// A database that counts what is asked of it: costs asserted as counts, not as timings.
package final class StatementCount: StoreDriver {
    private struct Seen {
        var writes = 0
        var statements = 0
        var rowsWritten = 0
        var rowsRead = 0
    }

    private let driver: any StoreDriver
    private let seen = Mutex(Seen())

    package init(_ driver: any StoreDriver) { self.driver = driver }

    package var dialect: Dialect { driver.dialect }
    /// Transactions that may change something.
    package var writes: Int { seen.withLock { $0.writes } }
    package var statements: Int { seen.withLock { $0.statements } }
    package var rowsWritten: Int { seen.withLock { $0.rowsWritten } }
    package var rowsRead: Int { seen.withLock { $0.rowsRead } }

    package func reset() { seen.withLock { $0 = Seen() } }

    package func write<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        seen.withLock { $0.writes += 1 }
        return try await driver.write(now: now) { db in try body(self.counting(db)) }
    }

    package func read<Value: Sendable>(
        now: Moment,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await driver.read(now: now) { db in try body(self.counting(db)) }
    }

    package func close() async throws { try await driver.close() }

    private func counting(_ db: Transaction) -> Transaction {
        Transaction(now: db.now, dialect: db.dialect, runner: Runner(db.runner, self))
    }

    private func note(written: Int = 0, read: Int = 0) {
        seen.withLock { seen in
            seen.statements += 1
            seen.rowsWritten += written
            seen.rowsRead += read
        }
    }

    private final class Runner: StatementRunner {
        private let runner: any StatementRunner
        private let count: StatementCount

        init(_ runner: any StatementRunner, _ count: StatementCount) {
            self.runner = runner
            self.count = count
        }

        func execute(_ sql: RenderedSQL) throws -> Int {
            let changed = try runner.execute(sql)
            count.note(written: changed)
            return changed
        }

        func each(_ sql: RenderedSQL, _ body: (borrowing Row) throws -> Void) throws {
            var rows = 0
            try runner.each(sql) { row in
                rows += 1
                try body(row)
            }
            count.note(read: rows)
        }

        func merge(_ merge: BulkMerge) throws -> Int {
            let changed = try runner.merge(merge)
            count.note(written: changed)
            return changed
        }

        func update(_ update: BulkUpdate) throws -> Int {
            let changed = try runner.update(update)
            count.note(written: changed)
            return changed
        }
    }
}
