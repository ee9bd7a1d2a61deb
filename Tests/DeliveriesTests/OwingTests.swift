import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct OwingTests {
    @Test(arguments: Backend.available)
    func `an obligation makes one send however often it is owed`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let owed = story.obligation(to: anna)
        var again = owed
        again.send = SendID(raw: story.nextID())
        let (first, second) = (owed, again)
        let made = try await story.store.write { db in try owe([first, second], in: db) }
        #expect(made == [owed.send])
        let repeated = try await story.store.write { db in try owe([second, first], in: db) }
        #expect(repeated.isEmpty)
        #expect(try await story.standing(owed.send) == "pending")
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `two transactions that owe the same at once make one send`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let template = story.obligation(to: anna)
        let rivals = (0..<8).map { _ in
            var rival = template
            rival.send = SendID(raw: story.nextID())
            return rival
        }
        let made = try await withThrowingTaskGroup(of: Int.self) { group in
            for rival in rivals {
                group.addTask { try await story.store.write { db in try owe([rival], in: db).count } }
            }
            return try await group.reduce(0, +)
        }
        #expect(made == 1)
        #expect(try await story.faults().isEmpty)
    }

    @Test func `keys of different things never meet`() {
        let keys: [ObligationKey] = [
            .journey(run: RunID(raw: 1), visit: 2), .journey(run: RunID(raw: 2), visit: 1),
            .campaign(occurrence: 1, profile: ProfileID(raw: 2)), .api(idempotencyKey: "ab", recipient: "c"),
            .api(idempotencyKey: "a", recipient: "bc"), .api(idempotencyKey: "", recipient: "abc"),
        ]
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.bytes.count == 16 })
    }

    @Test(arguments: Backend.available)
    func `a run that leaves takes back what nobody has taken, and what is taken goes`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let later = try await story.owe(anna, .transactional, due: story.clock.now + .hours(1))
        let now = try await story.owe(anna, .transactional)
        try await story.take()
        let moment = story.clock.now
        for id in [later, now] {
            _ = try await story.store.write { db in try cancelPending(of: RunID(raw: id.raw), now: moment, in: db) }
        }
        #expect(try await story.standing(later) == "cancelled(exited)")
        #expect(try await story.standing(now) == "handing")
    }

    @Test func `a lifetime follows from the lane unless the origin says otherwise`() async throws {
        #expect(Lane.transactional.lifetime == .hours(24))
        #expect(Lane.triggered.lifetime == .hours(24))
        #expect(Lane.batch.lifetime == .hours(72))
        #expect(Lane.codeLifetime == .minutes(10))
    }

    @Test(arguments: Backend.available)
    func `sends follow a merge, and go back where they were born when it is undone`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let (older, younger) = (try await story.person("a@b.example"), try await story.person("c@d.example"))
        let (hers, his) = (try await story.owe(older), try await story.owe(younger))
        try await story.store.write { db in try moveSends(from: younger, to: older, in: db) }
        #expect(try await story.send(his).profile == older)
        try await story.store.write { db in try moveSendsBack([younger], to: younger, from: older, in: db) }
        #expect(try await story.send(his).profile == younger)
        #expect(try await story.send(hers).profile == older)
    }
}
