import Testing
import Vocabulary

@testable import Journeys

@Suite struct JourneyGraphTests {
    @Test func `a cycle is shown as the way it goes`() {
        let reading = JourneyDefinition.read(
            definition(
                first: "a",
                #"{"id": "a", "kind": "wait", "for": "P1D", "next": "b"}"#,
                #"{"id": "b", "kind": "wait", "for": "P1D", "next": "c"}"#,
                #"{"id": "c", "kind": "wait", "for": "P1D", "next": "a"}"#
            )
        )
        let cycle = reading.diagnostics.all.filter { $0.code == "journey.cycle" }
        #expect(cycle.map(\.message) == ["leads back to `a`: a → b → c → a"])
        #expect(cycle.map(\.location) == ["c"])
    }

    @Test func `a step that leads to itself is a cycle`() {
        let reading = JourneyDefinition.read(
            definition(first: "a", #"{"id": "a", "kind": "wait", "for": "P1D", "next": "a"}"#)
        )
        #expect(reading.diagnostics.all.map(\.code).contains("journey.cycle"))
    }

    @Test func `two ways that meet again are no cycle`() {
        let reading = JourneyDefinition.read(
            definition(
                first: "a",
                #"{"id": "a", "kind": "condition", "cases": [{"when": "x = 1", "next": "b"}], "otherwise": "c"}"#,
                #"{"id": "b", "kind": "wait", "for": "P1D", "next": "end"}"#,
                #"{"id": "c", "kind": "wait", "for": "P1D", "next": "end"}"#
            )
        )
        #expect(reading.diagnostics.all.isEmpty)
    }

    @Test func `a step that cannot be read does not make what follows it unreachable`() {
        let reading = JourneyDefinition.read(
            definition(
                first: "a",
                #"{"id": "a", "kind": "nap", "next": "b"}"#,
                #"{"id": "b", "kind": "wait", "for": "P1D", "next": "end"}"#
            )
        )
        #expect(reading.diagnostics.all.map(\.code) == ["journey.unknown-kind"])
    }
}
