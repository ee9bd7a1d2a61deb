import Templates
import Testing
import Vocabulary

/// How values become text; every expectation is what handlebars.js 4.7.7 gives.
@Suite struct ValueTextTests {
    @Test(arguments: [
        Rendering("{{a}}", ["a": "&<>\"'`= ü"], gives: "&amp;&lt;&gt;&quot;&#x27;&#x60;&#x3D; ü"),
        Rendering("{{{a}}}{{&a}}", ["a": "<"], gives: "<<"),
        Rendering("{{a}}", ["a": "<"], gives: "<") { $0.noEscape = true },
        Rendering("{{a}}", ["a": [1, [2, nil], ["b": 1], "<"]], gives: "1,2,,[object Object],&lt;"),
        Rendering("{{a}}{{b}}{{c}}{{d}}", ["a": true, "b": false, "c": nil], gives: "truefalse"),
        Rendering(
            "{{a}} {{b}}",
            ["a": 9_007_199_254_740_993, "b": .moment(.epoch)],
            gives: "9007199254740993 1970-01-01T00:00:00.000Z"
        ),
        Rendering("{{a}}", ["a": ["toString": 1]], gives: "template.no-text"),
        Rendering("{{a}}", ["a": ["toHTML": 1]], gives: "template.no-text"),
        Rendering("{{{a}}}{{{b}}}", ["a": 1, "b": 2], gives: "3"),
        Rendering("-{{{a}}}{{{b}}}", ["a": 1, "b": 2], gives: "-12"),
        Rendering(
            "{{#t}}1{{/t}}{{{n}}}{{{n}}}{{#t}}2{{/t}}{{{n}}}{{{n}}}",
            ["t": true, "n": 2],
            gives: "14222"
        ),
    ])
    func `values become text as in JavaScript`(_ rendering: Rendering) {
        #expect(rendering.result == rendering.expected)
    }

    @Test(arguments: [
        (1e21, "1e+21"), (1e20, "100000000000000000000"), (-0.0, "0"), (0.1, "0.1"), (1e-7, "1e-7"),
        (0.000001, "0.000001"), (1.5e300, "1.5e+300"), (.leastNonzeroMagnitude, "5e-324"), (123456.0, "123456"),
        (1.7976931348623157e308, "1.7976931348623157e+308"), (-1.25, "-1.25"), (1e16, "10000000000000000"),
    ])
    func `doubles are written as JavaScript writes them`(_ number: Double, _ text: String) {
        #expect(Rendering("{{n}}", ["n": .double(number)], gives: text).result == text)
    }

    @Test func `a decimal loses its trailing zeros`() throws {
        let price = try #require(ExactDecimal(coefficient: 1250, scale: 2))
        #expect(Rendering("{{n}}", ["n": .decimal(price)], gives: "").result == "12.5")
    }
}
