import Testing
import Vocabulary

@Suite struct ListFunctionTests {
    @Test(
        arguments: [
            ("count(tags)", 3), ("tags.count()", 3), ("sum(numbers)", 6), ("numbers.avg()", 2), ("min(numbers)", 1),
            ("numbers.max()", 3), ("distinct(tags)", ["rock", "jazz"]), ("includes(tags, \"jazz\")", true),
            ("tags.includes(\"pop\")", false), ("intersects(tags, [\"pop\", \"jazz\"])", true), ("first(tags)", "rock"),
            ("numbers.last()", 2), ("at(numbers, 1)", 1), ("orders.sum(total)", 40), ("sum(orders, total)", 40),
            ("orders.max(total)", 30), ("orders[total > 5].count()", 2), ("orders[total > 20][0].id", "b"),
            ("orders[total > 5].id", ["a", "b"]), ("orders.filter(total is null).first().id", "c"),
            ("numbers[this >= 2]", [3, 2]), ("numbers.map(this * 2)", [6, 2, 4]), ("tags[this like \"r%\"].count()", 2),
            ("orders.exists(total = 30)", true), ("orders.all(total > 5)", false), ("orders.count(total = 10)", 1),
            ("orders.first(total > 10).id", "b"), ("orders[items.exists(sku = \"y\")].id", ["a"]),
            ("orders[items.count() = 1].id", ["b"]), ("orders[total > profile.age].count()", 0),
            ("orders[items[sku = \"x\"].count() > 0].count()", 2), ("[3, 1].max()", 3), ("count([])", 0),
        ] as [(String, AttributeValue)]
    )
    func `lists are counted, folded and filtered`(source: String, expected: AttributeValue) throws {
        #expect(try Story.value(source) == expected)
    }
}
