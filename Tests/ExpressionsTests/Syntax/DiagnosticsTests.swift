import Expressions
import Testing
import Vocabulary

@Suite struct DiagnosticsTests {
    @Test(
        arguments: [
            ("", "expected-value 0..<0 A value is missing at the end."),
            ("age >", "expected-value 5..<5 A value is missing at the end."),
            ("(age > 1", "expected-token 8..<8 `)` is missing to close the one at byte 0."),
            ("age > 1)", "unexpected-token 7..<8 This does not belong here."),
            ("a && b", "foreign-operator 2..<4 `&&` is not an operator here."),
            ("!a", "foreign-operator 0..<1 `!` is not an operator here."),
            ("a # b", "unexpected-character 2..<3 The character `#` has no meaning here."),
            ("\"abc", "unterminated-string 0..<4 The text is not closed."),
            ("\"\\q\"", "bad-escape 1..<3 There is no escape `\\q`."),
            ("1x + 2", "bad-number 0..<2 A number is followed by letters."),
            ("adDays(now(), 1)", "unknown-function 0..<6 There is no function `adDays`."),
            ("addDays(now())", "argument-count 0..<7 `addDays` does not take 1 values."),
            ("a.b.", "expected-name 4..<4 A name is missing after the dot."),
            ("age is 3", "expected-token 7..<8 `null` is missing after `is`."),
            ("1 < 2 < 3", "chained-comparison 0..<9 Comparisons cannot be chained."),
            ("\"a\" < 1", "operand-kind 0..<7 Text is compared with a number."),
            ("\"a\" + 1", "operand-kind 0..<3 Arithmetic takes numbers; this is text."),
            ("1 and true", "operand-kind 0..<1 `and` joins conditions; this is a number."),
            ("upperCase(1)", "operand-kind 10..<11 `upperCase` takes text here; this is a number."),
            ("addDays(\"soon\", 1)", "not-a-date 8..<14 This text is not a date."),
            ("now() > \"soon\"", "not-a-date 8..<14 This text is not a date."),
            ("formatDate(now(), \"QQ\")", "bad-pattern 18..<22 This date pattern has a letter without a meaning."),
            ("a = null", "null-comparison 0..<8 A comparison with null is never true."),
            ("1 = \"1\"", "never-equal 0..<7 A number is compared with text."),
            (
                "concat(now(), 1)",
                "hourly-clock 7..<12 This changes at every moment, so the answer is looked at again only each full hour."
            ),
            ("if(true, 1)", "argument-count 0..<11 `if` takes a condition and two values."),
            ("xEvent[", "expected-value 7..<7 A value is missing at the end."),
        ])
    func `a fault is named at its place`(source: String, expected: String) {
        let found = Story.diagnostics(of: source).map { item in
            "\(item.code.dropFirst("expression.".count)) \(item.range.map(String.init(describing:)) ?? "-") \(item.message)"
        }
        #expect(found.first == expected)
        #expect(found.count == 1)
    }

    @Test func `all faults are told, not only the first`() {
        let found = Story.diagnostics(of: "upper(1) = # and (\"a\" < 1) or nofun(2) and x = 'end")
        #expect(
            found.map { $0.code.dropFirst("expression.".count) } == [
                "operand-kind", "unexpected-character", "operand-kind", "unknown-function", "unterminated-string",
            ]
        )
    }

    @Test func `a hint says what to write`() {
        #expect(Story.diagnostics(of: "adDays(now(), 1)").first?.hint == "Did you mean `addDays`?")
        #expect(Story.diagnostics(of: "a || b").first?.hint == "Write `or`.")
        #expect(Story.diagnostics(of: "addDays(now())").first?.hint == "It is written addDays(date, days).")
        #expect(Story.diagnostics(of: "a = null").first?.hint == "Use `is null`.")
    }

    @Test(
        arguments: [
            String(repeating: "(", count: 10_000), String(repeating: "[", count: 10_000),
            String(repeating: "a[", count: 10_000), String(repeating: "upper(", count: 10_000),
            String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000),
            "1" + String(repeating: "+1", count: 10_000), String(repeating: "not ", count: 10_000) + "a",
            String(repeating: "-", count: 10_000) + "1", String(repeating: "a?", count: 10_000),
            String(repeating: "a.", count: 30_000), "a" + String(repeating: "[0]", count: 10_000),
            String(repeating: "x ", count: 1 << 19), String(repeating: "#", count: 60_000), "\0\u{1}",
        ])
    func `hostile text gets a diagnostic`(source: String) {
        let found = Story.diagnostics(of: source)
        #expect(found.contains { $0.severity == .error })
        #expect(found.count <= 100)
    }

    @Test func `hostile work is cut and says so`() throws {
        let numbers = AttributeValue.array((0..<1000).map { .integer($0) })
        let context = EvaluationContext(profile: ["a": numbers], now: Story.now)
        let evaluation = try Expression("a[profile.a[profile.a[this > 1].count() > 1].count() > 1].count()")
            .evaluate(in: context)
        #expect(evaluation.isComplete == false)
        #expect(evaluation.value == nil)
        #expect(evaluation.validUntil != nil)
        let grown = (0..<10).reduce("\"aaaaaaaa\"") { text, _ in "replace(\(text), \"a\", \"aaaaaaaa\")" }
        #expect(try Expression(grown).evaluate(in: context).isComplete == false)
    }
}
