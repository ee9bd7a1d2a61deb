/// The handful of things that the two databases write differently.
public enum Dialect: Sendable {
    case sqlite
    case postgres

    /// Locks the rows read until the transaction ends; SQLite's one writer needs no lock.
    public var forUpdate: SQL {
        switch self {
        case .sqlite: ""
        case .postgres: " FOR UPDATE"
        }
    }

    /// Locks the rows read and passes over those another transaction holds.
    public var forUpdateSkipLocked: SQL {
        switch self {
        case .sqlite: ""
        case .postgres: " FOR UPDATE SKIP LOCKED"
        }
    }

    /// The text of `sql` with numbered places, and what is bound to them in order.
    public func render(_ sql: SQL) -> RenderedSQL {
        if sql.pieces.count == 1, case .text(let text) = sql.pieces[0] { return RenderedSQL(text: text, arguments: []) }
        var rendered = RenderedSQL(text: "", arguments: [])
        for piece in sql.pieces {
            switch piece {
            case .text(let text): rendered.text += text
            case .value(let value):
                rendered.arguments.append(value)
                rendered.text += "$\(rendered.arguments.count)"
            case .array(let array): append(array, to: &rendered)
            case .sqlite(let text): if self == .sqlite { rendered.text += text }
            }
        }
        return rendered
    }

    /// An array is one bound text: JSON read by `json_each` on SQLite, an array literal on PostgreSQL.
    private func append(_ array: SQLArray, to rendered: inout RenderedSQL) {
        rendered.arguments.append(.text(encode(array)))
        let place = "$\(rendered.arguments.count)"
        switch (self, array) {
        case (.sqlite, .bytes): rendered.text += "(SELECT unhex_blob(value) FROM json_each(\(place)))"
        case (.sqlite, _): rendered.text += "(SELECT value FROM json_each(\(place)))"
        case (.postgres, .integers): rendered.text += "(SELECT unnest(\(place)::bigint[]))"
        case (.postgres, .texts): rendered.text += "(SELECT unnest(\(place)::text[]))"
        case (.postgres, .bytes): rendered.text += "(SELECT unnest(\(place)::bytea[]))"
        }
    }

    private func encode(_ array: SQLArray) -> String {
        switch (self, array) {
        case (.sqlite, .integers(let values)): "[" + values.map(String.init).joined(separator: ",") + "]"
        case (.sqlite, .texts(let values)): ArrayText.json(values)
        case (.sqlite, .bytes(let values)): ArrayText.json(values.map(ArrayText.hex))
        case (.postgres, .integers(let values)): "{" + values.map(String.init).joined(separator: ",") + "}"
        case (.postgres, .texts(let values)): ArrayText.postgres(values)
        case (.postgres, .bytes(let values)): ArrayText.postgres(values.map { "\\x" + ArrayText.hex($0) })
        }
    }
}

/// A statement as a driver takes it.
public struct RenderedSQL: Sendable {
    public var text: String
    public var arguments: [SQLValue]

    public init(text: String, arguments: [SQLValue]) {
        self.text = text
        self.arguments = arguments
    }
}
