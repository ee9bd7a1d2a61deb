import Testing
import Vocabulary

@Suite struct ExactDecimalTests {
    @Test(
        arguments: [
            (1250, 2, "12.50"), (5, 3, "0.005"), (-5, 1, "-0.5"), (0, 2, "0.00"), (42, 0, "42"), (-1250, 2, "-12.50"),
            (999_999_999_999_999_999, 18, "0.999999999999999999"),
        ])
    func `the digits stay as they came`(coefficient: Int64, scale: Int, text: String) throws {
        let decimal = try #require(ExactDecimal(coefficient: coefficient, scale: scale))
        #expect(decimal.description == text)
        #expect(decimal.double == Double(text))
    }

    @Test func `trailing zeros do not matter to equality`() throws {
        let short = try #require(ExactDecimal(coefficient: 125, scale: 1))
        let long = try #require(ExactDecimal(coefficient: 12500, scale: 3))
        #expect(short == long)
        #expect(Set([short, long]).count == 1)
        #expect(short != ExactDecimal(coefficient: 125, scale: 2))
    }

    @Test func `more than 18 digits are no exact decimal`() {
        #expect(ExactDecimal(coefficient: 1, scale: 19) == nil)
        #expect(ExactDecimal(coefficient: 1, scale: -1) == nil)
        #expect(ExactDecimal(coefficient: 1_000_000_000_000_000_000, scale: 1) == nil)
        #expect(ExactDecimal(coefficient: .min, scale: 1) == nil)
    }
}
