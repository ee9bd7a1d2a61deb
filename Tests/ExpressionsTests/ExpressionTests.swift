import Expressions
import Testing
import Vocabulary

@Suite struct ExpressionTests {
    @Test(
        arguments: [
            ("name", "Ada"), ("profile.name", "Ada"), ("address.city", "Malmö"), ("profile.address.zip", "21120"),
            ("`odd name`", "yes"), ("profile[\"odd name\"]", "yes"), ("address['city']", "Malmö"),
            ("nowhere.at.all", nil), ("name.first", nil), ("event.properties.total", 7), ("event.nothing", nil),
            ("run.step", 3), ("orders.total", [10, 30, nil]), ("orders.items.sku", [["x", "y"], ["x"], []]),
            ("numbers[0]", 3), ("numbers[-1]", 2), ("numbers[9]", nil), ("orders[1].total", 30),
        ] as [(String, AttributeValue)]
    )
    func `a path leads to a value or to null`(source: String, expected: AttributeValue) throws {
        #expect(try Story.value(source) == expected)
    }

    @Test(
        arguments: [
            ("\"a\"", "a"), ("'it\\'s'", "it's"), ("\"\\u00e9\\n\\\\\"", "é\n\\"), ("\"\\ud83d\\ude00\"", "😀"),
            ("42", 42), ("56L", 56), ("12.50", decimal("12.50")), ("1e3", .double(1000)), ("2.5E-1", .double(0.25)),
            ("99999999999999999999", .double(1e20)), ("true", true), ("FALSE", false), ("null", nil),
            ("[1, \"a\", [true]]", [1, "a", [true]]), ("[]", []), ("-3", -3), ("--3", 3), ("+3", 3),
        ] as [(String, AttributeValue)]
    )
    func `a literal is the value it shows`(source: String, expected: AttributeValue) throws {
        #expect(try Story.value(source) == expected)
    }

    @Test(
        arguments: [
            ("age = 36", true), ("age == 36", true), ("age = 36.0", true), ("age != 36", false), ("age <> 35", true),
            ("age < 37", true), ("age <= 36", true), ("age > 36", false), ("age >= 36.5", false),
            ("name = \"Ada\"", true), ("name < \"Bob\"", true), ("name = 1", false), ("vip = true", true),
            ("vip", true),
            ("plan in [\"gold\", \"silver\"]", true), ("plan not in [\"gold\"]", false), ("3 in numbers", true),
            ("36.0 in [36]", true), ("name is null", false), ("nothing is null", true), ("nothing is not null", false),
            ("not vip", false), ("not not vip", true), ("vip and age > 40", false), ("vip or age > 40", true),
            ("name like \"A%\"", true), ("name not like \"_d_\"", false), ("tags = [\"rock\",\"jazz\",\"rock\"]", true),
            ("vip ? \"a\" : \"b\"", "a"), ("if(age > 40, 1, 2)", 2), ("nothing ?: \"none\"", "none"),
            ("name ?: \"none\"", "Ada"), ("age > 18 ? age < 30 ? 1 : 2 : 3", 2),
        ] as [(String, AttributeValue)]
    )
    func `an operator answers`(source: String, expected: AttributeValue) throws {
        #expect(try Story.value(source) == expected)
    }

    @Test(
        arguments: [
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 4 - 3", 3), ("2 * -3", -6),
            ("true or false and false", true), ("not false and false", false), ("1 + 1 in [2]", true),
            ("not 1 = 2", true),
        ] as [(String, AttributeValue)]
    )
    func `operators bind as in mathematics, comparisons before not, and, or`(
        source: String,
        expected: AttributeValue
    ) throws {
        #expect(try Story.value(source) == expected)
    }

    @Test func `it is its text`() throws {
        let expression = try Expression("  age   > 3 ")
        #expect(expression.source == "  age   > 3 ")
        #expect(try Expression(expression.source) == expression)
        #expect(expression.description == expression.source)
    }

    @Test func `a condition that is null or no boolean does not hold`() throws {
        for source in ["nothing", "nothing > 1", "name", "1"] {
            #expect(try Expression(source).holds(in: Story.context()).answer == false)
        }
        #expect(try Expression("age > 1").holds(in: Story.context()) == (true, nil))
    }
}
