import Expressions
import Testing
import Vocabulary

@Suite struct HistoryTests {
    @Test(
        arguments: [
            ("xEvent[eventType = \"Order Completed\"].count() >= 2", true),
            ("xEvent[eventType = \"Order Completed\" and inLastDays(timestamp, 30)].count()", 2),
            ("xEvent[eventType = \"Order Completed\"].last().timestamp", .moment(Story.now - .days(2))),
            ("xEvent[eventType = \"Order Completed\"].first().properties.total", 15),
            ("xEvent[eventType = \"Order Completed\"].sum(properties.total)", decimal("99.99")),
            ("xEvent[eventType = \"Order Completed\" and properties.total >= 20].properties.total", [25, 50]),
            ("xEvent.count()", 5), ("xEvent[-1].eventType", "page"), ("xEvent.exists(eventType = \"None\")", false),
            ("xEvent[eventType in [\"page\", \"screen\"]].count()", 1),
            ("xEvent[timestamp > addDays(now(), -3)].count()", 2),
            ("xEvent[properties.total > event.properties.total].count()", 4),
            ("xEvent[eventType = \"Order Completed\"].map(properties.total).max()", 50),
        ] as [(String, AttributeValue)]
    )
    func `the history answers`(source: String, expected: AttributeValue) throws {
        #expect(try Story.value(source) == expected)
    }

    @Test func `an answer holds until the event that decides it leaves the window`() throws {
        let window = "xEvent[eventType = \"Order Completed\" and inLastDays(timestamp, 30)].count()"
        let (twentyDays, twoDays) = (Story.now - .days(20) + .days(30), Story.now - .days(2) + .days(30))
        #expect(try Story.until("\(window) >= 2") == twentyDays)
        #expect(try Story.until("\(window) >= 1") == twoDays)
        #expect(try Story.until("\(window) > 1") == twentyDays)
        #expect(try Story.until("\(window) = 1") == twentyDays)
        #expect(try Story.until("\(window) >= 3") == nil)
        #expect(try Story.until("2 <= \(window)") == twentyDays)
        #expect(try Story.until("\(window) + 1 >= 2") == twoDays)
        #expect(try Story.until(window) == twentyDays)
        #expect(try Story.until("xEvent.exists(inLastDays(timestamp, 30))") == Story.now - .days(1) + .days(30))
    }

    @Test func `ninety days of quiet begin at a known moment`() throws {
        let source = "not inLastDays(xEvent[eventType = \"Order Completed\"].last().timestamp, 90)"
        #expect(try Story.value(source) == false)
        #expect(try Story.until(source) == Story.now + .days(88))
        #expect(try Story.value(source, now: Story.now + .days(88)) == true)
        #expect(try Story.value(source, now: Story.now + .days(88) - .milliseconds(1)) == false)
    }
}
