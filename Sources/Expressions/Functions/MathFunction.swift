import Vocabulary

enum MathFunction: UInt8, Sendable {
    case round, floor, ceil, abs
}

extension FunctionCatalog {
    static let math: [FunctionEntry] = {
        let number = parameter("number", .number)
        func one(_ name: String, _ alias: String, _ function: MathFunction) -> FunctionEntry {
            .init(name: name, aliases: [alias], parameters: [number], result: .number, function: .math(function))
        }
        return [
            .init(
                name: "round",
                parameters: [number, parameter("digits", .number)],
                optional: 1,
                result: .number,
                function: .math(.round)
            ),
            one("floor", "roundDown", .floor), one("ceil", "roundUp", .ceil), one("abs", "absolute", .abs),
        ]
    }()
}

extension Evaluator {
    func callMath(_ function: MathFunction, _ base: Int, _ count: Int) -> AttributeValue {
        let number = value(base)
        switch function {
        case .floor: return Arithmetic.rounded(number, .down)
        case .ceil: return Arithmetic.rounded(number, .up)
        case .abs: return isNegative(number) ? Arithmetic.negated(number) : Arithmetic.isNumber(number) ? number : .null
        case .round:
            guard count > 1 else { return Arithmetic.rounded(number, .toNearestOrAwayFromZero) }
            guard let digits = Arithmetic.wholeNumber(value(base + 1)), (0...18).contains(digits) else { return .null }
            return Arithmetic.rounded(number, .toNearestOrAwayFromZero, digits: Int(digits))
        }
    }

    private func isNegative(_ number: AttributeValue) -> Bool {
        Arithmetic.order(number, .integer(0)).map { $0 < 0 } ?? false
    }
}
