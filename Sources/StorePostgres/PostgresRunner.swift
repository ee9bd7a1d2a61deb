import Store

/// Runs statements on one connection.
final class PostgresRunner: StatementRunner {
    private let connection: PostgresConnection
    private let slow: SlowQueries

    init(connection: PostgresConnection, slow: SlowQueries) {
        self.connection = connection
        self.slow = slow
    }

    func execute(_ sql: RenderedSQL) throws -> Int {
        try slow.measure(sql.text) { try connection.run(sql).changes }
    }

    func each(_ sql: RenderedSQL, _ body: (borrowing Row) throws -> Void) throws {
        try slow.measure(sql.text) { try connection.run(sql).walk(body) }
    }

    /// New rows go by COPY; where a row may exist, in one statement with a column an array.
    func merge(_ merge: BulkMerge) throws -> Int {
        let types = try types(of: merge.columns, in: merge.table)
        let columns = merge.columns.joined(separator: ", ")
        guard merge.onConflict != .fail || merge.rows.count < Self.copyMinimum else {
            let text = "COPY \(merge.table) (\(columns)) FROM STDIN (FORMAT binary)"
            return try slow.measure(text) {
                try connection.copy(text, data: try PostgresBinary.copyData(merge.rows, types: types))
            }
        }
        let text = """
            INSERT INTO \(merge.table) (\(columns)) SELECT * FROM unnest(\(Self.places(types)))\(merge.conflictClause)
            """
        return try execute(RenderedSQL(text: text, arguments: try Self.arguments(merge.rows, types)))
    }

    /// One round trip, as `merge`.
    func update(_ update: BulkUpdate) throws -> Int {
        let columns = [update.key] + update.columns
        let types = try types(of: columns, in: update.table)
        let changes = update.columns.map { "\($0) = v.\($0)" }.joined(separator: ", ")
        let text = """
            UPDATE \(update.table) SET \(changes)
            FROM unnest(\(Self.places(types))) AS v(\(columns.joined(separator: ", ")))
            WHERE \(update.table).\(update.key) = v.\(update.key)
            """
        return try execute(RenderedSQL(text: text, arguments: try Self.arguments(update.rows, types)))
    }

    private func types(of columns: [String], in table: String) throws -> [PostgresType] {
        let known = try connection.types(of: table)
        return try columns.map { column in
            guard let type = known[column] else {
                throw StoreError(cause: .other, message: "column \(column) of \(table) cannot be written in bulk")
            }
            return type
        }
    }

    /// `$1::bigint[], $2::text[]`: the columns' own types.
    private static func places(_ types: [PostgresType]) -> String {
        types.enumerated().map { index, type in "$\(index + 1)::\(type.rawValue)[]" }.joined(separator: ", ")
    }

    private static func arguments(_ rows: [[SQLValue]], _ types: [PostgresType]) throws -> [SQLValue] {
        try types.enumerated().map { index, type in
            .bytes(try PostgresBinary.array(of: index, rows, type: type))
        }
    }

    /// COPY takes two round trips and no prepared plan; below this a prepared INSERT is faster.
    private static let copyMinimum = 8
}
