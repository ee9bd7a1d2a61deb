import Vocabulary

/// Sums exact on integers and decimals wherever the result can be written so; else, and with doubles, as doubles.
///
/// What is no number, or has no answer (x / 0), is null.
enum Arithmetic {
    /// An integer or decimal as `coefficient × 10^-scale`, wide enough that no product or alignment overflows.
    private struct Exact {
        var coefficient: Int128
        var scale: Int

        init?(_ value: AttributeValue) {
            switch value {
            case .integer(let number): (coefficient, scale) = (Int128(number), 0)
            case .decimal(let number): (coefficient, scale) = (Int128(number.coefficient), number.scale)
            case .null, .bool, .double, .string, .moment, .array, .object: return nil
            }
        }

        func coefficient(at wider: Int) -> Int128 { coefficient * Arithmetic.power(wider - scale) }
    }

    static func isNumber(_ value: AttributeValue) -> Bool { double(value) != nil }

    static func double(_ value: AttributeValue) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .decimal(let number): number.double
        case .double(let number): number
        case .null, .bool, .string, .moment, .array, .object: nil
        }
    }

    static func add(_ a: AttributeValue, _ b: AttributeValue) -> AttributeValue {
        guard let x = Exact(a), let y = Exact(b) else { return inexact(a, b, +) }
        let scale = max(x.scale, y.scale)
        return exact(x.coefficient(at: scale) + y.coefficient(at: scale), scale)
    }

    static func subtract(_ a: AttributeValue, _ b: AttributeValue) -> AttributeValue {
        guard let x = Exact(a), let y = Exact(b) else { return inexact(a, b, -) }
        let scale = max(x.scale, y.scale)
        return exact(x.coefficient(at: scale) - y.coefficient(at: scale), scale)
    }

    static func multiply(_ a: AttributeValue, _ b: AttributeValue) -> AttributeValue {
        guard let x = Exact(a), let y = Exact(b) else { return inexact(a, b, *) }
        return exact(x.coefficient * y.coefficient, x.scale + y.scale)
    }

    /// Exact where the quotient ends within 18 digits: 7 / 2 is 3.5, 1 / 3 a double.
    static func divide(_ a: AttributeValue, _ b: AttributeValue) -> AttributeValue {
        guard let x = Exact(a), let y = Exact(b) else { return inexact(a, b, /) }
        guard y.coefficient != 0 else { return .null }
        var numerator = x.coefficient * power(y.scale)
        var denominator = y.coefficient * power(x.scale)
        let divisor = greatestCommonDivisor(numerator, denominator)
        (numerator, denominator) = (numerator / divisor, denominator / divisor)
        if denominator < 0 { (numerator, denominator) = (-numerator, -denominator) }
        guard let scale = digits(of: denominator) else { return inexact(a, b, /) }
        let (scaled, overflow) = numerator.multipliedReportingOverflow(by: power(scale))
        return overflow ? inexact(a, b, /) : exact(scaled / denominator, scale)
    }

    /// What whole division towards zero leaves; it has the sign of `a`.
    static func remainder(_ a: AttributeValue, _ b: AttributeValue) -> AttributeValue {
        guard let x = Exact(a), let y = Exact(b) else {
            return inexact(a, b) { $0.truncatingRemainder(dividingBy: $1) }
        }
        guard y.coefficient != 0 else { return .null }
        let scale = max(x.scale, y.scale)
        return exact(x.coefficient(at: scale) % y.coefficient(at: scale), scale)
    }

    static func negated(_ value: AttributeValue) -> AttributeValue { subtract(.integer(0), value) }

    static func rounded(_ value: AttributeValue, _ rule: FloatingPointRoundingRule, digits: Int = 0) -> AttributeValue {
        if case .double(let number) = value {
            guard digits > 0 else { return whole(number.rounded(rule)) }
            guard let factor = double(exact(power(digits), 0)) else { return .null }
            let scaled = (number * factor).rounded(rule) / factor
            return scaled.isFinite ? .double(scaled) : value
        }
        guard let number = Exact(value) else { return .null }
        guard number.scale > digits else { return value }
        let unit = power(number.scale - digits)
        let (quotient, rest) = number.coefficient.quotientAndRemainder(dividingBy: unit)
        return exact(quotient + carry(rest, of: unit, rule), digits)
    }

    /// What rounding adds to a quotient cut towards zero.
    private static func carry(_ rest: Int128, of unit: Int128, _ rule: FloatingPointRoundingRule) -> Int128 {
        switch rule {
        case .up: rest > 0 ? 1 : 0
        case .down: rest < 0 ? -1 : 0
        case .towardZero: 0
        default: rest.magnitude * 2 < unit.magnitude ? 0 : (rest < 0 ? -1 : 1)
        }
    }

    private static func whole(_ number: Double) -> AttributeValue {
        Int64(exactly: number).map(AttributeValue.integer) ?? (number.isFinite ? .double(number) : .null)
    }

    /// The value as an `Int64`, where it is a whole number.
    static func wholeNumber(_ value: AttributeValue) -> Int64? {
        switch value {
        case .integer(let number): return number
        case .double(let number): return Int64(exactly: number)
        case .decimal:
            guard case .integer(let number) = rounded(value, .down), order(value, .integer(number)) == 0 else {
                return nil
            }
            return number
        case .null, .bool, .string, .moment, .array, .object: return nil
        }
    }

    // MARK: Order

    /// Negative, zero or positive as `a` is below, equal to or above `b`, exactly; `nil` where either is no number.
    static func order(_ a: AttributeValue, _ b: AttributeValue) -> Int? {
        if case .integer(let x) = a, case .integer(let y) = b { return x < y ? -1 : x == y ? 0 : 1 }
        switch (Exact(a), Exact(b)) {
        case (let x?, let y?):
            let scale = max(x.scale, y.scale)
            let (left, right) = (x.coefficient(at: scale), y.coefficient(at: scale))
            return left < right ? -1 : left == right ? 0 : 1
        case (let x?, nil): return double(b).flatMap { order(x, $0) }
        case (nil, let y?): return double(a).flatMap { order(y, $0) }.map { -$0 }
        case (nil, nil):
            guard let x = double(a), let y = double(b), !x.isNaN, !y.isNaN else { return nil }
            return x < y ? -1 : x == y ? 0 : 1
        }
    }

    /// An exact number against a double without rounding either: whole parts first, then what is behind the point.
    private static func order(_ exact: Exact, _ number: Double) -> Int? {
        guard !number.isNaN else { return nil }
        guard number.magnitude < 0x1p64 else { return number > 0 ? -1 : 1 }
        let unit = power(exact.scale)
        var (whole, rest) = exact.coefficient.quotientAndRemainder(dividingBy: unit)
        if rest < 0 { (whole, rest) = (whole - 1, rest + unit) }
        let floor = number.rounded(.down)
        let other = Int128(floor)
        if whole != other { return whole < other ? -1 : 1 }
        return order(rest, of: unit, number - floor)
    }

    /// `rest / unit` against a double's fraction in [0, 1), cross-multiplied in 256 bits.
    private static func order(_ rest: Int128, of unit: Int128, _ fraction: Double) -> Int {
        guard fraction > 0 else { return rest > 0 ? 1 : 0 }
        guard fraction >= 0x1p-64 else { return rest > 0 ? 1 : -1 }
        let exponent = 52 - Int(fraction.exponent)
        let mantissa = UInt128(fraction.significandBitPattern | 1 << 52)
        let left = UInt128(rest).multipliedFullWidth(by: 1 << UInt128(exponent))
        let right = mantissa * UInt128(unit)
        guard left.high == 0 else { return 1 }
        return left.low < right ? -1 : left.low == right ? 0 : 1
    }

    // MARK: Parts

    static func power(_ exponent: Int) -> Int128 { powers[exponent] }

    /// 10^0 to 10^36.
    private static let powers: [Int128] = (0..<36).reduce(into: [1]) { powers, place in
        powers.append(powers[place] * 10)
    }

    private static func exact(_ coefficient: Int128, _ scale: Int) -> AttributeValue {
        var (coefficient, scale) = (coefficient, scale)
        while scale > 0 {
            if let narrow = Int64(exactly: coefficient), let decimal = ExactDecimal(coefficient: narrow, scale: scale) {
                return .decimal(decimal)
            }
            guard coefficient % 10 == 0 else { return .double(Double(coefficient) / Double(power(scale))) }
            (coefficient, scale) = (coefficient / 10, scale - 1)
        }
        return Int64(exactly: coefficient).map(AttributeValue.integer) ?? .double(Double(coefficient))
    }

    private static func inexact(
        _ a: AttributeValue,
        _ b: AttributeValue,
        _ body: (Double, Double) -> Double
    ) -> AttributeValue {
        guard let x = double(a), let y = double(b) else { return .null }
        let result = body(x, y)
        return result.isFinite ? .double(result) : .null
    }

    private static func greatestCommonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
        var (a, b) = (Int128(a.magnitude), Int128(b.magnitude))
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    /// How many decimals 1 / `denominator` has; `nil` where it never ends or has more than 18.
    private static func digits(of denominator: Int128) -> Int? {
        var rest = denominator
        var (twos, fives) = (0, 0)
        while rest % 2 == 0 { (rest, twos) = (rest / 2, twos + 1) }
        while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
        let digits = max(twos, fives)
        return rest == 1 && digits <= ExactDecimal.maximumDigits ? digits : nil
    }
}
