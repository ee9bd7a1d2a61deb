import Testing
import Vocabulary

@testable import Console

struct SignInLimitsTests {
    private let start = Moment(milliseconds: 1_000_000)

    @Test func `ten tries pass at once and the eleventh does not`() {
        var limits = SignInLimits()
        let answers = (0..<11).map { _ in limits.allow(["address:1"], now: start) }
        #expect(answers == Array(repeating: true, count: 10) + [false])
    }

    @Test func `a try becomes free every half minute`() {
        var limits = SignInLimits()
        while limits.allow(["address:1"], now: start) {}
        let answers = [29, 30, 31].map { limits.allow(["address:1"], now: start + .seconds($0)) }
        #expect(answers == [false, true, false])
    }

    @Test func `an account is limited whatever the address`() {
        var limits = SignInLimits()
        let answers = (0..<12).map { limits.allow(["address:\($0)", "account:ada"], now: start) }
        #expect(answers.filter { $0 }.count == 10)
        let another = limits.allow(["address:0", "account:bob"], now: start)
        #expect(another)
    }

    @Test func `a refused try takes none from the other limit`() {
        var limits = SignInLimits()
        while limits.allow(["account:ada"], now: start) {}
        for _ in 0..<20 { _ = limits.allow(["address:1", "account:ada"], now: start) }
        let isFree = limits.allow(["address:1"], now: start)
        #expect(isFree)
    }
}
