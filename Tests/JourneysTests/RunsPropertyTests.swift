import Deliveries
import Store
import TestKit
import Testing
import Vocabulary

@testable import Journeys

/// Random journeys, random people, random order: what must hold whatever happens.
@Suite struct RunsPropertyTests {
    @Test(.row("ajo V1", .full), arguments: 0..<300 as Range<UInt64>)
    func `any graph that publishing accepts ends every walk, and its sums hold`(seed: UInt64) throws {
        let text = RandomGraph.definition(seed: seed)
        let read = try JourneyDefinition(text)
        #expect(try JourneyDefinition(read.text) == read)
        var world = try World(text)
        var random = SeededRandom(seed: seed)
        var untold: [(name: String, obligation: Obligation)] = []
        for _ in 0..<40 {
            let name = ["ada", "bob"][.random(in: 0..<2, using: &random)]
            let n = AttributeValue.integer(.random(in: 0...3, using: &random))
            var effects = world.happens(["A", "B", "C"][.random(in: 0..<3, using: &random)], to: name, ["n": n])
            effects += world.passes(.hours(.random(in: 0...40, using: &random)))
            untold += Self.told(by: effects, in: &world)
            while !untold.isEmpty, Bool.random(using: &random) {
                let (name, obligation) = untold.removeFirst()
                untold += Self.told(by: world.learns(Self.fate(&random), of: obligation, name), in: &world)
            }
            expectSound(world)
        }
        while !untold.isEmpty {
            let (name, obligation) = untold.removeFirst()
            untold += Self.told(by: world.learns(.sent, of: obligation, name), in: &world)
        }
        expectSound(world)
        let runs = world.runs.changedRuns.values
        #expect(!runs.contains { $0.awaits != nil }, "whoever is told in the end rests for no message")
    }

    private static func fate(_ random: inout SeededRandom) -> SendState {
        let states: [SendState] = [.sent, .skipped, .expired, .failed, .uncertain, .bounced]
        return states[.random(in: 0..<states.count, using: &random)]
    }

    /// What of these effects somebody is to be told about later.
    private static func told(
        by effects: [JourneyEffect],
        in world: inout World
    ) -> [(name: String, obligation: Obligation)] {
        EmailStepTests.obligations(effects).filter(\.tellsRun).map { obligation in
            (world["ada"].profile == obligation.profile ? "ada" : "bob", obligation)
        }
    }

    private func expectSound(_ world: World) {
        let steps = world.runs.tally.steps
        #expect(steps.values.allSatisfy { $0.isBalanced && $0.waiting >= 0 })
        let runs = world.runs.changedRuns.values
        let inside = runs.filter(\.isWaiting).map { [$0.profile.description, $0.key] }
        #expect(Set(inside).count == inside.count)
        #expect(steps.values.reduce(0) { $0 + $1.waiting } == Int64(inside.count))
        #expect(steps.values.reduce(0) { $0 + $1.exited + $1.failed } == Int64(runs.count - inside.count))
        #expect(!runs.contains { $0.status == .failed(.tooManySteps) || $0.status == .failed(.unknownStep) })
    }

    @Test(.row("ajo E12"), arguments: Backend.available)
    func `a story told in batches of one, of seven and at once leaves the same rows`(backend: Backend) async throws {
        for seed in 0..<6 as Range<UInt64> {
            let journeys = try Self.journeys(seed: seed)
            let story = Story(seed: seed)
            var pictures: [[String]] = []
            var effects: [[JourneyEffect]] = []
            for size in [1, 7, 60] {
                let store = try await backend.freshStore(migrations: journeyMigrations)
                effects.append(try await StoryTeller.tell(story, to: store, inBatchesOf: size, journeys))
                pictures.append(try await store.read { db in try Self.rows(in: db) })
                #expect(try await store.read { db in try JourneyCheck.faults(in: db) } == [])
                try await store.close()
            }
            #expect(pictures[0] == pictures[1])
            #expect(pictures[0] == pictures[2])
            #expect(effects[0] == effects[1])
            #expect(effects[0] == effects[2])
        }
    }

    private static func journeys(seed: UInt64) throws -> LiveJourneys {
        let versions = try (1...3 as ClosedRange<UInt64>).map { number in
            try LiveVersion.sample(RandomGraph.definition(seed: seed * 31 + number), journey: Int64(number))
        }
        return LiveJourneys(
            versions,
            newest: Dictionary(uniqueKeysWithValues: versions.map { ($0.journey, 1) }),
            revision: 1
        )
    }

    private static func rows(in db: Transaction) throws -> [String] {
        let runs = try (0..<Story.people).flatMap { person in
            try JourneyReading.runs(of: Story.profile(person), limit: 500, in: db).map { "\($0)" }
        }
        let entries = try RunTable.entries(of: (0..<Story.people).map(Story.profile), in: db)
            .map { "\($0.key) \($0.value)" }.sorted()
        let counts = try (1...3 as ClosedRange<Int64>).flatMap { journey in
            try JourneyReading.counts(of: JourneyID(raw: journey), version: 1, in: db).map { "\(journey) \($0)" }
                .sorted()
        }
        return runs + entries + counts
    }
}
