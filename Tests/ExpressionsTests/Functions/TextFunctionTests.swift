import Testing
import Vocabulary

@Suite struct TextFunctionTests {
    @Test(
        arguments: [
            ("lowerCase(\"ÅBC\")", "åbc"), ("name.upperCase()", "ADA"), ("trim(\" a b \\n\")", "a b"),
            ("leftTrim(\"  a \")", "a "), ("rightTrim(\" a  \")", " a"), ("length(\"Malmö\")", 5),
            ("length(tags)", 3), ("contains(\"Order\", \"rde\")", true), ("contains(\"Order\", \"RDE\")", false),
            ("contains(\"Order\", \"RDE\", false)", true), ("doesNotContain(name, \"z\")", true),
            ("startsWith(name, \"A\")", true), ("name.endsWith(\"DA\", false)", true), ("contains(name, \"\")", true),
            ("equalsIgnoreCase(name, \"ADA\")", true), ("equals(name, \"ada\", false)", true), ("equals(1, 1.0)", true),
            ("concat(\"a\", 1, 2.50, true)", "a12.50true"), ("replace(\"a-b-c\", \"-\", \"+\")", "a+b+c"),
            ("split(\"a,b,,c\", \",\")", ["a", "b", "", "c"]), ("split(\"åb\", \"\")", ["å", "b"]),
            ("substr(\"Malmö\", 1, 3)", "al"), ("substr(\"Malmö\", 3)", "mö"), ("substr(\"abc\", 2, 1)", ""),
            ("substr(\"abc\", -5, 99)", "abc"), ("indexOf(\"Malmö å\", \"å\")", 6), ("indexOf(name, \"z\")", -1),
            ("lastIndexOf(\"abab\", \"ab\")", 2), ("join(tags, \"/\")", "rock/jazz/rock"), ("isEmpty(\"\")", true),
            ("isEmpty(nothing)", true), ("isNotEmpty(tags)", true), ("like(name, \"%d%\")", true),
            ("\"50%\" like \"50\\\\%\"", true), ("\"501\" like \"50\\\\%\"", false), ("\"ö\" like \"_\"", true),
            ("\"abc\" like \"a%c%\"", true), ("\"\" like \"%\"", true), ("\"abc\" like \"ab\"", false),
        ] as [(String, AttributeValue)]
    )
    func `text functions work on characters`(source: String, expected: AttributeValue) throws {
        #expect(try Story.value(source) == expected)
    }

    @Test func `a hostile pattern takes linear time`() throws {
        let text = String(repeating: "a", count: 5000)
        #expect(try Story.value("like(\"\(text)\", \"\(String(repeating: "a%", count: 50))b\")") == false)
    }
}
