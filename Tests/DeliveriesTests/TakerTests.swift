import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct TakerTests {
    @Test(.row("ajo F6", .better), arguments: Backend.available)
    func `several sends of one person in one take see each other`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let bert = try await story.person("bert@b.example")
        let second = try await story.owe(anna, due: story.clock.now - .minutes(1))
        let first = try await story.owe(anna, due: story.clock.now - .minutes(2))
        let receipt = try await story.owe(anna, .transactional)
        let other = try await story.owe(bert)
        try await story.drain()
        #expect(try await story.standing(first) == "sent", "the order is by due, then id")
        #expect(try await story.standing(second) == "skipped(cap_day)")
        #expect(try await story.standing(receipt) == "sent")
        #expect(try await story.standing(other) == "sent")
        #expect(try await story.faults().isEmpty)
    }

    @Test(.row("ajo W8"), arguments: Backend.available)
    func `the cap of a day ends at midnight in the person's zone`(backend: Backend) async throws {
        // 22:00 in Stockholm, 07:00 in Sydney.
        let clock = TestClock(CivilTime(year: 2026, month: 6, day: 1, hour: 20).utcMoment)
        let story = try await LedgerStory(backend, clock: clock)
        let anna = try await story.person("anna@b.example", zone: "Europe/Stockholm")
        let sid = try await story.person("sid@b.example", zone: "Australia/Sydney")
        for person in [anna, sid] { try await story.owe(person) }
        try await story.drain()
        clock.advance(by: .hours(3))
        let (annas, sids) = (try await story.owe(anna), try await story.owe(sid))
        try await story.drain()
        #expect(try await story.standing(annas) == "sent")
        #expect(try await story.standing(sids) == "skipped(cap_day)")
    }

    @Test(.row("ajo F5"), .row("campaign 149"), arguments: Backend.available)
    func `no more than three in seven days, and then again`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        var standings: [String] = []
        for _ in 0..<8 {
            let id = try await story.owe(anna)
            try await story.drain()
            standings.append(try await story.standing(id))
            story.clock.advance(by: .days(1))
        }
        let skipped = "skipped(cap_week)"
        #expect(standings == ["sent", "sent", "sent", skipped, skipped, skipped, skipped, "sent"])
    }

    @Test(arguments: Backend.available)
    func `a cap is given back by a failure`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let broken = try await story.owe(anna)
        try await story.record(.refused("550 5.7.1 No", address: false), of: try await story.take())
        let next = try await story.owe(anna)
        try await story.drain()
        #expect(try await story.standing(broken) == "failed(rejected)")
        #expect(try await story.standing(next) == "sent")
    }

    @Test(arguments: Backend.available)
    func `consent and suppression are read in the take`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let bert = try await story.person("Bert@B.example")
        let silent = try await story.person("silent@b.example", consent: nil)
        let sends = [try await story.owe(anna), try await story.owe(bert), try await story.owe(silent)]
        try await story.optOut(anna)
        let moment = story.clock.now
        _ = try await story.store.write { db in
            try Suppressions.add(
                Suppression(
                    channel: "email",
                    address: "bert@b.example",
                    category: .complaint,
                    reason: "spam",
                    source: "test",
                    since: moment
                ),
                in: db
            )
        }
        try await story.drain()
        #expect(try await story.standing(sends[0]) == "skipped(opted_out)")
        #expect(try await story.standing(sends[1]) == "skipped(suppressed)")
        #expect(try await story.standing(sends[2]) == "skipped(no_consent)")
        #expect(story.wire.handed.isEmpty)
    }

    @Test(.row("ajo T16"), arguments: Backend.available)
    func `a new sandbox makes and keeps everything and sends nothing`(backend: Backend) async throws {
        let story = try await LedgerStory(backend, policy: SendingPolicy())
        let anna = try await story.person("anna@b.example")
        let id = try await story.owe(anna)
        try await story.drain()
        #expect(try await story.standing(id) == "skipped(captured)")
        #expect(story.wire.handed.isEmpty)
        let body = try #require(try await story.entry(id)?.body)
        #expect(String(decoding: body.bytes, as: UTF8.self).hasPrefix("<p>For anna@b.example</p>"))
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `a hold keeps what it covers until its release, and drops what expired meanwhile`(
        backend: Backend
    ) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let short = try await story.owe(anna, .transactional, notAfter: story.clock.now + .minutes(10))
        let long = try await story.owe(anna, .transactional)
        _ = try await story.store.write { db in try Holding.hold(.channel(.email), by: "anna", in: db) }
        try await story.drain()
        #expect(try await story.standing(short) == "pending(hold)")
        #expect(try await story.send(long).phase(at: story.clock.now) == .held)
        story.clock.advance(by: .hours(1))
        try await story.drain()
        #expect(try await story.standing(long) == "pending(hold)")
        #expect(try await Holding.release(.channel(.email), in: story.store) == 2)
        try await story.drain()
        #expect(try await story.standing(short) == "expired(stale)")
        #expect(try await story.standing(long) == "sent")
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `a release leaves alone what another hold keeps`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let id = try await story.owe(try await story.person("anna@b.example"))
        try await story.store.write { db in
            for scope in [HoldScope.all, .origin(.journey, id: 1)] { try Holding.hold(scope, by: "anna", in: db) }
        }
        try await story.drain()
        #expect(try await Holding.release(.all, in: story.store) == 0)
        #expect(try await Holding.release(.origin(.journey, id: 1), in: story.store) == 1)
        try await story.drain()
        #expect(try await story.standing(id) == "sent")
    }

    @Test(arguments: Backend.available)
    func `what an interrupted release left held goes when a sender starts`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let id = try await story.owe(try await story.person("anna@b.example"))
        try await story.store.write { db in
            _ = try Holding.hold(.all, by: "anna", in: db)
            _ = try Holding.hold(.origin(.journey, id: 1), .paused, by: "anna", in: db)
        }
        try await story.drain()
        #expect(try await story.standing(id) == "pending(hold)")
        try await story.store.write { db in try Holding.lift(.all, .hold, in: db) }
        try await story.sender().start()
        #expect(try await story.standing(id) == "pending(paused)", "its journey keeps it still")
        try await story.store.write { db in try Holding.lift(.origin(.journey, id: 1), .paused, in: db) }
        try await story.drain()
        #expect(try await story.standing(id) == "sent")
        #expect(try await story.faults() == [])
    }

    @Test(.row("ajo F9"), .row("ajo L20"), .row("ajo W9"), arguments: Backend.available)
    func `quiet hours hold a send until they end in the person's zone`(backend: Backend) async throws {
        // 23:00 in Stockholm in summer.
        let clock = TestClock(CivilTime(year: 2026, month: 6, day: 1, hour: 21).utcMoment)
        let policy = SendingPolicy(mode: .live, quietHours: QuietHours(text: "21:00-08:00"))
        let story = try await LedgerStory(backend, clock: clock, policy: policy)
        let anna = try await story.person("anna@b.example", zone: "Europe/Stockholm")
        let id = try await story.owe(anna)
        try await story.drain()
        #expect(try await story.standing(id) == "pending(quiet_hours)")
        #expect(try await story.send(id).due == CivilTime(year: 2026, month: 6, day: 2, hour: 6).utcMoment)
        clock.advance(by: .hours(9))
        try await story.drain()
        #expect(try await story.standing(id) == "sent")
    }

    @Test(.row("campaign 132"), arguments: Backend.available)
    func `past its last moment a send expires`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let id = try await story.owe(try await story.person("anna@b.example"), .transactional)
        story.clock.advance(by: .hours(24) + .milliseconds(1))
        let taken = try await story.take()
        #expect(taken.isEmpty)
        #expect(try await story.standing(id) == "expired(stale)")
    }

    @Test(.row("campaign 202"), arguments: Backend.available)
    func `a campaign does not keep a receipt waiting`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        for _ in 0..<20 { try await story.owe(anna, lane: .batch, .transactional, due: story.clock.now - .hours(1)) }
        let receipt = try await story.owe(anna, lane: .transactional, .transactional)
        let taken = try await story.take(limit: 4)
        #expect(taken.contains { $0.id == receipt })
        #expect(taken.count == 4)
    }

    @Test(.enabled(if: Backend.available.contains(.postgres)))
    func `two workers never take the same send`() async throws {
        let story = try await LedgerStory(.postgres)
        var owed: [Obligation] = []
        for number in 0..<20 {
            let person = try await story.person("p\(number)@b.example")
            owed += (0..<5).map { _ in story.obligation(to: person, .transactional) }
        }
        let all = owed
        _ = try await story.store.write { db in try owe(all, in: db) }
        let taken = try await withThrowingTaskGroup(of: [SendID].self) { group in
            for epoch in 1...2 as ClosedRange<Int64> {
                group.addTask {
                    var mine: [SendID] = []
                    for _ in 0..<40 { mine += try await story.take(limit: 5, epoch: epoch).map(\.id) }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 100)
        #expect(Set(taken).count == 100)
        #expect(try await story.faults().isEmpty)
    }
}
