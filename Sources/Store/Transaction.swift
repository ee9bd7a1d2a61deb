import Vocabulary

/// What a driver offers inside a transaction: run a statement, walk its rows, merge many.
///
/// One dynamic call a statement and a row, none a column.
public protocol StatementRunner: AnyObject {
    /// Runs a statement and returns the number of rows it changed.
    func execute(_ sql: RenderedSQL) throws -> Int
    /// Runs a statement and shows each row to `body`, in order.
    func each(_ sql: RenderedSQL, _ body: (borrowing Row) throws -> Void) throws
    /// Runs `INSERT` of many rows with what to do about a row whose key exists.
    func merge(_ merge: BulkMerge) throws -> Int
    /// Runs `UPDATE` of many rows, each found by its key.
    func update(_ update: BulkUpdate) throws -> Int
}

/// An open transaction: the `db` of `store.write { db in … }`.
///
/// Not Sendable, so it cannot leave its closure and nothing slow can hide in a transaction.
public final class Transaction {
    /// The moment of this transaction, from the store's clock.
    public let now: Moment
    public let dialect: Dialect
    package let runner: any StatementRunner

    public init(now: Moment, dialect: Dialect, runner: any StatementRunner) {
        self.now = now
        self.dialect = dialect
        self.runner = runner
    }

    @discardableResult
    public func execute(_ sql: SQL) throws -> Int { try runner.execute(dialect.render(sql)) }

    public func each(_ sql: SQL, _ body: (borrowing Row) throws -> Void) throws {
        try runner.each(dialect.render(sql), body)
    }

    public func rows<Value>(_ sql: SQL, _ decode: (borrowing Row) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try each(sql) { row in values.append(try decode(row)) }
        return values
    }

    /// The first row, `nil` where there is none.
    public func row<Value>(_ sql: SQL, _ decode: (borrowing Row) throws -> Value) throws -> Value? {
        var value: Value?
        try each(sql) { row in if value == nil { value = try decode(row) } }
        return value
    }

    /// The first cell of the first row.
    public func value<Value: SQLDecodable>(_ sql: SQL, _ type: Value.Type = Value.self) throws -> Value? {
        try row(sql) { row in try row.get(0, type) }
    }

    /// Inserts many rows at once; a row whose `key` exists is replaced, left or refused as `onConflict` says.
    ///
    /// No two of `rows` may have the same key. Returns the number of rows inserted or changed.
    @discardableResult
    public func merge(
        into table: StaticString,
        columns: [String],
        key: [String],
        rows: [[SQLValue]],
        onConflict: BulkMerge.Conflict = .replace
    ) throws -> Int {
        guard !rows.isEmpty else { return 0 }
        return try runner.merge(
            BulkMerge(table: table.description, columns: columns, key: key, rows: rows, onConflict: onConflict)
        )
    }

    /// Sets `columns` of many rows; the first value of each of `rows` is the row's `key`, the others go to the columns
    /// in their order. A key that no row has changes nothing.
    ///
    /// No two of `rows` may have the same key. Returns the number of rows changed.
    @discardableResult
    public func update(_ table: StaticString, key: String, columns: [String], rows: [[SQLValue]]) throws -> Int {
        guard !rows.isEmpty else { return 0 }
        return try runner.update(BulkUpdate(table: table.description, key: key, columns: columns, rows: rows))
    }

    /// Inserts many new rows.
    public func copy(into table: StaticString, columns: [String], rows: [[SQLValue]]) throws {
        try merge(into: table, columns: columns, key: [], rows: rows, onConflict: .fail)
    }
}

/// Many rows for one table, as a driver takes them.
public struct BulkMerge: Sendable {
    /// What to do about a row whose key exists.
    public enum Conflict: Sendable { case replace, ignore, fail }

    public var table: String
    public var columns: [String]
    public var key: [String]
    public var rows: [[SQLValue]]
    public var onConflict: Conflict

    /// `ON CONFLICT …`, the same on both databases.
    public var conflictClause: String {
        let target = key.joined(separator: ", ")
        switch onConflict {
        case .fail: return ""
        case .ignore: return " ON CONFLICT (\(target)) DO NOTHING"
        case .replace:
            let changes = columns.filter { !key.contains($0) }.map { "\($0) = excluded.\($0)" }
            guard !changes.isEmpty else { return " ON CONFLICT (\(target)) DO NOTHING" }
            return " ON CONFLICT (\(target)) DO UPDATE SET \(changes.joined(separator: ", "))"
        }
    }
}

/// Changes of many rows of one table, as a driver takes them.
public struct BulkUpdate: Sendable {
    public var table: String
    /// A column that is unique, best the primary key.
    public var key: String
    public var columns: [String]
    /// The key's value, then one for each of `columns`.
    public var rows: [[SQLValue]]
}
