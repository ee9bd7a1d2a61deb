import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct WaitStepTests {
    static func until(_ rule: String, _ more: String = "") -> String {
        definition(first: "wait", #"{"id": "wait", "kind": "wait", "until": "\#(rule)"\#(more), "next": "end"}"#)
    }

    @Test(.row("ajo J19", .better)) func `a wait ends at its very moment`() throws {
        var world = try World(
            definition(first: "wait", #"{"id": "wait", "kind": "wait", "for": "PT1H", "next": "end"}"#)
        )
        world.happens("Begin")
        #expect(world.passes(.hours(1) - .milliseconds(1)).isEmpty)
        #expect(world.passes(.milliseconds(1)).words == ["reached end", "exited completed at end"])
    }

    @Test(.row("ajo J20", .full)) func `a wait until a moment takes it from the event`() throws {
        var world = try World(Self.until("event.properties.day"))
        world.happens("Begin", ["day": "2026-03-05T00:00:00Z"])
        #expect(world.runs.nextWake(of: world["ada"].profile) == Moment(iso8601: "2026-03-05"))
    }

    @Test func `a moment that is past is no wait`() throws {
        var world = try World(Self.until("event.properties.day"))
        #expect(world.happens("Begin", ["day": "2026-03-01"]).words.last == "exited completed at end")
    }

    @Test(.row("ajo J31"), .row("ajo L21"), arguments: ["birthday", "2 + 2", "event.properties.day"])
    func `no moment fails, or goes its own way`(rule: String) throws {
        var world = try World(Self.until(rule))
        #expect(world.happens("Begin", ["day": "2026-02-30"]).words.last == "failed no_moment at wait")
        world = try World(Self.until(rule, #", "otherwise": "end""#))
        #expect(world.happens("Begin").words.last == "exited completed at end")
    }

    @Test func `waits follow each other without drifting`() throws {
        var world = try World(
            definition(
                first: "a",
                #"{"id": "a", "kind": "wait", "for": "P1D", "next": "b"}"#,
                #"{"id": "b", "kind": "wait", "for": "P1D", "next": "end"}"#
            )
        )
        world.happens("Begin")
        world.passes(.days(5))
        let ended = world.runs.changedRuns.values.first?.endedAt
        #expect(ended == World.start + .days(2))
    }
}
