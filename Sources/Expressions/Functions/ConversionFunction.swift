import Vocabulary

enum ConversionFunction: UInt8, Sendable {
    case toString, toNumber, toInteger, toBool
}

extension FunctionCatalog {
    static let conversion: [FunctionEntry] = {
        let value = parameter("value", .any)
        return [
            .init(name: "toString", parameters: [value], result: .text, function: .conversion(.toString)),
            .init(
                name: "toNumber",
                aliases: ["stringToNumber", "toDecimal"],
                parameters: [value],
                result: .number,
                function: .conversion(.toNumber)
            ),
            .init(
                name: "toInteger",
                aliases: ["toInt", "string_to_integer"],
                parameters: [value],
                result: .number,
                function: .conversion(.toInteger)
            ),
            .init(name: "toBool", parameters: [value], result: .bool, function: .conversion(.toBool)),
        ]
    }()
}

extension Evaluator {
    /// Conversions; what cannot be converted is null.
    mutating func convert(_ function: ConversionFunction, _ value: AttributeValue) -> AttributeValue {
        switch function {
        case .toString: ValueText.text(of: value).map(AttributeValue.string) ?? .null
        case .toNumber: number(from: value)
        case .toInteger: Arithmetic.rounded(number(from: value), .towardZero)
        case .toBool: bool(from: value)
        }
    }

    private func number(from value: AttributeValue) -> AttributeValue {
        switch value {
        case .integer, .decimal, .double: value
        case .string(let text): ValueText.number(TextTrim.trimmed(text, start: true, end: true))
        case .bool(let flag): .integer(flag ? 1 : 0)
        case .null, .moment, .array, .object: .null
        }
    }

    private func bool(from value: AttributeValue) -> AttributeValue {
        switch value {
        case .bool: value
        case .string("true"): true
        case .string("false"): false
        case .null, .string, .integer, .decimal, .double, .moment, .array, .object: .null
        }
    }
}

/// Values as text and back.
enum ValueText {
    /// As a person writes it; `nil` for null, lists and objects.
    static func text(of value: AttributeValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): number.description
        case .double(let number): text(of: number)
        case .bool(let flag): flag ? "true" : "false"
        case .moment(let moment): moment.description
        case .null, .array, .object: nil
        }
    }

    /// Whole doubles without the `.0`, so that 3.0 e1 reads 30.
    private static func text(of number: Double) -> String {
        if let whole = Int64(exactly: number), abs(number) < 1e15 { return String(whole) }
        return String(number)
    }

    /// A number as JSON writes it, exact where it fits; null for anything else.
    static func number(_ text: String) -> AttributeValue {
        if let whole = Int64(text) { return .integer(whole) }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 2, !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
            let coefficient = Int64(parts[0] + parts[1]),
            let decimal = ExactDecimal(coefficient: coefficient, scale: parts[1].utf8.count)
        {
            return .decimal(decimal)
        }
        guard text.utf8.allSatisfy({ (0x2B...0x39).contains($0) || $0 | 0x20 == 0x65 }), let number = Double(text),
            number.isFinite
        else { return .null }
        return .double(number)
    }
}
