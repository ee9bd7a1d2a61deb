import Vocabulary

/// One cell as the driver filled it; text and bytes point into the driver's memory and live as long as the row.
public enum Cell {
    case null
    case integer(Int64)
    case double(Double)
    case text(UnsafeBufferPointer<UInt8>)
    case bytes(UnsafeBufferPointer<UInt8>)
}

/// A row under the cursor: read by position, not to be kept.
public struct Row: ~Copyable {
    @usableFromInline let cells: UnsafeBufferPointer<Cell>

    @inlinable
    public init(cells: UnsafeBufferPointer<Cell>) { self.cells = cells }

    /// The cell as it is, for what copies values without knowing them.
    package func cell(_ column: Int) throws(RowError) -> Cell {
        guard column < cells.count else { throw RowError(column: column, wanted: "a cell", found: "no such column") }
        return cells[column]
    }

    @inlinable
    public func get<Value: SQLDecodable>(_ column: Int, _ type: Value.Type = Value.self) throws(RowError) -> Value {
        guard column < cells.count else { throw RowError(column: column, wanted: "\(type)", found: "no such column") }
        guard let value = Value(cell: cells[column]) else {
            throw RowError(column: column, wanted: "\(type)", found: cells[column].kind)
        }
        return value
    }
}

/// A cell that does not hold what the code expects: the schema and the code disagree.
public struct RowError: Error, Hashable, CustomStringConvertible {
    public var column: Int
    public var wanted: String
    public var found: String

    @inlinable
    public init(column: Int, wanted: String, found: String) {
        self.column = column
        self.wanted = wanted
        self.found = found
    }

    public var description: String { "column \(column): wanted \(wanted), found \(found)" }
}

extension Cell {
    @inlinable
    public var kind: String {
        switch self {
        case .null: "null"
        case .integer: "integer"
        case .double: "double"
        case .text: "text"
        case .bytes: "bytes"
        }
    }
}

/// A type that can be read from a cell.
public protocol SQLDecodable {
    init?(cell: Cell)
}

extension Int64: SQLDecodable {
    @inlinable
    public init?(cell: Cell) {
        guard case .integer(let value) = cell else { return nil }
        self = value
    }
}

extension Int: SQLDecodable {
    @inlinable
    public init?(cell: Cell) {
        guard case .integer(let value) = cell else { return nil }
        self = Int(value)
    }
}

extension Double: SQLDecodable {
    @inlinable
    public init?(cell: Cell) {
        switch cell {
        case .double(let value): self = value
        case .integer(let value): self = Double(value)
        case .null, .text, .bytes: return nil
        }
    }
}

extension Bool: SQLDecodable {
    @inlinable
    public init?(cell: Cell) {
        guard case .integer(let value) = cell else { return nil }
        self = value != 0
    }
}

extension String: SQLDecodable {
    @inlinable
    public init?(cell: Cell) {
        guard case .text(let bytes) = cell else { return nil }
        self.init(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8]: SQLDecodable {
    @inlinable
    public init?(cell: Cell) {
        switch cell {
        case .bytes(let bytes), .text(let bytes): self.init(bytes)
        case .null, .integer, .double: return nil
        }
    }
}

extension Moment: SQLDecodable {
    @inlinable
    public init?(cell: Cell) {
        guard case .integer(let value) = cell else { return nil }
        self.init(milliseconds: value)
    }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    @inlinable
    public init?(cell: Cell) {
        if case .null = cell {
            self = Wrapped?.none
            return
        }
        guard let wrapped = Wrapped(cell: cell) else { return nil }
        self = Wrapped?.some(wrapped)
    }
}

extension SQLDecodable where Self: EntityID {
    @inlinable
    public init?(cell: Cell) {
        guard case .integer(let value) = cell else { return nil }
        self.init(raw: value)
    }
}

extension ProfileID: SQLDecodable {}
extension JourneyID: SQLDecodable {}
extension CampaignID: SQLDecodable {}
extension ExecutionID: SQLDecodable {}
extension RunID: SQLDecodable {}
extension SendID: SQLDecodable {}
extension KeyID: SQLDecodable {}
