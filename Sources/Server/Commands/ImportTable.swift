import Store
import Vocabulary

/// How far imports came.
enum ImportTable {
    struct Progress: Sendable {
        /// When its first line was read; names the import.
        var began: Moment
        /// Bytes and lines taken.
        var position: Int64
        var line: Int
    }

    static func progress(of path: String, in db: Transaction) throws -> Progress? {
        try db.row("SELECT began, position, line FROM imports WHERE path = \(path)") { row in
            Progress(began: try row.get(0), position: try row.get(1), line: Int(try row.get(2, Int64.self)))
        }
    }

    static func keep(_ progress: Progress, of path: String, in db: Transaction) throws {
        try db.merge(
            into: "imports",
            columns: ["path", "began", "position", "line", "moment"],
            key: ["path"],
            rows: [
                [
                    .text(path), progress.began.sqlValue, .integer(progress.position), .integer(Int64(progress.line)),
                    db.now.sqlValue,
                ]
            ]
        )
    }

    static let migrations = [
        Migration(
            "imports-1",
            [
                """
                CREATE TABLE imports (
                    path TEXT PRIMARY KEY, began BIGINT NOT NULL, position BIGINT NOT NULL, line BIGINT NOT NULL,
                    moment BIGINT NOT NULL)
                """
            ]
        )
    ]
}
