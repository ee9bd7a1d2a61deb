import Expressions
import Testing
import Vocabulary

/// The table of docs/expressions.md.
@Suite struct NullTests {
    private static let values: [(String, AttributeValue)] = [("true", true), ("false", false), ("nothing", nil)]

    @Test func `and, or and not are three-valued`() throws {
        for (left, a) in Self.values {
            for (right, b) in Self.values {
                let and: AttributeValue = a == false || b == false ? false : a == true && b == true ? true : nil
                let or: AttributeValue = a == true || b == true ? true : a == false && b == false ? false : nil
                #expect(try Story.value("\(left) and \(right)") == and, "\(left) and \(right)")
                #expect(try Story.value("\(left) or \(right)") == or, "\(left) or \(right)")
            }
        }
        #expect(try Story.value("not nothing") == nil)
    }

    @Test(arguments: ["=", "!=", "<", "<=", ">", ">=", "in", "not in", "like", "+", "-", "*", "/", "%"])
    func `an operator with null is null`(symbol: String) throws {
        #expect(try Story.value("nothing \(symbol) nothing") == nil)
        if !["in", "not in", "like"].contains(symbol) {
            #expect(try Story.value("nothing \(symbol) 1") == nil)
            #expect(try Story.value("1 \(symbol) nothing") == nil)
        }
    }

    @Test(
        arguments: [
            ("1 in [null, 2]", false), ("1 not in [null, 2]", true), ("nothing in [1]", nil), ("-nothing", nil),
            ("name < 1", nil), ("vip < vip", nil), ("name + name", nil), ("1 / 0", nil), ("1 % 0", nil),
            ("1.5 / 0.0", nil), ("1e308 * 10", nil), ("nothing ? 1 : 2", 2), ("nothing is null", true),
            ("concat(\"a\", nothing, \"b\")", "ab"), ("upperCase(nothing)", nil), ("length(nothing)", nil),
            ("sum([1, null, \"x\", 2])", 3), ("avg([])", nil), ("max([])", nil), ("min([null, 2])", 2),
            ("count(nothing)", nil), ("nothing[this > 1]", nil), ("[null] = [null]", true),
            ("inLastDays(nothing, 3)", nil), ("dayOfWeek(name)", nil), ("toDateTime(concat(\"2026-02-\", 30))", nil),
        ] as [(String, AttributeValue)]
    )
    func `what has no answer is null`(source: String, expected: AttributeValue) throws {
        #expect(try Story.value(source) == expected)
    }
}
