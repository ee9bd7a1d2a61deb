import Vocabulary

/// What a finished backup says of itself: its manifest.
///
/// The state was copied at `taken`, in one snapshot; the log afterwards, so that it is never behind the state. What the
/// log has beyond `position` is simply processed after a restore.
package struct Backup: Hashable, Sendable {
    /// One table: its rows are in `file`, their cells in the order of `columns`.
    package struct Table: Hashable, Sendable {
        package var name: String
        package var columns: [String]
        package var rows: Int64
        package var file: BackupFile
    }

    package var sandbox: String
    /// The program that made it.
    package var release: String
    package var taken: Moment
    /// How far the state has processed the log.
    package var position: Int64
    /// Where the log ends.
    package var head: Int64
    /// The migrations that made the tables.
    package var migrations: [String]
    package var tables: [Table]
    /// Opens and clicks that were on their way to the database.
    package var hits: [BackupFile]

    package static let format = "sojourn.backup/1"

    package var files: [BackupFile] { tables.map(\.file) + hits }
    package var rows: Int64 { tables.reduce(0) { $0 + $1.rows } }
    package var bytes: Int64 { files.reduce(0) { $0 + $1.bytes } }

    /// The log's tables are named so; all others are the state's.
    static func isOfLog(_ table: String) -> Bool { table.hasPrefix("log_") }
}
