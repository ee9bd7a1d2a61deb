import JSON
import Testing
import Vocabulary

@Suite struct EventDetailsTests {
    private let text = EventDetails.text(
        properties: #"{"total": 12.50, "name": "A\u00e9\u0000"}"#,
        context: nil,
        timeZone: nil
    )

    @Test func `what is kept as text reads as the values it says`() throws {
        let total = try #require(ExactDecimal(coefficient: 1250, scale: 2))
        #expect(text.properties == ["total": .decimal(total), "name": "Aé\0"])
        #expect(text.context.isNull)
    }

    @Test func `text is written as it came, values as they are`() throws {
        #expect(
            String(decoding: text.json, as: UTF8.self) == #"{"properties":{"total": 12.50, "name": "A\u00e9\u0000"}}"#
        )
        let values = EventDetails.values(properties: text.properties, context: ["timezone": "Europe/Paris"])
        let again = try AttributeValue(json: values.json)
        #expect(again["properties"] == text.properties)
        #expect(again["context"] == ["timezone": "Europe/Paris"])
    }

    @Test func `the zone is known without reading`() {
        #expect(
            EventDetails.values(properties: .null, context: ["timezone": "Europe/Paris"]).timeZone == "Europe/Paris"
        )
        #expect(EventDetails.text(properties: nil, context: "{}", timeZone: "Asia/Tokyo").timeZone == "Asia/Tokyo")
        #expect(EventDetails.values(properties: .null, context: .null).timeZone == nil)
    }
}
