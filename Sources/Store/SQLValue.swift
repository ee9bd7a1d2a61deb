import Vocabulary

/// A value bound to a statement or filled into a cell: the five kinds both databases share.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
}

/// A type that can stand in a statement: `\(id)`.
public protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension Int64: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Double: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .double(self) }
}

extension Bool: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension String: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .text(self) }
}

extension [UInt8]: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .bytes(self) }
}

extension Moment: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .integer(milliseconds) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    @inlinable public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

extension SQLValue: SQLBindable {
    @inlinable public var sqlValue: SQLValue { self }
}

extension SQLBindable where Self: EntityID {
    @inlinable public var sqlValue: SQLValue { .integer(raw) }
}

extension ProfileID: SQLBindable {}
extension JourneyID: SQLBindable {}
extension CampaignID: SQLBindable {}
extension ExecutionID: SQLBindable {}
extension RunID: SQLBindable {}
extension SendID: SQLBindable {}
extension KeyID: SQLBindable {}

/// Many values bound as one: `WHERE id IN \(many: ids)`.
public enum SQLArray: Hashable, Sendable {
    case integers([Int64])
    case texts([String])
    case bytes([[UInt8]])
}
