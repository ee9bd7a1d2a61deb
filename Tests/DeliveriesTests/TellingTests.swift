import Content
import Logging
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

/// Who is told what became of their sends, and what is held rather than skipped.
@Suite struct TellingTests {
    /// What a sink was told, kept in a table of its own so that a rolled back transaction has told nothing.
    private static func tell(_ settled: [OutcomeTrigger], in db: Transaction) throws {
        for trigger in settled {
            let text = trigger.reason.map { "\(trigger.state.rawValue)(\($0.rawValue))" } ?? trigger.state.rawValue
            try db.execute("INSERT INTO told (send, text) VALUES (\(trigger.send), \(text))")
        }
    }

    private static func story(_ backend: Backend) async throws -> LedgerStory {
        let story = try await LedgerStory(backend)
        try await story.store.write { db in _ = try db.execute("CREATE TABLE told (send BIGINT, text TEXT)") }
        return story
    }

    private func told(_ story: LedgerStory) async throws -> [String] {
        try await story.store.read { db in try db.rows("SELECT text FROM told ORDER BY send") { row in try row.get(0) }
        }
    }

    private func drain(_ story: LedgerStory) async throws {
        let sender = story.sender(sink: Self.tell)
        try await sender.start()
        try await sender.drain(until: story.clock.now)
        try await sender.stop()
    }

    @Test(arguments: Backend.available)
    func `only runs that rest for their sends are told what became of them`(backend: Backend) async throws {
        let story = try await Self.story(backend)
        let ada = try await story.person("ada@b.example")
        let bob = try await story.person("bob@b.example", consent: .no)
        let owed = [
            story.obligation(to: ada, tellsRun: true), story.obligation(to: bob, tellsRun: true),
            story.obligation(to: ada, .transactional),
            story.obligation(to: ada, .transactional, step: "missing", tellsRun: true),
        ]
        _ = try await story.store.write { db in try owe(owed, in: db) }
        try await drain(story)
        #expect(try await told(story) == ["sent", "skipped(opted_out)", "failed(render)"])
    }

    @Test(arguments: Backend.available)
    func `whoever is told is nudged after the commit`(backend: Backend) async throws {
        let story = try await Self.story(backend)
        let ada = try await story.person("ada@b.example")
        let nudge = Nudge()
        let sender = Sender(
            store: story.store,
            channel: story.wire,
            library: MessageLibrary(),
            links: LinkMaker(base: "https://shop.example", secret: LedgerStory.secret),
            clock: story.clock.source,
            epoch: 1,
            isOnlyProcess: true,
            learners: nudge,
            sink: Self.tell,
            logger: Logger(label: "test")
        )
        try await sender.start()
        let owed = [story.obligation(to: ada, tellsRun: true)]
        _ = try await story.store.write { db in try owe(owed, in: db) }
        try await sender.drain(until: story.clock.now)
        let began = ContinuousClock.now
        await nudge.wait(atMost: .seconds(30))
        #expect(ContinuousClock.now - began < .seconds(20))
    }

    @Test(arguments: Backend.available)
    func `a capped message with patience is held until its day begins, then goes`(backend: Backend) async throws {
        let story = try await Self.story(backend)
        let ada = try await story.person("ada@b.example", zone: "Asia/Tokyo")
        try await story.owe(ada)
        let patient = story.obligation(to: ada, tellsRun: true, patientUntil: story.clock.now + .days(2))
        let impatient = story.obligation(to: ada, tellsRun: true)
        _ = try await story.store.write { db in try owe([patient, impatient], in: db) }
        try await drain(story)
        let held = try await story.send(patient.send)
        #expect(held.standing == "pending(cap_day)")
        #expect(held.phase(at: story.clock.now) == .held)
        // The test's clock begins at noon in UTC: nine hours ahead in Tokyo.
        let midnight = (Zone("Asia/Tokyo") ?? .utc).civil(at: held.due)
        #expect((midnight.hour, midnight.minute, midnight.second, midnight.millisecond) == (0, 0, 0, 0))
        #expect(held.due > story.clock.now && held.due <= story.clock.now + .days(1))
        #expect(try await told(story) == ["skipped(cap_day)"])
        story.clock.advance(by: .days(1))
        try await drain(story)
        #expect(try await story.standing(patient.send) == "sent")
        #expect(try await told(story) == ["sent", "skipped(cap_day)"])
        #expect(try await story.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `silence about consent is asked again every hour, and skipped when patience ends`(
        backend: Backend
    ) async throws {
        let story = try await Self.story(backend)
        let (ada, bob) = (
            try await story.person("ada@b.example", consent: nil), try await story.person("bob@b.example", consent: nil)
        )
        let end = story.clock.now + .minutes(150)
        let owed = [ada, bob].map { story.obligation(to: $0, tellsRun: true, patientUntil: end) }
        _ = try await story.store.write { db in try owe(owed, in: db) }
        try await drain(story)
        #expect(try await story.send(owed[0].send).due == story.clock.now + .hours(1))
        story.clock.advance(by: .hours(1))
        try await story.store.write { [clock = story.clock] db in
            var ids = IDGenerator()
            _ = try Consents.state(
                .yes,
                channel: "email",
                of: .profile(bob),
                at: clock.now,
                source: "test",
                ids: &ids,
                in: db
            )
        }
        try await drain(story)
        #expect(try await told(story) == ["sent"])
        story.clock.advance(by: .hours(1))
        try await drain(story)
        #expect(try await story.send(owed[0].send).due == end, "never beyond its patience")
        story.clock.set(end)
        try await drain(story)
        #expect(try await story.standing(owed[0].send) == "skipped(no_consent)")
        #expect(try await told(story) == ["skipped(no_consent)", "sent"])
        #expect(try await story.faults() == [])
    }

    @Test func `the week's cap opens when its oldest message is seven days old`() {
        var candidate = GateTests.candidate(notAfter: GateTests.now + .days(9))
        candidate.send.patientUntil = GateTests.now + .days(8)
        let reserved = [-6, -5, -4].map { GateTests.now + .days($0) }
        let opening = GateTests.now + .days(1)
        #expect(GateTests.decide(candidate, reserved: reserved) == .hold(until: opening, .capWeek))
        let later = GateTests.decide(candidate, reserved: reserved, at: opening)
        #expect(later == .take(now: opening, reserves: true, keeping: nil))
    }
}
