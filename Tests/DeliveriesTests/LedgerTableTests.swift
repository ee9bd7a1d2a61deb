import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct LedgerTableTests {
    @Test(.row("ajo R3"), .row("campaign 214"), arguments: Backend.available)
    func `facets name every state and reason and sum to what was targeted`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        for _ in 0..<3 { try await story.owe(anna) }
        try await story.owe(anna, due: story.clock.now + .hours(1))
        try await story.drain()
        try await story.owe(anna)
        let facets = try await story.store.read { db in try LedgerTable.facets(LedgerFilter(), now: db.now, in: db) }
        let words = facets.map { facet in
            [facet.state.rawValue, facet.phase?.rawValue, facet.reason?.rawValue].compactMap(\.self).joined(
                separator: " "
            )
                + " \(facet.count)"
        }
        #expect(words == ["pending due 1", "pending scheduled 1", "sent 1", "skipped cap_day 2"])
        let steps = try await story.store.read { db in try LedgerTable.steps(of: .journey, 1, in: db) }
        #expect(steps.reduce(0) { $0 + $1.count } == 5)
        #expect(Set(steps.map(\.step)) == ["thanks"])
    }

    @Test(arguments: Backend.available)
    func `lists go by key, newest first, and every filter narrows`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let (anna, bert) = (try await story.person("anna@b.example"), try await story.person("bert@b.example"))
        var ids: [SendID] = []
        for index in 0..<7 { ids.append(try await story.owe(index % 2 == 0 ? anna : bert, .transactional)) }
        var all: [SendID] = []
        while true {
            let cursor = all.last
            let page = try await story.store.read { db in
                try LedgerTable.page(LedgerFilter(), before: cursor, limit: 3, in: db)
            }
            all += page.map(\.id)
            if page.count < 3 { break }
        }
        #expect(all == ids.reversed())
        try await story.drain()
        var filter = LedgerFilter()
        (filter.state, filter.profile, filter.channel, filter.lane) = (.sent, bert, .email, .triggered)
        (filter.address, filter.originKind, filter.origin, filter.step) = ("BERT@b.example", .journey, 1, "thanks")
        let narrow = filter
        let found = try await story.store.read { db in try LedgerTable.page(narrow, limit: 10, in: db) }
        #expect(found.map(\.profile) == [bert, bert, bert])
        let hers = try await story.store.read { db in try LedgerTable.sends(of: anna, limit: 10, in: db) }
        #expect(hers.count == 4)
    }

    @Test(arguments: Backend.available)
    func `what is to come is listed by its moment`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let later = try await story.owe(anna, due: story.clock.now + .hours(2))
        let sooner = try await story.owe(anna, due: story.clock.now + .hours(1))
        let upcoming = try await story.store.read { db in try LedgerTable.upcoming(LedgerFilter(), limit: 5, in: db) }
        #expect(upcoming.map(\.id) == [sooner, later])
        let due = try await story.store.read { db in try LedgerTable.nextDue(.email, in: db) }
        #expect(due == story.clock.now + .hours(1))
    }

    @Test(arguments: Backend.available)
    func `an erased person's rows stay and tell nothing`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let sent = try await story.owe(anna)
        try await story.drain()
        let pending = try await story.owe(anna)
        let moment = story.clock.now
        try await story.store.write { db in try pseudonymiseSends(of: anna, now: moment, in: db) }
        let entry = try #require(try await story.entry(sent))
        #expect(entry.send.standing == "sent")
        #expect(entry.send.address == "erased")
        #expect(entry.body == nil && entry.events.allSatisfy { $0.detail == nil })
        #expect(try await story.standing(pending) == "cancelled(no_person)")
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `old sends lose what they were made of and keep their rows, what is pending is passed over`(
        backend: Backend
    ) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let sent = try await story.owe(anna, .transactional)
        try await story.drain()
        let pending = try await story.owe(anna, .transactional, due: story.clock.now + .days(90))
        let contexts = "UPDATE sends SET context = '{\"n\":1}'" as SQL
        try await story.store.write { db in _ = try db.execute(contexts) }
        story.clock.advance(by: .days(40))
        let young = try await story.owe(anna, .transactional)
        try await story.drain()
        let last = try await story.store.write { db in
            try forgetSendDetails(after: SendID(raw: 0), bornBefore: db.now - .days(30), limit: 9, in: db)
        }
        #expect(last == pending)
        let entries = [
            try #require(try await story.entry(sent)), try #require(try await story.entry(pending)),
            try #require(try await story.entry(young)),
        ]
        #expect(entries.map(\.send.context) == ["{}", "{\"n\":1}", "{}"])
        #expect(entries.map { $0.body == nil } == [true, true, false])
        #expect(entries[0].events.allSatisfy { $0.detail == nil } && entries[0].send.standing == "sent")
        #expect(try await story.faults() == [])
    }

    @Test func `the hot questions are answered from an index`() async throws {
        let store = try await Backend.sqlite.freshStore(migrations: deliveryMigrations)
        let plans = try await store.read { db in
            try [
                SendTable.dueStatement(.email, .batch, now: db.now, limit: 9, db.dialect),
                "SELECT id FROM sends WHERE state = 'pending' ORDER BY due, id LIMIT 5",
                "SELECT id FROM sends WHERE state <> 'pending' AND state = 'sent' AND reason IS NULL AND id < 9 ORDER BY id DESC LIMIT 5",
                "SELECT state, reason, COUNT(*) FROM sends WHERE state <> 'pending' GROUP BY state, reason",
            ].map { (sql: SQL) in
                try db.rows("EXPLAIN QUERY PLAN \(fragment: sql)") { try $0.get(3, String.self) }.joined(
                    separator: "; "
                )
            }
        }
        #expect(
            plans == [
                "SEARCH sends USING INDEX sends_due (channel=? AND lane=? AND due<?)",
                "SCAN sends USING INDEX sends_upcoming",
                "SEARCH sends USING COVERING INDEX sends_state (state=? AND reason=? AND id<?)",
                "SCAN sends USING COVERING INDEX sends_state",
            ]
        )
    }
}
