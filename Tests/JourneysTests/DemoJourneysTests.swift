import Content
import FoundationEssentials
import Testing
import Vocabulary

@testable import Journeys

/// The journeys of the demo do what their descriptions say.
@Suite struct DemoJourneysTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/Demo/Data/journeys")

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(name).json"), encoding: .utf8)
    }

    static let names = ["second-order", "big-basket", "win-back"]

    @Test(arguments: names)
    func `each is without fault, and in the form in which it is saved`(name: String) throws {
        let text = try Self.text(name)
        let reading = JourneyDefinition.read(text)
        #expect(reading.diagnostics.all.isEmpty)
        #expect(reading.definition?.text == text)
    }

    @Test(arguments: names)
    func `each mail reads well for a friend and for somebody unknown, and can be refused`(name: String) throws {
        let links = SystemLinks(unsubscribe: "https://links.example/u", mirror: "https://links.example/m")
        for step in try JourneyDefinition(Self.text(name)).steps {
            guard case .email(let email) = step.step else { continue }
            let message = try CompiledMessage(email.message)
            let friend = try message.render(RenderContext(profile: ["firstName": "Ada"], links: links))
            let stranger = try message.render(RenderContext(profile: [:], links: links))
            #expect(String(decoding: friend.html, as: UTF8.self).contains("Hello Ada,"))
            for part in [stranger.html, stranger.text].map({ String(decoding: $0, as: UTF8.self) }) {
                #expect(part.contains("Hello,"))
                #expect(part.contains("https://links.example/u"))
                #expect(!part.contains("{{"))
            }
            #expect(!stranger.subject.isEmpty)
        }
    }

    @Test func `second order thanks once, and nudges who is away for 30 days`() throws {
        var world = try World(Self.text("second-order"))
        #expect(
            world.happens("Order Completed", ["total": .double(12.5)]).words.suffix(3) == [
                "reached thanks", "owes thanks", "reached second",
            ]
        )
        #expect(
            world.passes(.days(30)).words == [
                "reached nudge", "owes nudge", "reached nudged", "exited completed at nudged",
            ]
        )
        #expect(world.happens("Order Completed").words == ["refused once"])
        world.happens("Order Completed", to: "bob")
        world.passes(.days(29))
        #expect(
            world.happens("Order Completed", to: "bob").words == [
                "reached came-back", "exited completed at came-back", "refused once",
            ]
        )
    }

    @Test func `big basket speaks at a hundred dollars, once in 30 days`() throws {
        var world = try World(Self.text("big-basket"))
        let owed = { (effects: [JourneyEffect]) in effects.words.filter { $0.hasPrefix("owes") }.count }
        #expect(
            owed(
                world.happens(
                    "Order Completed",
                    ["total": .decimal(try #require(ExactDecimal(coefficient: 9999, scale: 2)))]
                )
            ) == 0
        )
        #expect(owed(world.happens("Order Completed", ["total": 100])) == 1)
        world.passes(.days(29))
        #expect(owed(world.happens("Order Completed", ["total": 500])) == 0)
        world.passes(.days(1))
        #expect(owed(world.happens("Order Completed", ["total": 500])) == 1)
    }

    @Test func `win-back asks regulars after 90 quiet days, once in 180`() throws {
        var world = try World(Self.text("win-back"))
        #expect(world.happens("Order Completed").isEmpty)
        world.passes(.days(200))
        #expect(world.happens("Order Completed").words == ["entered", "reached regular", "reached quiet"])
        world.passes(.days(89))
        #expect(
            world.happens("Order Completed").words == [
                "reached still-here", "exited completed at still-here", "entered", "reached regular", "reached quiet",
            ]
        )
        #expect(
            world.passes(.days(90)).words == [
                "reached asked-lately", "reached ask", "owes ask", "reached note", "updates winback.sentAt",
                "reached asked", "exited completed at asked",
            ]
        )
        world.happens("Order Completed")
        #expect(world.passes(.days(90)).words.last == "exited completed at leave-alone")
        world.happens("Order Completed")
        #expect(world.passes(.days(90)).words.contains("owes ask"))
    }
}
