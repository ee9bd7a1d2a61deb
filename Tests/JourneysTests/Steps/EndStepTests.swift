import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct EndStepTests {
    @Test(.row("ajo J30", .full)) func `who reaches an end has left, and what is owed still goes`() throws {
        var world = try World(
            definition(
                first: "mail",
                #"{"id": "mail", "kind": "email", "class": "marketing", "subject": "1", "html": "1", "next": "end"}"#
            )
        )
        let words = world.happens("Begin").words
        #expect(words.suffix(2) == ["reached end", "exited completed at end"])
        #expect(!words.contains { $0.hasPrefix("cancels") })
        #expect(world.places().isEmpty)
    }
}
