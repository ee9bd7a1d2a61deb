/// A table as the schema has it, for what copies all of its rows without knowing what they mean.
public struct WholeTable: Hashable, Sendable {
    public var name: String
    public var columns: [String]

    public init(name: String, columns: [String]) {
        self.name = name
        self.columns = columns
    }

    /// Rows fetched at a time where the driver would otherwise hold the whole answer.
    fileprivate static let fetch = 200

    fileprivate var columnList: String { columns.map { "\"\($0)\"" }.joined(separator: ", ") }
}

extension Transaction {
    /// Every table of this database in order of its name, but for the record of migrations.
    package func wholeTables() throws -> [WholeTable] {
        let listing: SQL =
            switch dialect {
            case .sqlite:
                """
                SELECT tables.name, columns.name FROM sqlite_master AS tables
                JOIN pragma_table_info(tables.name) AS columns
                WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' AND tables.name <> 'migrations'
                ORDER BY tables.name, columns.cid
                """
            case .postgres:
                """
                SELECT table_name::text, column_name::text FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name <> 'migrations'
                ORDER BY table_name::text COLLATE "C", ordinal_position
                """
            }
        var tables: [WholeTable] = []
        try each(listing) { row in
            let name = try row.get(0, String.self)
            if tables.last?.name != name { tables.append(WholeTable(name: name, columns: [])) }
            tables[tables.count - 1].columns.append(try row.get(1))
        }
        return tables
    }

    /// Whether there is a table of this name.
    package func exists(_ table: String) throws -> Bool {
        let sql: SQL =
            switch dialect {
            case .sqlite: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = \(table)"
            case .postgres:
                """
                SELECT 1 FROM information_schema.tables
                WHERE table_schema = current_schema() AND table_name = \(table)
                """
            }
        return try value(sql, Int64.self) != nil
    }

    /// Shows every row of `table`, in no order, without holding more than a few of them.
    package func walk(_ table: WholeTable, _ body: (borrowing Row) throws -> Void) throws {
        let select = "SELECT \(table.columnList) FROM \"\(table.name)\""
        guard dialect == .postgres else { return try runner.each(RenderedSQL(text: select, arguments: []), body) }
        // A cursor's name stands in the text of its FETCH, and the plan of a text is kept: so one name a table.
        let cursor = "whole_\(table.name)"
        try run("DECLARE \(cursor) NO SCROLL CURSOR FOR \(select)")
        var count: Int
        repeat {
            count = 0
            let fetch = RenderedSQL(text: "FETCH FORWARD \(WholeTable.fetch) FROM \(cursor)", arguments: [])
            try runner.each(fetch) { row in
                count += 1
                try body(row)
            }
        } while count > 0
        try run("CLOSE \(cursor)")
    }

    /// Adds rows whose values stand in the order of the table's columns.
    package func fill(_ table: WholeTable, rows: [[SQLValue]]) throws {
        guard !rows.isEmpty else { return }
        _ = try runner.merge(
            BulkMerge(table: table.name, columns: table.columns, key: [], rows: rows, onConflict: .fail)
        )
    }

    /// Drops what a table was made with.
    package func empty(_ table: WholeTable) throws { try run("DELETE FROM \"\(table.name)\"") }

    /// Lets a read that writes to files between its statements pause for longer than a server's may.
    package func allowPauses() throws {
        if dialect == .postgres { try run("SET LOCAL idle_in_transaction_session_timeout = '10min'") }
    }

    private func run(_ text: String) throws { _ = try runner.execute(RenderedSQL(text: text, arguments: [])) }
}
