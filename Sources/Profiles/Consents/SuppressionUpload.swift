import Store
import Vocabulary

/// A file of addresses that was loaded into the list.
package struct SuppressionUpload: Hashable, Sendable {
    package var id: Int64
    package var moment: Moment
    package var who: String
    /// The file's, as given.
    package var name: String
    package var lines: Int64
    /// How many were new or stronger.
    package var added: Int64
    /// Lines without an address.
    package var refused: Int64

    package init(
        id: Int64,
        moment: Moment,
        who: String,
        name: String,
        lines: Int64,
        added: Int64,
        refused: Int64
    ) {
        self.id = id
        self.moment = moment
        self.who = who
        self.name = name
        self.lines = lines
        self.added = added
        self.refused = refused
    }
}

/// The SQL of `suppression_uploads`.
package enum SuppressionUploads {
    package static func insert(_ upload: SuppressionUpload, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO suppression_uploads (id, moment, who, name, lines, added, refused)
            VALUES (\(upload.id), \(upload.moment), \(upload.who), \(upload.name.storable), \(upload.lines),
                \(upload.added), \(upload.refused))
            """
        )
    }

    package static func lastID(in db: Transaction) throws -> Int64 {
        try db.value("SELECT COALESCE(MAX(id), 0) FROM suppression_uploads") ?? 0
    }

    /// The newest before `cursor`.
    package static func page(
        before cursor: Int64 = .max,
        limit: Int,
        in db: Transaction
    ) throws -> [SuppressionUpload] {
        try db.rows(
            """
            SELECT id, moment, who, name, lines, added, refused FROM suppression_uploads
            WHERE id < \(cursor) ORDER BY id DESC LIMIT \(limit)
            """,
            read
        )
    }

    package static func find(_ id: Int64, in db: Transaction) throws -> SuppressionUpload? {
        try db.row(
            """
            SELECT id, moment, who, name, lines, added, refused FROM suppression_uploads WHERE id = \(id)
            """,
            read
        )
    }

    /// Forgets the upload, not what it listed.
    package static func delete(_ id: Int64, in db: Transaction) throws -> Bool {
        try db.execute("DELETE FROM suppression_uploads WHERE id = \(id)") == 1
    }

    private static func read(_ row: borrowing Row) throws -> SuppressionUpload {
        SuppressionUpload(
            id: try row.get(0),
            moment: try row.get(1),
            who: try row.get(2),
            name: try row.get(3),
            lines: try row.get(4),
            added: try row.get(5),
            refused: try row.get(6)
        )
    }
}
