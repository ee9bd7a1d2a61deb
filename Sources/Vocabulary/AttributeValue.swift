/// A typed value as clients send it and profiles keep it.
///
/// Numbers are exact: `12` is an integer, `12.50` a decimal that keeps its digits (money), and only what was written
/// with an exponent, or does not fit, is a double.
public enum AttributeValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal(ExactDecimal)
    case double(Double)
    case string(String)
    case moment(Moment)
    case array([AttributeValue])
    case object(AttributeObject)

    @inlinable
    public var isNull: Bool { if case .null = self { true } else { false } }

    @inlinable
    public var string: String? { if case .string(let value) = self { value } else { nil } }

    @inlinable
    public var object: AttributeObject? { if case .object(let value) = self { value } else { nil } }

    /// The value under `key` of an object, `null` where there is none or this is no object.
    @inlinable
    public subscript(key: String) -> AttributeValue {
        if case .object(let object) = self { object[key] ?? .null } else { .null }
    }

    /// The value at a dotted path (`address.city`), `null` where it leads nowhere.
    public func value(at path: String) -> AttributeValue {
        path.split(separator: ".").reduce(self) { $0[String($1)] }
    }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: AttributeValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, AttributeValue)...) { self = .object(AttributeObject(elements)) }
    public init(nilLiteral: ()) { self = .null }
}
