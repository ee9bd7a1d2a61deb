import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct SendActTests {
    /// A ledger with something of everything: sent, skipped, failed, uncertain, cancelled, held, scheduled, due, stale.
    private static func crowd(_ backend: Backend) async throws -> LedgerStory {
        let story = try await LedgerStory(backend)
        let (anna, bert) = (try await story.person("anna@b.example"), try await story.person("bert@b.example"))
        let silent = try await story.person("cleo@b.example", consent: nil)
        for _ in 0..<3 { try await story.owe(anna) }
        try await story.owe(silent)
        try await story.owe(bert, .transactional, step: "broken")
        try await story.drain()
        try await story.owe(bert, .transactional)
        try await story.owe(bert, .transactional)
        try await story.record(.lost("closed"), of: try await story.take())
        let gone = try await story.owe(bert, due: story.clock.now + .hours(2))
        _ = try await perform(.cancel, on: [gone], story)
        try await story.owe(bert, due: story.clock.now + .hours(1))
        try await story.owe(bert, notAfter: story.clock.now + .hours(30))
        try await story.store.write { db in _ = try Holding.hold(.channel(.email), by: "test", in: db) }
        try await story.owe(anna, .transactional)
        try await story.take()
        return story
    }

    private static func perform(_ act: SendAct, on ids: [SendID], _ story: LedgerStory) async throws -> Int {
        let moment = story.clock.now
        return try await story.store.write { db in
            try SendActs.perform(act, on: ids, by: "user:kim", at: moment, sink: { _, _ in }, in: db)
        }
    }

    private static func ids(
        _ act: SendAct,
        _ story: LedgerStory,
        _ filter: LedgerFilter = LedgerFilter()
    ) async throws -> [SendID] {
        try await story.store.read { db in
            let ids = try SendActs.ids(act, filter, through: SendActs.newest(in: db), in: db)
            #expect(Int64(ids.count) == (try SendActs.count(act, filter, through: SendActs.newest(in: db), in: db)))
            return ids
        }
    }

    @Test(arguments: Backend.available, SendAct.allCases)
    func `what is counted for an act is what it can be done to, and is done`(
        backend: Backend,
        act: SendAct
    ) async throws {
        let story = try await Self.crowd(backend)
        for hours in [0, 25] as [Int64] {
            story.clock.advance(by: .hours(hours))
            let now = story.clock.now
            let all = try await story.store.read { db in try LedgerTable.page(LedgerFilter(), limit: 99, in: db) }
            let said = all.filter { act.applies(to: $0, now: now) }.map(\.id).sorted()
            #expect(hours > 0 || !said.isEmpty)
            #expect(try await Self.ids(act, story) == said)
            #expect(try await Self.perform(act, on: said, story) == said.count)
            #expect(try await story.faults() == [])
        }
    }

    @Test(arguments: Backend.available)
    func `a cancel is taken back by the moment at which it was done`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let due = story.clock.now + .hours(1)
        var sends: [SendID] = []
        for _ in 0..<3 { sends.append(try await story.owe(anna, .transactional, due: due)) }
        let moment = story.clock.now
        #expect(try await Self.perform(.cancel, on: Array(sends.prefix(2)), story) == 2)
        story.clock.advance(by: .seconds(1))
        #expect(try await Self.perform(.cancel, on: [sends[2]], story) == 1)
        var filter = LedgerFilter()
        filter.finished = moment
        #expect(try await Self.ids(.restore, story, filter) == Array(sends.prefix(2)))
        #expect(try await Self.perform(.restore, on: sends, story) == 3)
        #expect(try await story.send(sends[0]).due == due)
        #expect(try await story.standing(sends[0]) == "pending")
        story.clock.advance(by: .hours(1))
        try await story.drain()
        #expect(try await story.standing(sends[2]) == "sent")
        #expect(try await story.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `what failed is asked of the gate once more, and goes only if it may`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example", consent: nil)
        let send = try await story.owe(anna)
        try await story.drain()
        #expect(try await story.standing(send) == "skipped(no_consent)")
        #expect(try await Self.perform(.retry, on: [send], story) == 1)
        try await story.drain()
        #expect(try await story.standing(send) == "skipped(no_consent)", "the gate has the last word")
        try await story.store.write { [clock = story.clock] db in
            var ids = IDGenerator()
            try Consents.state(
                .yes,
                channel: "email",
                of: .profile(anna),
                at: clock.now,
                source: "test",
                ids: &ids,
                in: db
            )
        }
        #expect(try await Self.perform(.retry, on: [send], story) == 1)
        try await story.drain()
        #expect(try await story.standing(send) == "sent")
        story.clock.advance(by: .hours(25))
        #expect(try await Self.ids(.retry, story).isEmpty)
        #expect(try await story.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `an uncertain message goes once more by a person's word, and never a third time`(
        backend: Backend
    ) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let send = try await story.owe(anna)
        try await story.record(.lost("closed"), of: try await story.take())
        #expect(try await Self.perform(.resend, on: [send], story) == 1)
        #expect(try await story.standing(send) == "pending(resend)")
        try await story.record(.lost("closed"), of: try await story.take())
        #expect(try await story.standing(send) == "uncertain(connection_lost)")
        #expect(try await Self.perform(.resend, on: [send], story) == 0)
        #expect(try await Self.perform(.markNotSent, on: [send], story) == 1)
        #expect(try await story.standing(send) == "failed(not_sent)")
        #expect(try await story.entry(send)?.events.last?.detail == "user:kim")
        #expect(try await story.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `each facet's number is the length of the list it leads to`(backend: Backend) async throws {
        let story = try await Self.crowd(backend)
        let (facets, lengths, all) = try await story.store.read { db in
            let facets = try LedgerTable.facets(LedgerFilter(), now: db.now, in: db)
            let lengths = try facets.map { facet in
                var filter = LedgerFilter()
                (filter.state, filter.reason, filter.phase) = (facet.state, facet.reason, facet.phase)
                filter.hasNoReason = facet.reason == nil
                return Int64(try LedgerTable.page(filter, limit: 99, in: db).count)
            }
            return (facets, lengths, try LedgerTable.page(LedgerFilter(), limit: 99, in: db).count)
        }
        #expect(facets.map(\.count) == lengths)
        #expect(lengths.reduce(0, +) == Int64(all))
        #expect(Set(facets.compactMap(\.phase)) == [.held, .scheduled])
    }
}
