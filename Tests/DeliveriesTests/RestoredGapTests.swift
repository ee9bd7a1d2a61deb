import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct RestoredGapTests {
    private static let gap = RestoredGap(backup: TestClock().now - .hours(2), restored: TestClock().now - .hours(1))

    @Test(arguments: Backend.available)
    func `after a restore nothing is taken until someone has chosen`(backend: Backend) async throws {
        let story = try await LedgerStory(backend, policy: SendingPolicy(mode: .live, gap: Self.gap))
        let send = try await story.owe(story.person("anna@b.example"), .transactional)
        try await story.drain()
        #expect(try await story.standing(send) == "pending")
        let outlook = try await story.store.read { db in try SendTable.outlook(.email, in: db) }
        #expect(outlook.isClosed && outlook.nextDue == nil, "so that the sender sleeps")
        #expect(try await story.store.write { db in try RestoredGap.choose(skipDueBefore: nil, in: db) })
        try await story.drain()
        #expect(try await story.standing(send) == "sent")
        #expect(try await story.store.write { db in try !RestoredGap.choose(skipDueBefore: nil, in: db) })
    }

    @Test(arguments: Backend.available)
    func `what was due before the chosen moment expires, also what is born later`(backend: Backend) async throws {
        let story = try await LedgerStory(backend, policy: SendingPolicy(mode: .live, gap: Self.gap))
        let now = story.clock.now
        let anna = try await story.person("anna@b.example")
        let old = try await story.owe(anna, .transactional, due: now - .minutes(1))
        let ages = try await story.store.read { db in try RestoredGap.waiting(in: db) }
        #expect(ages.map(\.count) == [1, 0, 0, 0, 0] && ages[0].transactional == 1)
        _ = try await story.store.write { db in try RestoredGap.choose(skipDueBefore: now, in: db) }
        let late = try await story.owe(anna, .transactional, due: now - .seconds(1))
        let fresh = try await story.owe(anna, .transactional, due: now)
        try await story.drain()
        #expect(try await story.standing(old) == "expired(stale)")
        #expect(try await story.standing(late) == "expired(stale)")
        #expect(try await story.standing(fresh) == "sent")
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `closing captures, and what was in somebody's hands is uncertain`(backend: Backend) async throws {
        let policy = SendingPolicy(mode: .live, resendsUncertain: true)
        let story = try await LedgerStory(backend, policy: policy)
        let send = try await story.owe(story.person("anna@b.example"), .transactional)
        let taker = Taker(channel: .email, epoch: 7, sink: { _, _ in })
        _ = try await story.store.write { db in
            var schedule = LaneSchedule()
            return try taker.take(.wall, limit: 5, schedule: &schedule, in: db).taken.count
        }
        #expect(try await story.standing(send) == "handing")
        #expect(try await Self.gap.close(story.store, sink: { _, _ in }) == 1)
        #expect(try await story.standing(send) == "uncertain(crashed)", "even where uncertain ones are sent again")
        let closed = try await story.store.read { db in try SendingPolicy.load(in: db) }
        #expect(closed.mode == .capture && closed.gap == Self.gap)
        #expect(try await story.faults().isEmpty)
    }
}
