import JSON
import Store
import TestKit
import Testing
import Vocabulary

@testable import Journeys

/// Runs in the database: what is loaded, read and checked.
@Suite struct JourneyStoreTests {
    /// A waiting journey with three people inside.
    static func crowd(on backend: Backend) async throws -> (Store, JourneyID, [ProfileID]) {
        let (store, id) = try await PublishingTests.published(
            definition(first: "wait", RunsTests.wait),
            on: backend
        )
        let people = (1...3).map { ProfileID(raw: $0) }
        try await store.write { db in
            let journeys = try LiveJourneys.load(in: db)
            var runs = try Runs.load(for: Set(people), in: db)
            var ids = IDGenerator()
            for profile in people {
                var traveller = Traveller(profile: profile, attributes: [:])
                _ = runs.advance(
                    on: .sample("Begin", at: db.now, ["n": .double(1.5)]),
                    of: &traveller,
                    received: db.now,
                    journeys: journeys,
                    ids: &ids
                )
            }
            try runs.save(in: db)
        }
        return (store, id, people)
    }

    @Test(.row("ajo A9"), arguments: Backend.available)
    func `runs come back as they were saved`(backend: Backend) async throws {
        let (store, _, people) = try await Self.crowd(on: backend)
        let (loaded, wake) = try await store.read { db in
            let runs = try Runs.load(for: Set(people), in: db)
            return (runs.waiting(of: people[0]), runs.nextWake(of: people[0]))
        }
        let run = try #require(loaded.first)
        let now = TestClock().now
        #expect(run.step == "wait")
        #expect(run.enteredAt == now)
        #expect(wake == now + .days(10))
        #expect(run.memory.entry == Event.sample("Begin", at: now, ["n": .double(1.5)]).value)
    }

    @Test(arguments: Backend.available)
    func `lists show counts, a step shows its people page by page`(backend: Backend) async throws {
        let (store, id, people) = try await Self.crowd(on: backend)
        let key = StepKey(journey: id, version: 1, step: "wait")
        let (list, first, second, mine) = try await store.read { db in
            let first = try JourneyReading.people(at: key, limit: 2, in: db)
            return (
                try JourneyReading.list(in: db), first,
                try JourneyReading.people(at: key, after: first.last?.id, limit: 2, in: db),
                try JourneyReading.runs(of: people[1], in: db)
            )
        }
        #expect(list.map(\.counts) == [RunCounts(waiting: 3, exited: 0, failed: 0)])
        #expect((first + second).map(\.profile) == people)
        #expect(mine.map(\.profile) == [people[1]])
        let picture = try await store.read { db in try JourneyReading.picture(of: id, version: 1, in: db) }
        #expect(picture?["wait"] == StepCounts(reached: 3, waiting: 3))
        #expect(picture?["entry"] == StepCounts(reached: 3, left: 3))
        #expect(picture?["end"] == StepCounts())
    }

    @Test(.row("ajo L15", .full), arguments: Backend.available)
    func `a stopped journey is emptied in pieces, and the sums hold after each`(backend: Backend) async throws {
        let (store, id, _) = try await Self.crowd(on: backend)
        _ = try await store.write { db in try Journey.change(id, to: .stopped, by: "anna", in: db) }
        for expected in [2, 1, 0] {
            #expect(try await store.write { db in try Journey.empty(id, limit: 2, in: db) } == expected)
            #expect(try await store.read { db in try JourneyCheck.faults(in: db) } == [])
        }
        let list = try await store.read { db in try JourneyReading.list(in: db) }
        #expect(list.map(\.counts) == [RunCounts(waiting: 0, exited: 3, failed: 0)])
    }

    @Test(arguments: Backend.available)
    func `an old version is kept while somebody walks it, and no longer`(backend: Backend) async throws {
        let (store, id, people) = try await Self.crowd(on: backend)
        try await store.write { db in
            var ids = IDGenerator(after: 1 << 50)
            try Journey.save(draft: definition(), of: id, in: db)
            _ = try Journey.publish(id, ids: &ids, in: db)
        }
        let walked = try await store.read { db in try JourneyTable.walked(in: db).map(\.version.number) }
        #expect(walked == [1, 2])
        try await Self.wakeAll(people, in: store)
        let left = try await store.read { db in try JourneyTable.walked(in: db).map(\.version.number) }
        #expect(left == [2])
    }

    private static func wakeAll(_ people: [ProfileID], in store: Store) async throws {
        try await store.write { db in
            let journeys = try LiveJourneys.load(in: db)
            var runs = try Runs.load(for: Set(people), in: db)
            var ids = IDGenerator(after: 1 << 51)
            for profile in people {
                var traveller = Traveller(profile: profile, attributes: [:])
                _ = runs.wake(&traveller, now: db.now + .days(10), journeys: journeys, ids: &ids)
            }
            try runs.save(in: db)
        }
    }

    @Test(arguments: Backend.available)
    func `a merge taken back returns runs and entries to whom they were born`(backend: Backend) async throws {
        let (store, _, people) = try await Self.crowd(on: backend)
        try await store.write { db in
            var runs = try Runs.load(for: Set(people), in: db)
            #expect(
                runs.merged(people[1], into: people[0], now: db.now).words == [
                    "exited merged at wait", "cancels merged",
                ]
            )
            try runs.save(in: db)
        }
        #expect(try await store.read { db in try JourneyCheck.faults(in: db) } == [])
        try await store.write { db in try Runs.giveBack([people[1]], to: people[1], from: people[0], in: db) }
        let (mine, theirs, entries) = try await store.read { db in
            (
                try JourneyReading.runs(of: people[0], in: db), try JourneyReading.runs(of: people[1], in: db),
                try RunTable.entries(of: people, in: db)
            )
        }
        #expect(mine.map(\.bornTo) == [people[0]])
        #expect(theirs.map(\.bornTo) == [people[1]])
        #expect(entries.values.map(\.count) == [1, 1, 1])
        #expect(try await store.read { db in try JourneyCheck.faults(in: db) } == [])
    }

    @Test(.row("ajo E13"), .row("ajo W20"), arguments: Backend.available)
    func `refusals are counted by reason`(backend: Backend) async throws {
        let (store, id, people) = try await Self.crowd(on: backend)
        try await store.write { db in
            var runs = try Runs.load(for: [people[0]], in: db)
            var ids = IDGenerator(after: 1 << 50)
            var traveller = Traveller(profile: people[0], attributes: [:])
            let journeys = try LiveJourneys.load(in: db)
            for _ in 0..<2 {
                _ = runs.advance(
                    on: .sample("Begin", at: db.now),
                    of: &traveller,
                    received: db.now,
                    journeys: journeys,
                    ids: &ids
                )
            }
            try runs.save(in: db)
        }
        #expect(try await store.read { db in try JourneyReading.refusals(by: id, in: db) } == [.inside: 2])
    }

    @Test(
        arguments: Backend.available,
        [
            "UPDATE journey_step_counts SET waiting = waiting + 1, reached = reached + 1 WHERE step = 'wait'",
            "DELETE FROM runs WHERE profile_id = 1",
            "UPDATE journey_entries SET entries = 2 WHERE profile_id = 2",
            "UPDATE runs SET step = 'end' WHERE profile_id = 1",
        ] as [SQLText]
    )
    func `the check finds what is off`(backend: Backend, damage: SQLText) async throws {
        let (store, _, _) = try await Self.crowd(on: backend)
        #expect(try await store.read { db in try JourneyCheck.faults(in: db) } == [])
        _ = try await store.write { db in try db.execute(damage.sql) }
        #expect(try await !store.read { db in try JourneyCheck.faults(in: db) }.isEmpty)
    }

    @Test(arguments: Backend.available)
    func `the database itself refuses a second run inside under one key`(backend: Backend) async throws {
        let (store, _, people) = try await Self.crowd(on: backend)
        let error = await #expect(throws: StoreError.self) {
            try await store.write { db in
                var run = try #require(Runs.load(for: [people[0]], in: db).waiting(of: people[0]).first)
                run.id = RunID(raw: 7)
                try RunTable.save([run], in: db)
            }
        }
        #expect(error?.cause == .constraint)
    }
}

/// A statement as a test's argument.
struct SQLText: ExpressibleByStringLiteral, Sendable, CustomStringConvertible {
    let sql: SQL
    let description: String

    init(stringLiteral value: String) {
        sql = SQL(stringLiteral: value)
        description = value
    }
}
