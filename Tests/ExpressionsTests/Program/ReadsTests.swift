import Expressions
import Testing

@Suite struct ReadsTests {
    @Test(
        arguments: [
            ("xEvent[eventType = \"A\"].count()", ["A"]), ("xEvent[\"A\" = eventType and vip].count()", ["A"]),
            ("xEvent[eventType = \"A\" or eventType = \"B\"].last()", ["A", "B"]),
            ("xEvent[eventType in [\"A\", \"B\"]].sum(x)", ["A", "B"]),
            ("xEvent[eventType = \"A\"][x > 1].count() + xEvent[eventType = \"B\"].count()", ["A", "B"]),
            ("xEvent.exists(eventType = \"A\")", ["A"]), ("xEvent[x > 1].count()", nil), ("xEvent.count()", nil),
            ("xEvent[eventType = \"A\" or x > 1].count()", nil), ("xEvent[not eventType = \"A\"].count()", nil),
            ("xEvent.all(eventType = \"A\")", nil), ("xEvent[eventType = x].count()", nil), ("age > 1", []),
        ] as [(String, Set<String>?)]
    )
    func `it knows which past events can matter`(source: String, types: Set<String>?) throws {
        let expression = try Expression(source)
        #expect(expression.historyTypes == types)
        #expect(expression.readsHistory == source.contains("xEvent"))
    }

    @Test func `it knows what it reads`() throws {
        let expression = try Expression(
            "address.city = event.properties.city and run.step > 1 and inLastDays(seen, 3) and tags[this = plan].count() > 0",
            roots: ["run"]
        )
        #expect(Set(expression.profilePaths.map(\.description)) == ["address.city", "seen", "tags"])
        #expect(expression.eventPaths.map(\.segments) == [["properties", "city"]])
        #expect(expression.variables == ["run"])
        #expect(expression.readsClock)
        #expect(try Expression("age > 1").readsClock == false)
    }
}
