import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct ConditionStepTests {
    static let steps = #"""
        {"id": "which", "kind": "condition", "cases": [
            {"when": "event.properties.n > 10", "next": "big"}, {"when": "event.properties.n > 5", "next": "middle"}]},
        {"id": "big", "kind": "end"}, {"id": "middle", "kind": "end"}
        """#

    @Test(.row("ajo J11", .full), arguments: [(11, "big"), (6, "middle")])
    func `the first case that holds wins`(n: Int64, end: String) throws {
        var world = try World(definition(first: "which", Self.steps))
        #expect(world.happens("Begin", ["n": .integer(n)]).words.last == "exited completed at \(end)")
    }

    @Test func `without other cases they leave, null does not hold`() throws {
        var world = try World(definition(first: "which", Self.steps))
        #expect(world.happens("Begin", ["n": 1]).words.last == "exited no_match at which")
        #expect(world.happens("Begin").words.last == "exited no_match at which")
    }

    @Test func `other cases have their own way`() throws {
        var world = try World(
            definition(
                first: "which",
                #"""
                {"id": "which", "kind": "condition", "cases": [{"when": "false", "next": "end"}],
                 "otherwise": "wait"}
                """#,
                RunsTests.wait
            )
        )
        #expect(world.happens("Begin").words.last == "reached wait")
    }

    @Test(.row("ajo J12")) func `a condition is asked when the step is reached, not before`() throws {
        var world = try World(
            definition(
                first: "wait",
                #"{"id": "wait", "kind": "wait", "for": "P1D", "next": "which"}"#,
                #"{"id": "which", "kind": "condition", "cases": [{"when": "plan = \"gold\"", "next": "end"}]}"#
            )
        )
        world.happens("Begin")
        world["ada"].attributes = ["plan": "gold"]
        #expect(world.passes(.days(1)).words.last == "exited completed at end")
    }
}
