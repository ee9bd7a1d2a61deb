import Vocabulary

/// Numbers as JavaScript writes and reads them (ECMA-262, Number::toString and StringToNumber).
enum NumberText {
    static func text(of number: Double) -> String {
        var bytes: [UInt8] = []
        append(number, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func append(_ number: Double, to output: inout [UInt8]) {
        if number.isNaN { return output.append(contentsOf: "NaN".utf8) }
        if number < 0 { output.append(UInt8(ascii: "-")) }
        if number.isInfinite { return output.append(contentsOf: "Infinity".utf8) }
        if let whole = Int64(exactly: number), whole.magnitude < 1 << 53 { return append(whole.magnitude, to: &output) }
        let (digits, point) = shortest(number.magnitude)
        append(digits, point: point, to: &output)
    }

    static func append(_ number: Int64, to output: inout [UInt8]) {
        if number < 0 { output.append(UInt8(ascii: "-")) }
        append(number.magnitude, to: &output)
    }

    /// A decimal as the double it is nearest to, unless it has more digits than a double holds: then its own.
    static func append(_ number: ExactDecimal, to output: inout [UInt8]) {
        if number.coefficient.magnitude < 1 << 53 { return append(number.double, to: &output) }
        var digits = Array(number.description.utf8)
        if number.scale > 0 {
            while digits.last == UInt8(ascii: "0") { digits.removeLast() }
            if digits.last == UInt8(ascii: ".") { digits.removeLast() }
        }
        output.append(contentsOf: digits)
    }

    private static func append(_ magnitude: UInt64, to output: inout [UInt8]) {
        if magnitude < 10 { return output.append(48 + UInt8(magnitude)) }
        let start = output.count
        var rest = magnitude
        while rest > 0 {
            output.append(48 + UInt8(rest % 10))
            rest /= 10
        }
        output[start...].reverse()
    }

    /// The digits, of which the first `point` stand before the decimal point.
    private static func append(_ digits: [UInt8], point: Int, to output: inout [UInt8]) {
        let zero = UInt8(ascii: "0")
        switch point {
        case digits.count...21 where point >= digits.count:
            output.append(contentsOf: digits)
            output.append(contentsOf: repeatElement(zero, count: point - digits.count))
        case 1...21:
            output.append(contentsOf: digits[..<point])
            output.append(UInt8(ascii: "."))
            output.append(contentsOf: digits[point...])
        case -5...0:
            output.append(contentsOf: [zero, UInt8(ascii: ".")])
            output.append(contentsOf: repeatElement(zero, count: -point))
            output.append(contentsOf: digits)
        default:
            output.append(digits[0])
            if digits.count > 1 {
                output.append(UInt8(ascii: "."))
                output.append(contentsOf: digits[1...])
            }
            output.append(contentsOf: point > 0 ? "e+".utf8 : "e-".utf8)
            append(UInt64((point - 1).magnitude), to: &output)
        }
    }

    /// The fewest digits that read back as `number`, and the place of the decimal point among them.
    private static func shortest(_ number: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let text = Array(number.description.utf8)
        for (index, byte) in text.enumerated() {
            switch byte {
            case 48...57: digits.append(byte)
            case UInt8(ascii: "."): point = digits.count
            default:
                exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
                return trimmed(digits, (point ?? digits.count) + exponent)
            }
        }
        return trimmed(digits, point ?? digits.count)
    }

    private static func trimmed(_ digits: [UInt8], _ point: Int) -> (digits: [UInt8], point: Int) {
        let zero = UInt8(ascii: "0")
        let leading = digits.prefix { $0 == zero }.count
        let trailing = digits.reversed().prefix { $0 == zero }.count
        guard leading < digits.count else { return ([zero], 1) }
        return (Array(digits[leading..<digits.count - trailing]), point - leading)
    }

    /// What a text means as a number where two unlike values are compared.
    static func number(in text: String) -> Double {
        let source = SourceText(text)
        var range = source.skipWhitespace(from: 0)..<source.count
        while case let width = source.whitespace(before: range.upperBound, notBefore: range.lowerBound), width > 0 {
            range = range.lowerBound..<range.upperBound - width
        }
        guard !range.isEmpty else { return 0 }
        let trimmed = source.text(range)
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where trimmed.lowercased().hasPrefix(prefix) {
            let digits = trimmed.dropFirst(2)
            guard digits.first != "+", digits.first != "-" else { return .nan }
            return UInt64(digits, radix: radix).map(Double.init) ?? .nan
        }
        switch trimmed {
        case "Infinity", "+Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: break
        }
        let isDecimal = source.bytes[range].allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
        return isDecimal ? decimal(trimmed) : .nan
    }

    /// JavaScript takes `5.` and `.5`, which Swift does not.
    private static func decimal(_ text: String) -> Double {
        if let number = Double(text) { return number }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts.contains(where: { $0.last?.isNumber ?? false }) else { return .nan }
        let whole = parts[0].last?.isNumber ?? false ? parts[0] : parts[0] + "0"
        let fraction = parts[1].first?.isNumber ?? false ? parts[1] : "0" + parts[1]
        return Double("\(whole).\(fraction)") ?? .nan
    }
}
