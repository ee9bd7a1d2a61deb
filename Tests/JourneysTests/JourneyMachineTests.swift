import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct JourneyMachineTests {
    @Test(.row("ajo L9")) func `exit rules come before the step that waits for the same event`() throws {
        var world = try World(
            definition(
                exits: #"{"event": "Order", "when": "event.properties.total > 10"}"#,
                first: "listen",
                #"{"id": "listen", "kind": "waitForEvent", "event": "Order", "onEvent": "end"}"#
            )
        )
        world.happens("Begin")
        #expect(
            world.happens("Order", ["total": 11]).words == ["exited exit_rule at listen", "cancels exit_rule"]
        )
        world.happens("Begin")
        #expect(world.happens("Order", ["total": 10]).words == ["reached end", "exited completed at end"])
    }

    @Test(.row("ajo E16")) func `an exit rule is scoped to the run's key`() throws {
        var world = try World(
            definition(
                entry: #""key": "event.properties.order""#,
                exits: #"{"event": "Cancelled", "key": "event.properties.order"}"#,
                first: "wait",
                RunsTests.wait
            )
        )
        world.happens("Begin", ["order": "a"])
        world.happens("Begin", ["order": "b"])
        #expect(world.happens("Cancelled", ["order": "a"]).words == ["exited exit_rule at wait", "cancels exit_rule"])
        #expect(world.runs.waiting(of: world["ada"].profile).map(\.key) == ["b"])
    }

    @Test func `waking early changes nothing`() throws {
        var world = try World(definition(first: "wait", RunsTests.wait))
        world.happens("Begin")
        let before = world.runs.waiting(of: world["ada"].profile)
        #expect(world.wake().isEmpty)
        #expect(world.runs.waiting(of: world["ada"].profile) == before)
    }

    @Test func `imported history moves a run only if it happened after`() throws {
        var world = try World(
            definition(
                first: "listen",
                #"{"id": "listen", "kind": "waitForEvent", "event": "Order", "onEvent": "end"}"#
            )
        )
        world.happens("Begin")
        world.passes(.days(2))
        #expect(world.happens("Order", age: .days(3), isHistorical: true).isEmpty)
        #expect(world.happens("Order", age: .days(1), isHistorical: true).words.last == "exited completed at end")
    }

    @Test func `the order of the log decides between late events, not their own time`() throws {
        var world = try World(
            definition(
                first: "listen",
                #"{"id": "listen", "kind": "waitForEvent", "event": "Order", "onEvent": "end"}"#
            )
        )
        world.happens("Begin")
        #expect(world.happens("Order", age: .days(3)).words.last == "exited completed at end")
    }

    @Test func `the longest graph is walked in one go`() throws {
        let count = JourneyDefinition.maximumSteps - 2
        let steps = (0..<count).map { index in
            let next = index + 1 == count ? "end" : "c\(index + 1)"
            return #"{"id": "c\#(index)", "kind": "condition", "cases": [{"when": "true", "next": "\#(next)"}]}"#
        }
        var world = try World(definition(first: "c0", steps.joined(separator: ",")))
        #expect(world.happens("Begin").words.last == "exited completed at end")
    }

    @Test func `a run on a step its version lacks fails, and says so`() throws {
        let version = try LiveVersion.sample(definition(first: "wait", RunsTests.wait))
        var run = Run(
            id: RunID(raw: 1),
            journey: version.journey,
            version: 1,
            profile: ProfileID(raw: 1),
            bornTo: ProfileID(raw: 1),
            key: "",
            step: "wait",
            enteredAt: World.start,
            reachedAt: World.start,
            visit: 2,
            wake: World.start,
            status: .waiting,
            endedAt: nil,
            memory: RunMemory(entry: .null)
        )
        var traveller = Traveller(profile: run.profile, attributes: .null)
        var ids = IDGenerator()
        var walk = Walk(of: run, in: version, traveller: traveller, ids: ids, now: World.start)
        walk.follow(.go("gone"))
        #expect(walk.run.status == .failed(.unknownStep))
        run.status = .exited(.completed)
        let machine = JourneyMachine(version)
        #expect(machine.advance(&run, by: .wake, traveller: &traveller, now: World.start, ids: &ids).isEmpty)
    }
}
