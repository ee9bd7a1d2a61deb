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

    /// One round trip: a column an array.
    func merge(_ merge: BulkMerge) throws -> Int {
        let types = try connection.types(of: merge.table)
        let arrays = try merge.columns.enumerated().map { index, column in
            guard let type = types[column] else {
                throw StoreError(cause: .other, message: "no column \(column) in \(merge.table)")
            }
            return "$\(index + 1)::\(type)[]"
        }
        let columns = merge.columns.joined(separator: ", ")
        let text = """
            INSERT INTO \(merge.table) (\(columns)) SELECT * FROM unnest(\(arrays.joined(separator: ", ")))\
            \(merge.conflictClause)
            """
        let arguments = merge.columns.indices.map { column in
            SQLValue.text(ArrayText.postgres(merge.rows.map { Self.element($0[column]) }))
        }
        return try execute(RenderedSQL(text: text, arguments: arguments))
    }

    private static func element(_ value: SQLValue) -> String? {
        switch value {
        case .null: nil
        case .integer(let integer): String(integer)
        case .double(let double): String(double)
        case .text(let text): text
        case .bytes(let bytes): "\\x" + ArrayText.hex(bytes)
        }
    }
}
