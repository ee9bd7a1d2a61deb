import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct RecorderTests {
    @Test(.row("ajo M11"), .row("campaign 160"), arguments: Backend.available)
    func `a temporary failure is tried again, later each time, until the send expires`(backend: Backend) async throws {
        let story = try await LedgerStory(backend, wire: ScriptedChannel { _ in .postponed("451 4.3.0 Later") })
        let id = try await story.owe(try await story.person("anna@b.example"), notAfter: story.clock.now + .hours(2))
        try await story.drain()
        let first = try await story.send(id)
        #expect(first.standing == "pending(retry)")
        let delay = first.due - story.clock.now
        #expect(delay >= .seconds(48) && delay <= .seconds(72))
        story.clock.advance(by: .hours(3))
        try await story.drain()
        let last = try await story.send(id)
        #expect(last.standing == "expired(stale)")
        #expect((5...12).contains(last.machine.attempt), "attempts are bounded by the message's own expiry")
        #expect(try await story.entry(id)?.events.first { $0.state == .pending }?.detail == "451 4.3.0 Later")
        #expect(try await story.faults().isEmpty)
    }

    @Test(.row("ajo M12"), .row("ajo A15"), arguments: Backend.available)
    func `an address that does not exist is not used again by anyone`(backend: Backend) async throws {
        let story = try await LedgerStory(
            backend,
            wire: ScriptedChannel { _ in .refused("550 5.1.1 No such user", address: true) }
        )
        let anna = try await story.person("anna@b.example")
        let first = try await story.owe(anna, .transactional)
        try await story.drain()
        let second = try await story.owe(anna, .transactional)
        try await story.drain()
        #expect(try await story.standing(first) == "failed(rejected)")
        #expect(try await story.standing(second) == "skipped(suppressed)")
    }

    @Test(arguments: Backend.available)
    func `content that cannot be made fails and says why`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let missing = try await story.owe(anna, .transactional, step: "nowhere")
        try await story.drain()
        #expect(try await story.standing(missing) == "failed(render)")
        let detail = try await story.entry(missing)?.events.last?.detail
        #expect(detail?.contains("message.missing") == true)
    }

    @Test(arguments: Backend.available)
    func `nothing handed over means due again, and through the gate again`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let id = try await story.owe(anna)
        try await story.record(.late, of: try await story.take())
        #expect(try await story.standing(id) == "pending(late)")
        try await story.optOut(anna)
        try await story.drain()
        #expect(try await story.standing(id) == "skipped(opted_out)")
    }

    @Test(arguments: Backend.available)
    func `a lost reply is uncertain, counts as sent and is not sent again`(backend: Backend) async throws {
        let story = try await LedgerStory(backend, wire: ScriptedChannel { _ in .lost("message closed") })
        let anna = try await story.person("anna@b.example")
        let first = try await story.owe(anna)
        try await story.drain()
        let second = try await story.owe(anna)
        try await story.drain()
        #expect(try await story.standing(first) == "uncertain(connection_lost)")
        #expect(try await story.standing(second) == "skipped(cap_day)")
        #expect(story.wire.handed.count == 1)
    }

    static let evidence: [(Feedback.Kind, String)] = [
        (.seen, "sent"), (.delivered, "delivered"), (.bounced(.hardBounce), "bounced(hard_bounce)"),
    ]

    @Test(arguments: Backend.available, evidence)
    func `whatever bears the token resolves an uncertain send`(
        backend: Backend,
        evidence: (Feedback.Kind, String)
    ) async throws {
        let story = try await LedgerStory(backend)
        let id = try await story.owe(try await story.person("anna@b.example"))
        try await story.record(.lost("closed"), of: try await story.take())
        let feedback = Feedback(send: id, kind: evidence.0, moment: story.clock.now)
        _ = try await story.store.write { db in try apply([feedback, feedback], sink: { _, _ in }, in: db) }
        #expect(try await story.standing(id) == evidence.1)
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `an outcome counts for its own attempt and its own worker`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let id = try await story.owe(try await story.person("anna@b.example"), .transactional)
        let first = try await story.take()
        try await story.record(.notHandedOver("no connection"), of: first)
        story.clock.advance(by: .minutes(5))
        let second = try await story.take()
        try await story.record(.refused("550 old news", address: false), of: first)
        try await story.record(.refused("550 not mine", address: false), of: second, epoch: 77)
        #expect(try await story.standing(id) == "handing")
        try await story.record(.accepted("250 Ok"), of: second)
        #expect(try await story.standing(id) == "sent")
    }

    @Test(arguments: Backend.available)
    func `every settled send for which a run rests is told, in the transaction that settles it`(
        backend: Backend
    ) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let owed = (0..<2).map { _ in story.obligation(to: anna, tellsRun: true) }
        let ids = owed.map(\.send)
        _ = try await story.store.write { db in try owe(owed, in: db) }
        _ = try await story.store.write { db in try db.execute("CREATE TABLE told (send BIGINT, state TEXT)") }
        let sender = story.sender { triggers, db in
            for trigger in triggers {
                try db.execute("INSERT INTO told (send, state) VALUES (\(trigger.send), \(trigger.state.rawValue))")
            }
        }
        try await sender.start()
        try await sender.drain(until: story.clock.now)
        let told = try await story.store.read { db in
            try db.rows("SELECT state FROM told WHERE send IN \(many: ids) ORDER BY send") {
                try $0.get(0, String.self)
            }
        }
        #expect(told == ["sent", "skipped"])
    }
}
