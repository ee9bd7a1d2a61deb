import Deliveries
import Glibc
import Store
import TestKit
import Testing
import Vocabulary

@testable import Campaigns

/// However often a call is repeated, whoever repeats it and whatever dies meanwhile: one message.
@Suite struct IdempotencyTests {
    @Test(.row("ajo K11", .better), arguments: Backend.available)
    func `a repeated call gets the first answer and owes nothing new`(backend: Backend) async throws {
        let story = try await CallStory(backend)
        let first = try await story.executions.execute(CallStory.call("k"), of: "order-receipt")
        try await story.publish(CallStory.definition(#""description": "newer","#))
        let again = try await story.executions.execute(CallStory.call("k"), of: first.execution.campaign.description)
        #expect(!first.isRepeated && again.isRepeated)
        #expect(again.execution == first.execution)
        #expect(try await story.count("sends") == 1)
        #expect(try await story.store.read { db in try LedgerCheck.faults(in: db) }.isEmpty)
    }

    @Test(arguments: Backend.available)
    func `the same key with another call is refused, blanks and order of members make no other call`(
        backend: Backend
    ) async throws {
        let story = try await CallStory(backend)
        let body: AttributeValue = ["a": 1, "b": ["c": 2, "d": [3]]]
        let first = try await story.send(CallStory.call("k", body: body))
        let sameBody: AttributeValue = ["b": ["d": [3], "c": 2], "a": 1]
        #expect(try await story.send(CallStory.call("k", body: sameBody)) == first)
        await #expect(throws: CampaignError.keyReused("k")) {
            try await story.send(CallStory.call("k", body: ["a": 2]))
        }
        #expect(try await story.send(CallStory.call("other", body: body)) != first)
        #expect(try await story.count("sends") == 2)
    }

    @Test(arguments: Backend.available)
    func `of 64 calls with one key at once one is taken`(backend: Backend) async throws {
        let story = try await CallStory(backend)
        let outcomes = await Self.callTogether(64) { _ in
            try await story.executions.execute(CallStory.call("k"), of: "order-receipt")
        }
        #expect(outcomes.filter { (try? $0.get())?.isRepeated == false }.count == 1)
        for case .failure(let error) in outcomes { #expect(error as? CampaignError == .underWay("k")) }
        #expect(try await story.count("sends") == 1)
        #expect(try await story.count("executions") == 1)
    }

    @Test(arguments: Backend.available)
    func `of 64 processes with one key at once one takes it, and all give its answer`(backend: Backend) async throws {
        let story = try await CallStory(backend)
        let outcomes = await Self.callTogether(64) { number in
            let process = Executions(store: story.store, shard: 100 + Int64(number)) {}
            return try await process.execute(CallStory.call("k"), of: "order-receipt")
        }
        let taken = try outcomes.map { try $0.get() }
        #expect(taken.filter { !$0.isRepeated }.count == 1)
        #expect(Set(taken.map(\.execution)).count == 1)
        #expect(try await story.count("sends") == 1)
    }

    private static func callTogether(
        _ count: Int,
        _ call: @escaping @Sendable (Int) async throws -> Executions.Taken
    ) async -> [Result<Executions.Taken, any Error>] {
        await withTaskGroup(of: Result<Executions.Taken, any Error>.self) { group in
            for number in 0..<count {
                group.addTask {
                    do { return .success(try await call(number)) } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test(arguments: Backend.available)
    func `a key is free again after 7 days, and old calls are forgotten piece by piece`(backend: Backend) async throws {
        let story = try await CallStory(backend)
        let first = try await story.send(CallStory.call("k"))
        for number in 0..<30 { _ = try await story.send(CallStory.call("old \(number)")) }
        story.clock.advance(by: .days(7) - .milliseconds(1))
        #expect(try await story.send(CallStory.call("k")) == first)
        story.clock.advance(by: .milliseconds(1))
        #expect(try await story.send(CallStory.call("old 29")) != first)
        #expect(try await story.count("executions") == 11, "20 went, and the key's own")
        #expect(try await story.send(CallStory.call("k")) != first)
        #expect(try await story.count("executions") == 2)
        #expect(try await story.count("sends") == 33)
        #expect(try await story.store.read { db in try LedgerCheck.faults(in: db) }.isEmpty)
    }

    @Test(arguments: Backend.available, ["execute.before-commit", "execute.after-commit"])
    func `a kill before the answer leaves all of a call or nothing`(backend: Backend, place: String) async throws {
        let name = backend == .sqlite ? "../sojourn-call-\(Backend.freshName())" : "call_\(Backend.freshName())"
        let clock = TestClock()
        let story = CallStory(try backend.open(name: name, clock: clock), clock: clock)
        try await story.store.migrate(CallStory.migrations)
        try await story.publish(CallStory.definition())
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [backend = backend.rawValue as String, name = name as String, place = place as String] in
            setenv("SOJOURN_FAILPOINT", place, 1)
            guard let backend = Backend(rawValue: backend) else { return }
            let clock = TestClock()
            let dying = CallStory(try backend.open(name: name, clock: clock), clock: clock, shard: 21)
            _ = try await dying.send(CallStory.call("k"))
        }
        #expect(try await story.count("sends") == (place.hasPrefix("execute.before") ? 0 : 1))
        let again = try await story.executions.execute(CallStory.call("k"), of: "order-receipt")
        #expect(again.isRepeated == place.hasPrefix("execute.after"))
        #expect(try await story.count("sends") == 1)
    }
}
