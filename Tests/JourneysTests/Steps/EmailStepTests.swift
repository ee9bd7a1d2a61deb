import Deliveries
import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct EmailStepTests {
    static func mail(_ messageClass: String, _ more: String = "") -> String {
        definition(
            first: "mail",
            #"""
            {"id": "mail", "kind": "email", "class": "\#(messageClass)"\#(more), "subject": "Hi", "html": "<p>Hi</p>",
             "next": "wait"}
            """#,
            RunsTests.wait
        )
    }

    static func obligations(_ effects: [JourneyEffect]) -> [Obligation] {
        effects.compactMap { if case .owe(let obligation) = $0 { obligation } else { nil } }
    }

    @Test(.row("ajo J23")) func `a message is owed, due now, and the run goes on`() throws {
        var world = try World(Self.mail("marketing", #", "topic": "news", "notAfter": "PT2H""#))
        let effects = world.happens("Begin", ["total": 7])
        #expect(effects.words == ["entered", "reached entry", "reached mail", "owes mail", "reached wait"])
        let owed = try #require(Self.obligations(effects).first)
        #expect(owed.due == World.start)
        #expect(owed.notAfter == World.start + .hours(2))
        #expect(owed.topic == "news")
        #expect(owed.lane == .triggered)
        #expect(owed.messageClass == .marketing)
        #expect(owed.profile == world["ada"].profile)
        #expect(owed.context["event"]["properties"] == ["total": 7])
        let run = try #require(world.runs.waiting(of: owed.profile).first)
        #expect(owed.origin == .journey(JourneyID(raw: 1), version: 1, step: "mail", run: run.id))
    }

    @Test func `a receipt takes the fast lane and its own time`() throws {
        var world = try World(Self.mail("transactional"))
        let owed = try #require(Self.obligations(world.happens("Begin")).first)
        #expect(owed.lane == .transactional)
        #expect(owed.notAfter == World.start + .hours(24))
    }

    @Test func `every visit owes under its own key`() throws {
        let two = definition(
            first: "a",
            #"{"id": "a", "kind": "email", "class": "marketing", "subject": "1", "html": "1", "next": "b"}"#,
            #"{"id": "b", "kind": "email", "class": "marketing", "subject": "2", "html": "2", "next": "end"}"#
        )
        var world = try World(two)
        let owed = Self.obligations(world.happens("Begin") + world.happens("Begin") + world.happens("Begin", to: "bob"))
        #expect(owed.count == 6)
        #expect(Set(owed.map(\.key)).count == 6)
        #expect(Set(owed.map(\.send)).count == 6)
    }
}
