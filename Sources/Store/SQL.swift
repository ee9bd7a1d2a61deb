import Vocabulary

/// A statement written as a literal whose interpolations are bound, never pasted: injection is not expressible.
///
/// ```swift
/// let sql: SQL = "SELECT name FROM people WHERE id = \(id) AND city IN \(many: cities)"
/// ```
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// A run of constant text, or a place where a value goes.
    public enum Piece: Hashable, Sendable {
        case text(String)
        case value(SQLValue)
        case array(SQLArray)
        /// Text that only SQLite sees.
        case sqlite(String)
    }

    public private(set) var pieces: [Piece]

    public init(stringLiteral text: String) { pieces = [.text(text)] }

    public init(stringInterpolation: Interpolation) { pieces = stringInterpolation.pieces }

    public static func + (a: SQL, b: SQL) -> SQL {
        var sum = a
        sum.pieces += b.pieces
        return sum
    }

    /// The fragments with `separator` between them; for conditions built from a filter.
    public static func joined(_ fragments: [SQL], by separator: SQL) -> SQL {
        guard var joined = fragments.first else { return "" }
        for fragment in fragments.dropFirst() { joined = joined + separator + fragment }
        return joined
    }

    public struct Interpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { pieces.append(.text(literal)) }
        }

        public mutating func appendInterpolation(_ value: some SQLBindable) { pieces.append(.value(value.sqlValue)) }

        public mutating func appendInterpolation(many values: [Int64]) { pieces.append(.array(.integers(values))) }

        public mutating func appendInterpolation(many values: [String]) { pieces.append(.array(.texts(values))) }

        public mutating func appendInterpolation(many values: [[UInt8]]) { pieces.append(.array(.bytes(values))) }

        public mutating func appendInterpolation(many ids: some Sequence<some EntityID>) {
            pieces.append(.array(.integers(ids.map(\.raw))))
        }

        public mutating func appendInterpolation(fragment: SQL) { pieces += fragment.pieces }

        /// How SQLite is to lay out a table, ` WITHOUT ROWID`; PostgreSQL sees nothing of it.
        public mutating func appendInterpolation(sqlite text: StaticString) { pieces.append(.sqlite(text.description)) }

        /// A table or column name chosen by our own code; `StaticString` keeps input out.
        public mutating func appendInterpolation(raw text: StaticString) { pieces.append(.text(text.description)) }
    }
}
