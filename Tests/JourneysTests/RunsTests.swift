import TestKit
import Testing
import Vocabulary

@testable import Journeys

/// Who may come in, and what comes first.
@Suite struct RunsTests {
    static let wait = #"{"id": "wait", "kind": "wait", "for": "P10D", "next": "end"}"#

    @Test(.row("ajo E1", .full)) func `an event that fits begins a run, which walks on at once`() throws {
        var world = try World(definition(first: "wait", Self.wait))
        #expect(world.happens("Begin").words == ["entered", "reached entry", "reached wait"])
        #expect(world.passes(.days(10)).words == ["reached end", "exited completed at end"])
    }

    @Test(.row("ajo L2", .full)) func `nobody is inside twice under one key`() throws {
        var world = try World(definition(first: "wait", Self.wait))
        world.happens("Begin")
        #expect(world.happens("Begin").words == ["refused inside"])
        #expect(world.places() == ["wait"])
    }

    @Test(.row("ajo E15", .full)) func `with a key each value has its own run`() throws {
        var world = try World(definition(entry: #""key": "event.properties.order""#, first: "wait", Self.wait))
        world.happens("Begin", ["order": 1])
        world.happens("Begin", ["order": 2])
        #expect(world.happens("Begin", ["order": 2]).words == ["refused inside"])
        #expect(world.happens("Begin").words == ["refused no_key"])
        #expect(world.places() == ["wait", "wait"])
    }

    @Test(.row("ajo W5", .full)) func `once is remembered forever`() throws {
        var world = try World(definition(entry: #""reentrance": "once""#))
        world.happens("Begin")
        world.passes(.days(1000))
        #expect(world.happens("Begin").words == ["refused once"])
    }

    @Test(.row("ajo L3", .better)) func `a period counts from the last entry, not from the exit`() throws {
        var world = try World(definition(entry: #""reentrance": "P30D""#, first: "wait", Self.wait))
        world.happens("Begin")
        world.passes(.days(30) - .milliseconds(1))
        #expect(world.happens("Begin").words == ["refused too_soon"])
        world.passes(.milliseconds(1))
        #expect(world.happens("Begin").words.first == "entered")
    }

    @Test func `a condition that does not hold is no refusal`() throws {
        var world = try World(definition(entry: #""when": "event.properties.total >= 100""#))
        #expect(world.happens("Begin", ["total": 99]).isEmpty)
        #expect(world.happens("Begin", ["total": 100]).words.first == "entered")
        #expect(world.happens("Begin").isEmpty)
    }

    @Test func `an event older than the maximum age enters nothing`() throws {
        var world = try World(definition(entry: #""maximumAge": "PT1H""#))
        #expect(world.happens("Begin", age: .hours(1) + .milliseconds(1)).words == ["refused stale"])
        #expect(world.happens("Begin", age: .hours(1)).words.first == "entered")
    }

    @Test func `by default an event of yesterday enters, one of the day before does not`() throws {
        var world = try World(definition())
        #expect(world.happens("Begin", age: .days(1)).words.first == "entered")
        #expect(world.happens("Begin", age: .days(1) + .milliseconds(1)).words == ["refused stale"])
    }

    @Test(.row("ajo E11")) func `imported history enters nothing`() throws {
        var world = try World(definition())
        #expect(world.happens("Begin", isHistorical: true).words == ["refused stale"])
    }

    @Test(.row("ajo L11"), .row("ajo L14")) func `a paused journey lets nobody in, and those inside go on`() throws {
        var world = try World(definition(first: "wait", Self.wait))
        world.happens("Begin")
        let paused = try LiveVersion.sample(definition(first: "wait", Self.wait), status: .paused)
        world.end(LiveJourneys([paused], newest: [JourneyID(raw: 1): 1], revision: 2))
        #expect(world.happens("Begin", to: "bob").words == ["refused paused"])
        #expect(world.passes(.days(10)).words == ["reached end", "exited completed at end"])
    }

    // MARK: Pausing

    private static let waiting = definition(
        entry: #""key": "event.properties.order", "reentrance": "once""#,
        first: "wait",
        wait
    )

    /// The journey as it is for a while.
    private static func journeys(
        _ status: Journey.Status,
        _ newEntries: Journey.NewEntries? = nil,
        _ text: String = waiting
    ) throws -> LiveJourneys {
        let version = JourneyVersion(
            journey: JourneyID(raw: 1),
            number: 1,
            definition: try JourneyDefinition(text),
            lineage: [:],
            published: .epoch
        )
        let live = try #require(LiveVersion(version, status: status, newEntries: newEntries))
        return LiveJourneys([live], newest: [JourneyID(raw: 1): 1], revision: 1)
    }

    private static func entries(_ effects: [JourneyEffect]) -> [Trigger] {
        effects.compactMap { if case .queued(let entry) = $0 { Trigger(entry) } else { nil } }
    }

    @Test func `who comes to a journey paused so waits outside, and enters by the same event when it is resumed`()
        throws
    {
        var world = try World(Self.waiting)
        world.end(try Self.journeys(.paused, .queue))
        let effects = world.happens("Begin", ["order": "o1", "total": 7])
        #expect(effects.words == ["queued"])
        let waiting = try #require(Self.entries(effects).first)
        #expect(waiting.moment == World.start + .days(7))
        world.passes(.days(3))
        world.end(try Self.journeys(.live))
        #expect(world.takes(waiting).words == ["entered", "reached entry", "reached wait"])
        let run = try #require(world.runs.waiting(of: world["ada"].profile).first)
        #expect(run.key == "o1" && run.memory.entry["properties"]["total"] == 7)
        #expect(run.enteredAt == World.start + .days(3))
    }

    @Test func `re-entrance is asked when they are admitted, the condition when they came`() throws {
        let text = definition(entry: #""when": "n is null", "reentrance": "once""#, first: "wait", Self.wait)
        var world = try World(text)
        world.end(try Self.journeys(.paused, .queue, text))
        let waiting = Self.entries(world.happens("Begin") + world.happens("Begin"))
        world["ada"].attributes = ["n": 1]
        #expect(world.happens("Begin").isEmpty, "the condition does not hold any more")
        world.end(try Self.journeys(.live, nil, text))
        #expect(
            waiting.flatMap { world.takes($0).words } == ["entered", "reached entry", "reached wait", "refused inside"]
        )
    }

    @Test func `nobody waits outside longer than seven days, nor before a closed journey`() throws {
        var world = try World(Self.waiting)
        world.end(try Self.journeys(.paused, .queue))
        let waiting = Self.entries(world.happens("Begin", ["order": "o1"]))
        let first = try #require(waiting.first)
        #expect(world.takes(first).words == ["queued"], "paused again before their turn came")
        world.end(try Self.journeys(.closed))
        #expect(world.takes(first).words == ["refused paused"])
        world.end(try Self.journeys(.paused, .queue))
        world.passes(.days(7))
        #expect(world.takes(first).words == ["refused waited_too_long"])
        let dropped = world.runs.tally.refusals[JourneyID(raw: 1)]
        #expect(dropped == [.paused: 1, .waitedTooLong: 1])
    }

    @Test func `who is inside a stopped journey leaves at the latest when something happens to them`() throws {
        var world = try World(definition(first: "wait", Self.wait))
        world.happens("Begin")
        world.end(.none)
        #expect(world.passes(.days(10)).words == ["exited stopped at wait", "cancels stopped"])
        #expect(world.runs.nextWake(of: world["ada"].profile) == nil)
    }

    @Test(.row("ajo L7", .full)) func `a new version takes the newcomers, the old one keeps its people`() throws {
        var world = try World(definition(first: "wait", Self.wait))
        world.happens("Begin")
        let old = try LiveVersion.sample(definition(first: "wait", Self.wait))
        let new = try LiveVersion.sample(definition(), number: 2)
        world.end(LiveJourneys([old, new], newest: [JourneyID(raw: 1): 2], revision: 2))
        #expect(
            world.happens("Begin", to: "bob").words == [
                "entered", "reached entry", "reached end", "exited completed at end",
            ]
        )
        #expect(world.passes(.days(10)).words == ["reached end", "exited completed at end"])
    }

    @Test(.row("ajo E9", .full)) func `in one event come exit rules, then runs by id, then entries by journey id`()
        throws
    {
        let leaving = definition(
            entry: #""when": "event.properties.n = 1""#,
            exits: #"{"event": "Begin", "when": "event.properties.n = 2"}"#,
            first: "wait",
            Self.wait
        )
        let listening = definition(
            entry: #""when": "event.properties.n = 1""#,
            first: "listen",
            #"{"id": "listen", "kind": "waitForEvent", "event": "Begin", "onEvent": "end"}"#
        )
        let entering = definition(entry: #""when": "event.properties.n = 2""#)
        var world = try World([entering, listening, leaving])
        world.happens("Begin", ["n": 1])
        #expect(
            world.happens("Begin", ["n": 2]).words == [
                "reached end", "exited completed at end", "exited exit_rule at wait", "cancels exit_rule",
                "entered", "reached entry", "reached end", "exited completed at end",
            ]
        )
    }

    @Test func `an event that ends a run may begin another of the same journey`() throws {
        var world = try World(
            definition(
                first: "listen",
                #"{"id": "listen", "kind": "waitForEvent", "event": "Begin", "onEvent": "end"}"#
            )
        )
        world.happens("Begin")
        #expect(
            world.happens("Begin").words == [
                "reached end", "exited completed at end", "entered", "reached entry", "reached listen",
            ]
        )
    }

    @Test func `the counters of a step add up whatever happens`() throws {
        var world = try World(definition(exits: #"{"event": "Leave"}"#, first: "wait", Self.wait))
        for name in ["ada", "bob", "cleo"] { world.happens("Begin", to: name) }
        world.happens("Leave", to: "bob")
        world.passes(.days(3))
        let counts = world.runs.tally.steps[StepKey(journey: JourneyID(raw: 1), version: 1, step: "wait")]
        #expect(counts == StepCounts(reached: 3, waiting: 2, exited: 1))
        #expect(world.runs.tally.steps.values.allSatisfy { $0.isBalanced })
    }
}
