import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct SendingBrakeTests {
    /// What was counted, and whether that is too much.
    private static let tallies: [(tally: BrakeTally, fault: String?)] = [
        (BrakeTally(attempted: 1_000, hardBounces: 50), nil),
        (BrakeTally(attempted: 1_000, hardBounces: 51), "hard bounces: 51 of 1000, the limit is 5 %"),
        (BrakeTally(attempted: 9, hardBounces: 9), nil),
        (BrakeTally(attempted: 1_000, complaints: 3), nil),
        (BrakeTally(attempted: 999, complaints: 3), "complaints: 3 of 999, the limit is 0.3 %"),
        (BrakeTally(attempted: 10, complaints: 2), nil),
        (BrakeTally(attempted: 400, unmade: 5), "messages that could not be made: 5 of 400, the limit is 1 %"),
        (BrakeTally(attempted: 500, unmade: 5), nil),
    ]

    @Test(arguments: tallies.indices)
    func `what goes wrong too often is told with its numbers`(index: Int) {
        #expect(BrakeRules.fault(of: Self.tallies[index].tally) == Self.tallies[index].fault)
    }

    private func look(_ story: LedgerStory) async throws -> [Hold] {
        try await story.store.write { db in try SendingBrake.look(in: db) }
    }

    /// Sends to so many new people, of whom nobody has had a message.
    private func send(_ count: Int, to domain: String, _ story: LedgerStory) async throws {
        for _ in 0..<count { try await story.owe(try await story.person("p\(story.nextID())@\(domain)")) }
        try await story.drain()
    }

    @Test(arguments: Backend.available)
    func `an origin whose messages bounce is held, and again only for what comes after its release`(
        backend: Backend
    ) async throws {
        let wire = ScriptedChannel { message in
            message.address.hasSuffix("@gone.example")
                ? .refused("550 5.1.1 no such user", address: true) : .accepted("250 Ok")
        }
        let story = try await LedgerStory(backend, wire: wire)
        try await send(9, to: "gone.example", story)
        #expect(try await look(story).isEmpty, "nine are the bad luck of a few")
        try await send(20, to: "here.example", story)
        try await send(1, to: "gone.example", story)
        let holds = try await look(story)
        #expect(holds.map(\.who) == ["guard: hard bounces: 10 of 30, the limit is 5 %"])
        let scope = try #require(holds.first?.scope)
        let waiting = try await story.owe(try await story.person("late@here.example"))
        try await story.drain()
        #expect(try await story.standing(waiting) == "pending(hold)")
        try await Holding.release(scope, in: story.store)
        try await story.drain()
        #expect(try await story.standing(waiting) == "sent")
        #expect(try await look(story).isEmpty, "they have seen those")
        story.clock.advance(by: .minutes(5))
        try await send(10, to: "gone.example", story)
        #expect(try await look(story).map(\.who) == ["guard: hard bounces: 10 of 10, the limit is 5 %"])
    }

    @Test(arguments: Backend.available)
    func `a message that cannot be made stops its origin before it is tried on everybody`(
        backend: Backend
    ) async throws {
        let story = try await LedgerStory(backend, wire: ScriptedChannel { _ in .unrenderable("nobody is no sender") })
        try await send(5, to: "b.example", story)
        let seen = try await look(story).map(\.who)
        #expect(seen == ["guard: messages that could not be made: 5 of 5, the limit is 1 %"])
        #expect(try await look(story).isEmpty, "it is held already")
    }

    @Test func `a look reads pieces of an index, never a day of sends`() async throws {
        let story = try await LedgerStory(.sqlite)
        let plans = try await story.store.read { db in
            try ([BrakeTable.faults(since: 5, limit: 3)] + BrakeTable.newest(since: 5, limit: 10)).map { sql in
                try db.rows("EXPLAIN QUERY PLAN \(fragment: sql)") { row in try row.get(3, String.self) }.joined()
            }
        }
        #expect(plans.allSatisfy { $0.contains("USING INDEX sends_state") || $0.contains("INDEX sends_state (") })
        #expect(!plans.contains { $0.contains("TEMP B-TREE") })
    }
}
