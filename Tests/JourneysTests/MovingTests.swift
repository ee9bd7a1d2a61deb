import Deliveries
import Jobs
import Store
import TestKit
import Testing
import Vocabulary

@testable import Journeys

/// What moving to another version does to a run.
@Suite struct MovingTests {
    private static let key = VersionMove.Key(journey: JourneyID(raw: 1), from: 1, to: 2)

    /// Ada on the step `first` of version 1, with version 2 published and a mapping under way.
    private static func world(_ first: String, _ second: String, _ steps: [StepID: StepID]) throws -> World {
        let old = definition(first: "first", #"{"id": "first", \#(first)}"#, RunsTests.wait)
        let new = definition(first: "second", #"{"id": "second", \#(second)}"#, RunsTests.wait)
        var world = try World(old)
        world.happens("Begin", ["n": 1])
        world.passes(.hours(1))
        let versions = [try LiveVersion.sample(old), try LiveVersion.sample(new, number: 2)]
        let move = VersionMove(key: key, steps: steps)
        world.end(LiveJourneys(versions, newest: [JourneyID(raw: 1): 2], moves: [move], revision: 2))
        return world
    }

    private static func move(_ world: inout World) throws -> (words: [String], run: Run?) {
        let profile = world["ada"].profile
        let run = try #require(world.runs.waiting(of: profile).first)
        let trigger = Trigger(moving: run.id, of: profile, key, at: world.now)
        let words = world.takes(trigger).words
        #expect(world.runs.tally.steps.values.allSatisfy { $0.isBalanced && $0.waiting >= 0 })
        return (words, world.runs.waiting(of: profile).first)
    }

    private static let wait = #""kind": "wait", "for": "P2D", "next": "wait""#
    private static let answer = #""kind": "waitForEvent", "event": "Answer", "onEvent": "wait""#

    @Test func `a wait ends when it would have, however long it is now`() throws {
        var world = try Self.world(Self.wait, #""kind": "wait", "for": "PT1S", "next": "wait""#, ["first": "second"])
        let (words, moved) = try Self.move(&world)
        let run = try #require(moved)
        #expect(words == ["leaves version 1 at first", "reached second"])
        #expect((run.version, run.step) == (2, "second"))
        #expect(run.wake == World.start + .days(2) && run.reachedAt == World.start)
        #expect(run.visit == 2, "it owes nothing anew")
        #expect(try Self.move(&world).words == [], "once")
    }

    @Test(
        arguments: [
            (#", "timeout": "P3D", "onTimeout": "end""#, #", "timeout": "P9D", "onTimeout": "end""#, 3),
            ("", #", "timeout": "P9D", "onTimeout": "end""#, 9), (#", "timeout": "P3D", "onTimeout": "end""#, "", nil),
        ] as [(String, String, Int64?)]
    )
    func `a timeout ends when it would have; where there was none the new one counts from the arrival`(
        old: String,
        new: String,
        days: Int64?
    ) throws {
        var world = try Self.world(Self.answer + old, Self.answer + new, ["first": "second"])
        let run = try #require(try Self.move(&world).run)
        #expect(run.wake == days.map { World.start + .days($0) })
        #expect(world.happens("Answer").words == ["reached wait"])
    }

    @Test func `of another kind the step begins anew`() throws {
        let mail = #""kind": "email", "class": "marketing", "subject": "1", "html": "1", "next": "wait""#
        var world = try Self.world(Self.answer, mail, ["first": "second"])
        let (words, moved) = try Self.move(&world)
        #expect(words == ["leaves version 1 at first", "reached second", "owes second", "reached wait"])
        #expect(moved?.reachedAt == world.now)
    }

    @Test func `who rests for a message learns of it in the new version, under the step's new name`() throws {
        let mail =
            #""kind": "email", "class": "marketing", "awaitOutcome": true, "subject": "1", "html": "1", "next": "wait""#
        let old = definition(first: "first", #"{"id": "first", \#(mail)}"#, RunsTests.wait)
        let new = definition(first: "second", #"{"id": "second", \#(mail)}"#, RunsTests.wait)
        var world = try World(old)
        let owed = try #require(EmailStepTests.obligations(world.happens("Begin")).first)
        let versions = [try LiveVersion.sample(old), try LiveVersion.sample(new, number: 2)]
        let move = VersionMove(key: Self.key, steps: ["first": "second"])
        world.end(LiveJourneys(versions, newest: [JourneyID(raw: 1): 2], moves: [move], revision: 2))
        #expect(try Self.move(&world).words == ["leaves version 1 at first", "reached second"])
        #expect(world.learns(.sent, of: owed).words == ["reached wait"])
        let run = try #require(world.runs.waiting(of: owed.profile).first)
        #expect(run.memory.steps["second"]?["outcome"] == "sent")
    }

    @Test func `who stands where the mapping says nothing stays`() throws {
        var world = try Self.world(Self.wait, Self.wait, ["elsewhere": "second"])
        let (words, run) = try Self.move(&world)
        #expect(words.isEmpty && run?.version == 1)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `moving people between random graphs keeps every sum`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let texts = [RandomGraph.definition(seed: seed), RandomGraph.definition(seed: seed &+ 1000)]
        let versions = [try LiveVersion.sample(texts[0]), try LiveVersion.sample(texts[1], number: 2)]
        var steps: [StepID: StepID] = [:]
        let targets = versions[1].definition.steps.filter { $0.kind != EntryStep.kind }.map(\.id)
        for step in versions[0].definition.steps { steps[step.id] = targets.randomElement(using: &random) }
        var world = try World(texts[0])
        for _ in 0..<8 { walk(&world, &random) }
        let journeys = LiveJourneys(
            versions,
            newest: [JourneyID(raw: 1): 2],
            moves: [VersionMove(key: Self.key, steps: steps)],
            revision: 2
        )
        world.end(journeys)
        for name in ["ada", "bob"] {
            for run in world.runs.waiting(of: world[name].profile) {
                _ = world.takes(Trigger(moving: run.id, of: run.profile, Self.key, at: world.now), name)
            }
            #expect(world.runs.waiting(of: world[name].profile).allSatisfy { $0.version == 2 })
        }
        for _ in 0..<8 { walk(&world, &random) }
        let tally = world.runs.tally.steps
        #expect(tally.values.allSatisfy { $0.isBalanced && $0.waiting >= 0 })
        let runs = world.runs.changedRuns.values
        #expect(tally.values.reduce(0) { $0 + $1.waiting } == Int64(runs.count(where: \.isWaiting)))
        for number in 1...2 {
            let ended = tally.filter { $0.key.version == number }.values.reduce(0) { $0 + $1.exited + $1.failed }
            #expect(ended == Int64(runs.count { $0.version == number && !$0.isWaiting }))
        }
    }

    private func walk(_ world: inout World, _ random: inout SeededRandom) {
        let n = AttributeValue.integer(.random(in: 0...3, using: &random))
        let name = ["ada", "bob"][.random(in: 0..<2, using: &random)]
        world.happens(["A", "B", "C"][.random(in: 0..<3, using: &random)], to: name, ["n": n])
        world.passes(.hours(.random(in: 0...40, using: &random)))
    }

    // MARK: Shown before

    private static func preview(_ backend: Backend) async throws -> (store: Store, id: JourneyID, PublishPreview) {
        let old = definition(first: "a", #"{"id": "a", "kind": "wait", "for": "P2D", "next": "b"}"#, waiting("b"))
        let new = definition(first: "a", #"{"id": "a", "kind": "wait", "for": "P3D", "next": "c"}"#, waiting("c"))
        let (store, id) = try await PublishingTests.published(old, on: backend)
        try await store.write { db in
            try RunTable.add(
                StepCounts(reached: 7, waiting: 7),
                to: StepKey(journey: id, version: 1, step: "a"),
                in: db
            )
            try RunTable.add(
                StepCounts(reached: 2, waiting: 2),
                to: StepKey(journey: id, version: 1, step: "b"),
                in: db
            )
            try Journey.save(draft: new, of: id, in: db)
        }
        return (store, id, try await store.read { db in try Journey.preview(id, in: db) })
    }

    private static func waiting(_ id: String) -> String {
        #"{"id": "\#(id)", "kind": "wait", "for": "P1D", "next": "end"}"#
    }

    @Test(arguments: Backend.available)
    func `the difference and the people affected are shown before publishing`(backend: Backend) async throws {
        let (_, _, preview) = try await Self.preview(backend)
        let changes = preview.changes.filter { $0.what != .kept }.map { "\($0.what.rawValue) \($0.step)" }
        #expect(changes == ["changed a", "added c", "removed b"])
        let standings = preview.standings.map { "\($0.version) \($0.step) \($0.waiting) \($0.isKept)" }
        #expect(standings == ["1 a 7 true", "1 b 2 false"])
        #expect(preview.targets.map(\.id) == ["a", "c", "end"])
    }

    @Test(arguments: Backend.available)
    func `a mapping that fits no version is refused, and nothing is published`(backend: Backend) async throws {
        let (store, id, _) = try await Self.preview(backend)
        for steps in [["x": "a"], ["a": "x"], ["a": "entry"]] as [[StepID: StepID]] {
            await #expect(throws: JourneyError.self) {
                _ = try await store.write { db in
                    var ids = IDGenerator()
                    return try Journey.publish(id, people: .move([1: steps]), ids: &ids, in: db).number
                }
            }
        }
        #expect(try await store.read { db in try JourneyReading.journey(id, in: db) }?.newestVersion == 1)
        let number = try await store.write { db in
            var ids = IDGenerator()
            return try Journey.publish(id, people: .follow, ids: &ids, in: db).number
        }
        let moves = try await store.read { db in try MoveTable.unfinished(in: db) }
        #expect(moves == [VersionMove(key: .init(journey: id, from: 1, to: number), steps: ["a": "a", "end": "end"])])
        #expect(
            try await store.read { db in try Jobs.page(.scheduled, limit: 9, in: db) }.map(\.kind) == ["journeys.move"]
        )
    }
}
