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

    @Test(.row("ajo J18", .full)) func `without other cases they leave, null does not hold`() throws {
        var world = try World(definition(first: "which", Self.steps))
        #expect(world.happens("Begin", ["n": 1]).words.last == "exited no_match at which")
        #expect(world.happens("Begin").words.last == "exited no_match at which")
    }

    @Test(.row("ajo J18", .full)) func `other cases have their own way`() throws {
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

    /// Monday at ten, at six in the evening, and Saturday.
    @Test(.row("ajo J13"), arguments: [(Duration.zero, "open"), (.hours(8), "shut"), (.days(5), "shut")])
    func `opening hours are a condition on the clock`(later: Duration, end: String) throws {
        var world = try World(
            definition(
                first: "hours",
                #"""
                {"id": "hours", "kind": "condition", "otherwise": "shut", "cases": [
                    {"when": "hourOf(now()) >= 9 and hourOf(now()) < 17 and dayOfWeek(now()) <= 5", "next": "open"}]}
                """#,
                #"{"id": "open", "kind": "end"}, {"id": "shut", "kind": "end"}"#
            )
        )
        world.passes(later)
        #expect(world.happens("Begin").words.last == "exited completed at \(end)")
    }

    @Test(.row("ajo J14"), arguments: [(Duration.zero, "end"), (.days(30), "late")])
    func `a span of days is a condition on the calendar`(later: Duration, end: String) throws {
        var world = try World(
            definition(
                first: "month",
                #"""
                {"id": "month", "kind": "condition", "otherwise": "late", "cases": [
                    {"when": "now() >= date(2026, 3, 1) and now() < date(2026, 4, 1)", "next": "end"}]}
                """#,
                #"{"id": "late", "kind": "end"}"#
            )
        )
        world.passes(later)
        #expect(world.happens("Begin").words.last == "exited completed at \(end)")
    }
}
