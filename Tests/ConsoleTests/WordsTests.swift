import Deliveries
import Testing

@testable import Console

struct WordsTests {
    @Test(arguments: zip([0, 999, 1_000, 69_659, -1_234_567], ["0", "999", "1,000", "69,659", "−1,234,567"]))
    func `numbers are grouped by thousands`(number: Int, text: String) {
        #expect(Words.number(number) == text)
    }

    @Test func `a span names its two largest units`() {
        #expect(Words.span(.seconds(0)) == "0 s")
        #expect(Words.span(.seconds(59)) == "59 s")
        #expect(Words.span(.seconds(3_600)) == "1 h")
        #expect(Words.span(.seconds(93_784)) == "1 d 2 h")
    }
}
