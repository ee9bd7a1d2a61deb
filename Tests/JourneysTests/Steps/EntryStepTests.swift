import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct EntryStepTests {
    @Test(.row("ajo W11")) func `the history an entry reads includes the event that enters`() throws {
        var world = try World(definition(entry: #""when": "xEvent[eventType = \"Begin\"].count() >= 2""#))
        #expect(world.happens("Begin").isEmpty)
        #expect(world.happens("Begin").words.first == "entered")
        #expect(world.journeys.historyNeed(on: "Begin") == .some(["Begin"]))
        #expect(world.journeys.historyNeed(on: "Other") == .none)
    }
}
