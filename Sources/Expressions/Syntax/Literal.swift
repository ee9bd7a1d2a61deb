import Vocabulary

/// A value written out in an expression.
enum Literal: Equatable {
    case string(String)
    case integer(Int64)
    case decimal(ExactDecimal)
    case double(Double)

    var value: AttributeValue {
        switch self {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        case .decimal(let number): .decimal(number)
        case .double(let number): .double(number)
        }
    }
}
