import Vocabulary

/// The value of a number's text, already known to be well-formed.
enum JSONNumber {
    /// The most digits an `ExactDecimal` keeps; also what fits into 64 bits without a check.
    private static let exactDigits = ExactDecimal.maximumDigits

    /// `12` an integer, `12.50` an exact decimal, what has an exponent or too many digits a double.
    static func attributeValue(_ text: UnsafeRawBufferPointer, _ kind: JSONEntry.Kind) -> AttributeValue {
        switch kind {
        case .integer: integer(text).map(AttributeValue.integer) ?? .double(double(text))
        case .fraction: decimal(text).map(AttributeValue.decimal) ?? .double(double(text))
        case .exponent: .double(double(text))
        case .null, .false, .true, .string, .array, .object: .null
        }
    }

    static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? UnsafeRawBufferPointer(rebasing: text[1...]) : text
        guard digits.count <= exactDigits else { return Int64(String(decoding: text, as: UTF8.self)) }
        var value: Int64 = 0
        for digit in digits { value = value &* 10 &+ Int64(digit &- 0x30) }
        return isNegative ? -value : value
    }

    private static func decimal(_ text: UnsafeRawBufferPointer) -> ExactDecimal? {
        var (coefficient, digits, scale) = (Int64(0), 0, 0)
        var isBehindPoint = false
        for byte in text where byte != UInt8(ascii: "-") {
            guard byte != UInt8(ascii: ".") else {
                isBehindPoint = true
                continue
            }
            if digits > 0 || byte != UInt8(ascii: "0") { digits += 1 }
            if isBehindPoint { scale += 1 }
            guard digits <= exactDigits else { return nil }
            coefficient = coefficient &* 10 &+ Int64(byte &- 0x30)
        }
        return ExactDecimal(coefficient: text.first == UInt8(ascii: "-") ? -coefficient : coefficient, scale: scale)
    }

    /// The nearest double; infinite where the text is beyond its range.
    static func double(_ text: UnsafeRawBufferPointer) -> Double {
        Double(String(decoding: text, as: UTF8.self)) ?? .infinity
    }
}
