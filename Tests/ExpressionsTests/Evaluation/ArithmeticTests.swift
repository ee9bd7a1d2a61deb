import Testing
import Vocabulary

@Suite struct ArithmeticTests {
    @Test(
        arguments: [
            ("0.1 + 0.2", decimal("0.3")), ("12.50 * 2", decimal("25.00")), ("12.50 - 0.5", decimal("12.00")),
            ("7 / 2", decimal("3.5")), ("6 / 3", 2), ("-7 / 2", decimal("-3.5")), ("1 / 3", .double(1.0 / 3)),
            ("1.00 / 8", decimal("0.125")), ("7 % 3", 1), ("-7 % 3", -1), ("7.5 % 2", decimal("1.5")),
            ("9223372036854775807 + 1", .double(9_223_372_036_854_775_808)), ("1e0 + 1", .double(2)),
            ("9007199254740993 = 9007199254740992e0", false), ("9007199254740993 > 9007199254740992e0", true),
            ("0.1 = 1e-1", false), ("0.1 < 1e-1", true), ("0.5 = 5e-1", true), ("-0.5 = -5e-1", true),
            ("2.50 = 2.5", true), ("3 = 3e0", true), ("1e300 > 9223372036854775807", true), ("-1e300 < 0.5", true),
            ("0 < 1e-300", true), ("0.000000000000000001 > 1e-300", true),
            ("round(2.5)", 3), ("round(-2.5)", -3), ("round(2.345, 2)", decimal("2.35")), ("floor(-2.1)", -3),
            ("ceil(2.1)", 3), ("roundDown(2.9)", 2), ("abs(-3)", 3), ("abs(-2.50)", decimal("2.50")),
            ("round(25e-1)", 3), ("min(3, 1.5, 2)", decimal("1.5")), ("max(3, 1.5)", 3),
            ("sum([0.1, 0.2, 1])", decimal("1.3")),
            ("avg([1, 2])", decimal("1.5")), ("toInteger(\"12.9\")", 12), ("toNumber(\"12.90\")", decimal("12.90")),
            ("toNumber(\"x\")", nil), ("toNumber(\"nan\")", nil), ("toString(12.50)", "12.50"),
            ("toBool(\"true\")", true),
        ] as [(String, AttributeValue)]
    )
    func `numbers are exact across integers, decimals and doubles`(source: String, expected: AttributeValue) throws {
        let value = try Story.value(source)
        #expect(value == expected)
        if case .decimal(let digits) = value, case .decimal(let wanted) = expected {
            #expect(digits.description == wanted.description)
        }
    }
}
