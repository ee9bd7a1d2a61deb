import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct SendingAllowanceTests {
    private static let few = SendingAllowance(perHour: 3, perDay: 5)
    private let now = CivilTime(year: 2026, month: 6, day: 1, hour: 12).utcMoment

    private func use(_ sent: [(ago: Duration, count: Int)], _ allowance: SendingAllowance = few) -> AllowanceUse {
        AllowanceUse(sent.map { .init(number: AllowanceUse.number(of: now - $0.ago), sent: $0.count) }, allowance)
    }

    @Test func `the hour and the day roll, and the narrower of both counts`() {
        #expect(use([]).left(at: now) == 3)
        #expect(use([(.minutes(10), 2)]).left(at: now) == 1)
        #expect(use([(.hours(2), 4)]).left(at: now) == 1, "the day leaves one")
        #expect(use([(.hours(25), 50)]).left(at: now) == 3)
        #expect(use([(.minutes(10), 9)]).left(at: now) == 0)
        #expect(use([(.minutes(10), 9)], .unlimited).left(at: now) == nil)
        #expect(use([(.minutes(10), 9)], SendingAllowance(perHour: nil, perDay: 10)).left(at: now) == 1)
    }

    @Test func `whoever waits knows until when`() {
        #expect(use([(.minutes(10), 3)]).more(after: now) == now + .minutes(55), "the piece ends 5 minutes later")
        let day = use([(.hours(3), 2), (.hours(2), 3)])
        #expect(day.left(at: now) == 0)
        #expect(day.more(after: now) == now + .hours(21) + .minutes(5))
        #expect(use([], SendingAllowance(perHour: 0, perDay: nil)).more(after: now) == nil)
    }

    @Test func `a sandbox that never chose has a new installation's allowance`() {
        #expect(SendingPolicy(settings: [:]).allowance == .ofNewInstallation)
        #expect(SendingPolicy(settings: ["allowance_hour": "none", "allowance_day": "7"]).allowance.perHour == nil)
        #expect(SendingPolicy(settings: ["allowance_hour": "many"]).allowance.perHour == 200)
        for allowance in [SendingAllowance.unlimited, Self.few] {
            let policy = SendingPolicy(allowance: allowance)
            #expect(SendingPolicy(settings: policy.settings) == policy)
        }
    }

    /// Takes as a running sandbox does, once.
    private func take(_ story: LedgerStory, limit: Int = 10) async throws -> Taker.Taking {
        try await story.store.write { db in
            var schedule = LaneSchedule()
            let taker = Taker(channel: .email, epoch: 1) { _, _ in }
            return try taker.take(.wall, limit: limit, schedule: &schedule, in: db)
        }
    }

    @Test(arguments: Backend.available)
    func `what is beyond the allowance waits, and goes when it is raised or time has passed`(
        backend: Backend
    ) async throws {
        let policy = SendingPolicy(mode: .live, allowance: Self.few)
        let story = try await LedgerStory(backend, policy: policy)
        for number in 0..<8 { try await story.owe(try await story.person("p\(number)@b.example")) }
        #expect(try await take(story, limit: 2).taken.count == 2)
        #expect(try await take(story).taken.count == 1)
        let spent = try await take(story)
        #expect(spent.taken.isEmpty && spent.decided == 0)
        let until = try #require(spent.spentUntil)
        #expect(until > story.clock.now && until <= story.clock.now + .minutes(65))
        story.clock.set(until)
        #expect(try await take(story).taken.count == 2, "the day allows five")
        try await story.setPolicy(SendingPolicy(mode: .live))
        #expect(try await take(story).taken.count == 3)
    }

    @Test(arguments: Backend.available)
    func `what is only kept, and a replay, take nothing of it`(backend: Backend) async throws {
        let policy = SendingPolicy(mode: .allowlist(["p0@b.example"]), allowance: Self.few)
        let story = try await LedgerStory(backend, policy: policy)
        for number in 0..<3 { try await story.owe(try await story.person("p\(number)@b.example")) }
        #expect(try await take(story).taken.count == 3)
        let use = try await story.store.read { db in try AllowanceTable.use(.email, Self.few, in: db) }
        #expect(use.sentInHour(before: story.clock.now) == 1)
        try await story.setPolicy(SendingPolicy(mode: .live, allowance: Self.few))
        var later: [SendID] = []
        for number in 3..<9 { later.append(try await story.owe(try await story.person("p\(number)@b.example"))) }
        try await story.drain()
        for id in later { #expect(try await story.standing(id) == "sent") }
    }
}
