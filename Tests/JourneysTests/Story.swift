import Deliveries
import JSON
import Store
import Vocabulary

@testable import Journeys

/// A random story of some people, told to a store in batches as the pipeline does it: load, decide, save.
struct Story: Sendable {
    enum Chapter: Sendable {
        case event(person: Int, Event)
        /// The first person is absorbed by the second.
        case merge(Int, Int)
    }

    let chapters: [(moment: Moment, chapter: Chapter)]
    static let people = 6

    init(seed: UInt64, length: Int = 60) {
        var random = SeededRandom(seed: seed)
        var now = World.start
        var alive = Array(0..<Self.people)
        chapters = (0..<length).map { _ in
            now = now + .milliseconds(.random(in: 0...40_000_000, using: &random))
            if alive.count > 2, Int.random(in: 0..<25, using: &random) == 0 {
                let absorbed = alive.remove(at: .random(in: 0..<alive.count, using: &random))
                return (now, .merge(absorbed, alive[.random(in: 0..<alive.count, using: &random)]))
            }
            let person = alive[.random(in: 0..<alive.count, using: &random)]
            return (now, .event(person: person, Self.event(at: now, &random)))
        }
    }

    private static func event(at now: Moment, _ random: inout SeededRandom) -> Event {
        let type = ["A", "A", "B", "C"][.random(in: 0..<4, using: &random)]
        let day = (now + .hours(.random(in: -50...90, using: &random))).description
        return .sample(
            type,
            at: now - .hours(.random(in: 0...30, using: &random)),
            ["n": .integer(.random(in: 0...3, using: &random)), "day": .string(day)],
            isHistorical: Int.random(in: 0..<10, using: &random) == 0
        )
    }

    static func profile(_ person: Int) -> ProfileID { ProfileID(raw: Int64(person) + 1) }
}

/// Tells a story and keeps what the pipeline would: wakes, attributes, history.
struct StoryTeller: Sendable {
    private var ids = IDGenerator()
    private var wakes: [ProfileID: Moment] = [:]
    private var attributes: [ProfileID: AttributeValue] = [:]
    private var histories: [ProfileID: [AttributeValue]] = [:]
    private(set) var effects: [JourneyEffect] = []

    static func tell(
        _ story: Story,
        to store: Store,
        inBatchesOf size: Int,
        _ journeys: LiveJourneys
    ) async throws -> [JourneyEffect] {
        var teller = StoryTeller()
        for start in stride(from: 0, to: story.chapters.count, by: size) {
            let batch = Array(story.chapters[start..<min(start + size, story.chapters.count)])
            let before = teller
            teller = try await store.write { db in
                var teller = before
                try teller.tell(batch, journeys, in: db)
                return teller
            }
        }
        let before = teller
        return try await store.write { db in
            var teller = before
            try teller.tell([], journeys, wakingUntil: .distantFuture, in: db)
            return teller.effects
        }
    }

    private mutating func tell(
        _ batch: [(moment: Moment, chapter: Story.Chapter)],
        _ journeys: LiveJourneys,
        wakingUntil end: Moment = .distantPast,
        in db: Transaction
    ) throws {
        var runs = try Runs.load(for: Set((0..<Story.people).map(Story.profile)), in: db)
        for (moment, chapter) in batch {
            wake(&runs, before: moment, journeys)
            switch chapter {
            case .event(let person, let event): hear(event, Story.profile(person), &runs, at: moment, journeys)
            case .merge(let absorbed, let survivor):
                merge(Story.profile(absorbed), into: Story.profile(survivor), &runs, at: moment)
            }
        }
        wake(&runs, before: end, journeys)
        try runs.save(in: db)
    }

    private mutating func hear(
        _ event: Event,
        _ profile: ProfileID,
        _ runs: inout Runs,
        at now: Moment,
        _ journeys: LiveJourneys
    ) {
        histories[profile, default: []].append(event.value)
        var traveller = traveller(profile)
        effects += runs.advance(on: event, of: &traveller, received: now, journeys: journeys, ids: &ids)
        keep(traveller, runs)
    }

    private mutating func wake(_ runs: inout Runs, before moment: Moment, _ journeys: LiveJourneys) {
        while let (due, profile) = wakes.map({ ($0.value, $0.key) }).min(by: <), due < moment {
            var traveller = traveller(profile)
            effects += runs.wake(&traveller, now: due, journeys: journeys, ids: &ids)
            keep(traveller, runs)
        }
    }

    private mutating func merge(
        _ absorbed: ProfileID,
        into survivor: ProfileID,
        _ runs: inout Runs,
        at now: Moment
    ) {
        effects += runs.merged(absorbed, into: survivor, now: now)
        histories[survivor, default: []] += histories.removeValue(forKey: absorbed) ?? []
        wakes[absorbed] = nil
        wakes[survivor] = runs.nextWake(of: survivor)
    }

    private func traveller(_ profile: ProfileID) -> Traveller {
        Traveller(
            profile: profile,
            attributes: attributes[profile] ?? [:],
            history: histories[profile] ?? []
        )
    }

    private mutating func keep(_ traveller: Traveller, _ runs: Runs) {
        attributes[traveller.profile] = traveller.attributes
        wakes[traveller.profile] = runs.nextWake(of: traveller.profile)
    }
}
