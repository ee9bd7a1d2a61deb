import Deliveries
import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct JourneySimulationTests {
    static let events = """
        {"userId": "ada", "event": "Begin", "timestamp": "2026-03-02T10:00:00Z", "traits": {"plan": "gold"}}

        {"userId": "bob", "event": "Begin", "timestamp": "2026-03-01T10:00:00Z"}
        """

    @Test(.row("ajo W13"), .row("ajo L19")) func `a simulation shows each step with its moment`() throws {
        let definition = try JourneyDefinition(definition(first: "wait", RunsTests.wait))
        let lines = JourneySimulation.lines(of: definition, events: try SimulatedEvent.events(in: Self.events))
        #expect(
            lines.map(\.text) == [
                "2026-03-01T10:00:00.000Z  bob  entered",
                "2026-03-01T10:00:00.000Z  bob  reached  entry",
                "2026-03-01T10:00:00.000Z  bob  reached  wait",
                "2026-03-01T10:00:00.000Z  bob  rests  wait  until 2026-03-11T10:00:00.000Z",
                "2026-03-02T10:00:00.000Z  ada  entered",
                "2026-03-02T10:00:00.000Z  ada  reached  entry",
                "2026-03-02T10:00:00.000Z  ada  reached  wait",
                "2026-03-02T10:00:00.000Z  ada  rests  wait  until 2026-03-12T10:00:00.000Z",
                "2026-03-11T10:00:00.000Z  bob  reached  end",
                "2026-03-11T10:00:00.000Z  bob  exited  end  completed",
                "2026-03-12T10:00:00.000Z  ada  reached  end",
                "2026-03-12T10:00:00.000Z  ada  exited  end  completed",
            ]
        )
        #expect(
            lines.first?.json == #"{"moment":"2026-03-01T10:00:00.000Z","person":"bob","what":"entered"}"#
        )
    }

    private static let mails = definition(
        first: "first",
        #"{"id": "first", "kind": "email", "class": "marketing", "whenSkipped": "PT6H", "subject": "1", "html": "1", "#
            + #""next": "second"}"#,
        #"{"id": "second", "kind": "email", "class": "marketing", "whenSkipped": "leave", "subject": "2", "html": "2", "#
            + #""next": "end"}"#
    )

    private static func told(_ fates: [StepID: SimulatedFate]) throws -> [String] {
        let one = #"{"userId": "ada", "event": "Begin", "timestamp": "2026-03-02T10:00:00Z"}"#
        let events = try SimulatedEvent.events(in: one)
        let lines = JourneySimulation.lines(of: try JourneyDefinition(mails), events: events, fates: fates)
        return lines.filter { [.learns, .exited].contains($0.what) }.map(\.text)
    }

    @Test func `a message for which a run rests counts as sent at once, unless told otherwise`() throws {
        #expect(
            try Self.told([:]) == [
                "2026-03-02T10:00:00.000Z  ada  learns  first  sent",
                "2026-03-02T10:00:00.000Z  ada  learns  second  sent",
                "2026-03-02T10:00:00.000Z  ada  exited  end  completed",
            ]
        )
        let capped = try #require(SimulatedFate("skipped:cap_day"))
        #expect(
            try Self.told(["first": capped, "second": capped]) == [
                "2026-03-02T16:00:00.000Z  ada  learns  first  skipped cap_day",
                "2026-03-02T16:00:00.000Z  ada  learns  second  skipped cap_day",
                "2026-03-02T16:00:00.000Z  ada  exited  second  not_sent",
            ]
        )
        #expect(SimulatedFate("pending") == nil && SimulatedFate("skipped:whim") == nil)
    }

    @Test func `every bad line of the events is told`() {
        let error = #expect(throws: Diagnostics.self) {
            try SimulatedEvent.events(in: "{\n{\"userId\": \"a\"}\n{\"timestamp\": \"2026-03-01\"}")
        }
        #expect(error?.all.map(\.location) == ["line 1", "line 2", "line 3"])
    }
}
