/// A decimal number kept exactly: `coefficient × 10^-scale`, so 12.50 stays 12.50.
///
/// At most 18 digits, of which at most 18 after the point; what needs more is read as a double.
public struct ExactDecimal: Sendable {
    public let coefficient: Int64
    public let scale: Int

    public static let maximumDigits = 18

    public init?(coefficient: Int64, scale: Int) {
        guard (0...Self.maximumDigits).contains(scale), coefficient.magnitude < 1_000_000_000_000_000_000 else {
            return nil
        }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// The nearest double: one division of two exact doubles where the coefficient is one, else read from the digits.
    public var double: Double {
        coefficient.magnitude <= 1 << 53
            ? Double(coefficient) / Self.powers[scale] : Double(description) ?? Double(coefficient) / Self.powers[scale]
    }

    /// The digits with trailing zeros as they came: `12.50`.
    public var description: String {
        guard scale > 0 else { return String(coefficient) }
        let digits = String(coefficient.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return "\(coefficient < 0 ? "-" : "")\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }

    /// Exact powers of ten as doubles.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    ]

    /// Without trailing zeros: what equality and order look at.
    fileprivate var normalized: (coefficient: Int64, scale: Int) {
        var (coefficient, scale) = (coefficient, scale)
        while scale > 0, coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        return (coefficient, scale)
    }
}

extension ExactDecimal: Hashable, CustomStringConvertible {
    public static func == (a: ExactDecimal, b: ExactDecimal) -> Bool { a.normalized == b.normalized }

    public func hash(into hasher: inout Hasher) {
        let (coefficient, scale) = normalized
        hasher.combine(coefficient)
        hasher.combine(scale)
    }
}
