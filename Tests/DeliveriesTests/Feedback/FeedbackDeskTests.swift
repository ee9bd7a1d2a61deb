import Mail
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct FeedbackDeskTests {
    private static let anna = "anna@b.example"

    @Test(.row("ajo M12"), .row("campaign 161"), arguments: Backend.available)
    func `a hard bounce ends the send and the address at once, and only once`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend)
        let person = try await story.ledger.person(Self.anna)
        let send = try await story.sent(to: person)
        let report = FeedbackStory.unknownUser("Anna@B.example")
        #expect(try await story.take(report, about: send) == .taken([.suppressed]))
        let listed = try #require(try await story.suppression(Self.anna))
        #expect(listed.category == .hardBounce && listed.source == "send:\(send)")
        #expect(listed.reason.contains("No such user"))
        #expect(try await story.ledger.standing(send) == "bounced(hard_bounce)")

        #expect(try await story.take(report, about: send) == .taken([.repeated]))
        #expect(try await story.suppression(Self.anna) == listed)
        let entry = try await story.ledger.entry(send)
        #expect(entry?.events.count { $0.state == .bounced } == 1)
        let later = try await story.sent(to: person)
        #expect(try await story.ledger.standing(later) == "skipped(suppressed)")
        #expect(story.counts == ["feedback.suppressed": 1, "feedback.repeated": 1])
        #expect(try await story.ledger.faults().isEmpty)
    }

    @Test(arguments: Backend.available, [FeedbackStory.unknownUser(anna), FeedbackStory.complaint(anna)])
    func `what a person has lifted is not listed again by the same report`(
        backend: Backend,
        report: [UInt8]
    ) async throws {
        let story = try await FeedbackStory(backend)
        let send = try await story.sent(to: try await story.ledger.person(Self.anna))
        _ = try await story.take(report, about: send)
        let lifted = try await story.ledger.store.write { db in
            let lift = SuppressionLift.administrator(name: "kim", reason: "they wrote to us")
            return try Suppressions.remove(channel: "email", address: Self.anna, by: lift, in: db)
        }
        #expect(lifted != nil)
        #expect(try await story.take(report, about: send) == .taken([.repeated]))
        #expect(try await story.suppression(Self.anna) == nil)
    }

    @Test(.row("ajo M16"), .row("campaign 163"), arguments: Backend.available)
    func `a complaint suppresses the address and says no for the person`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend)
        let person = try await story.ledger.person(Self.anna)
        let send = try await story.sent(to: person)
        #expect(try await story.take(FeedbackStory.complaint(Self.anna), about: send) == .taken([.complained]))
        #expect(try await story.suppression(Self.anna)?.category == .complaint)
        #expect(try await story.consent(of: person) == .no)
        #expect(try await story.ledger.standing(send) == "bounced(complaint)")
        #expect(try await story.take(FeedbackStory.complaint(Self.anna), about: send) == .taken([.repeated]))
        // A bounce that comes later does not make it weaker.
        #expect(try await story.take(FeedbackStory.unknownUser(Self.anna), about: send) == .taken([.repeated]))
        #expect(try await story.suppression(Self.anna)?.category == .complaint)
    }

    @Test(.row("campaign 164"), arguments: Backend.available)
    func `a mail to the unsubscribe address is a no, under whatever address it is written`(
        backend: Backend
    ) async throws {
        let story = try await FeedbackStory(backend)
        let person = try await story.ledger.person(Self.anna)
        let send = try await story.sent(to: person, .marketing)
        let mail = FeedbackStory.unsubscribe("anna.private@elsewhere.example")
        #expect(try await story.take(mail, about: send, name: "unsubscribe") == .taken([.optedOut]))
        #expect(try await story.consent(of: person) == .no)
        #expect(try await story.suppression(Self.anna) == nil, "it is no word about the address")
        #expect(try await story.ledger.standing(send) == "sent")
        #expect(try await story.take(mail, about: send, name: "unsubscribe") == .taken([.repeated]))
    }

    @Test(arguments: Backend.available)
    func `a bounce about somebody else is kept and changes nothing`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend)
        let send = try await story.sent(to: try await story.ledger.person(Self.anna))
        _ = try await story.ledger.person("boss@b.example")
        for report in [FeedbackStory.unknownUser("boss@b.example"), FeedbackStory.complaint("boss@b.example")] {
            #expect(try await story.take(report, about: send) == .taken([.mismatch]))
        }
        #expect(try await story.suppression("boss@b.example") == nil)
        #expect(try await story.suppression(Self.anna) == nil)
        #expect(try await story.ledger.standing(send) == "sent")
        let kept = try await story.records(FeedbackFilter(deed: .mismatch))
        #expect(kept.map(\.recipient) == ["boss@b.example", "boss@b.example"] && kept[0].send == send)
        #expect(story.counts == ["feedback.mismatch": 2])
    }

    @Test(arguments: Backend.available)
    func `a token that we did not sign changes nothing`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend)
        let send = try await story.sent(to: try await story.ledger.person(Self.anna))
        let forged = SendToken(send, .message, secret: Array("another secret".utf8))
        let other = SendToken(send, .unsubscribe, secret: LedgerStory.secret)
        for token in [forged, other] {
            let address = "bounces+\(token)@bounce.shop.example"
            let report = FeedbackReport(reading: FeedbackStory.unknownUser(Self.anna), arrivedAt: [address])
            #expect(report.addressToken == token.description)
            #expect(try await story.desk.take(report) == .taken([.unknown]))
        }
        #expect(try await story.suppression(Self.anna) == nil)
        #expect(try await story.ledger.standing(send) == "sent")
        let kept = try await story.records()
        #expect(kept.map(\.deed) == [.unknown, .unknown] && kept[0].send == nil && kept[0].kind == .hard)
    }

    @Test(.row("campaign 162"), arguments: Backend.available)
    func `soft bounces a day apart quarantine the address at the number chosen`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend, policy: SendingPolicy(mode: .live, quarantineErrors: 3))
        let person = try await story.ledger.person(Self.anna)
        var deeds: [FeedbackDeed] = []
        for hours in [0, 1, 24, 24] as [Int64] {
            story.ledger.clock.advance(by: .hours(hours))
            let send = try await story.sent(to: person)
            guard case .taken(let done) = try await story.take(FeedbackStory.fullMailbox(Self.anna), about: send)
            else { continue }
            deeds += done
            #expect(try await story.ledger.standing(send) == "bounced(soft_bounce)")
        }
        #expect(deeds == [.counted, .bounced, .counted, .quarantined])
        let listed = try #require(try await story.suppression(Self.anna))
        #expect(listed.category == .softBounce && listed.reason.hasPrefix("3 errors; the last: "))
    }

    @Test(arguments: Backend.available)
    func `the same soft bounce counts once, whenever it comes again`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend, policy: SendingPolicy(mode: .live, quarantineErrors: 2))
        let send = try await story.sent(to: try await story.ledger.person(Self.anna))
        #expect(try await story.take(FeedbackStory.fullMailbox(Self.anna), about: send) == .taken([.counted]))
        story.ledger.clock.advance(by: .hours(48))
        #expect(try await story.take(FeedbackStory.fullMailbox(Self.anna), about: send) == .taken([.repeated]))
        #expect(try await story.suppression(Self.anna) == nil)
    }

    @Test(.row("campaign 167"), arguments: Backend.available)
    func `a confirmed delivery ends the count`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend, policy: SendingPolicy(mode: .live, quarantineErrors: 2))
        let person = try await story.ledger.person(Self.anna)
        let delivered = FeedbackStory.report("delivered", "2.0.0", Self.anna, "250 2.0.0 Ok")
        var deeds: [FeedbackDesk.Receipt] = []
        for report in [FeedbackStory.fullMailbox(Self.anna), delivered, FeedbackStory.fullMailbox(Self.anna)] {
            let send = try await story.sent(to: person)
            deeds.append(try await story.take(report, about: send))
            story.ledger.clock.advance(by: .hours(30))
        }
        #expect(deeds == [.taken([.counted]), .taken([.delivered]), .taken([.counted])])
        #expect(try await story.suppression(Self.anna) == nil)
    }

    @Test(.row("campaign 161"), arguments: Backend.available)
    func `what says nothing about the address counts nothing`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend)
        let person = try await story.ledger.person(Self.anna)
        let reports: [([UInt8], FeedbackDeed, String)] = [
            (FeedbackStory.report("failed", "5.7.1", Self.anna, "550 blocked as spam"), .bounced, "bounced(returned)"),
            (FeedbackStory.report("delayed", "4.4.1", Self.anna, "timed out"), .noted, "sent"),
            (FeedbackStory.vacation(Self.anna), .noted, "sent"),
        ]
        for (report, deed, standing) in reports {
            let send = try await story.sent(to: person)
            #expect(try await story.take(report, about: send) == .taken([deed]))
            #expect(try await story.ledger.standing(send) == standing)
        }
        #expect(try await story.suppression(Self.anna) == nil)
    }

    @Test(arguments: Backend.available)
    func `a report that overtakes the record of its hand-over is asked to come again`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend)
        let send = try await story.ledger.owe(try await story.ledger.person(Self.anna), .transactional)
        let taken = try await story.ledger.take()
        let report = FeedbackStory.unknownUser(Self.anna)
        #expect(try await story.take(report, about: send) == .tooEarly)
        #expect(try await story.records().isEmpty)
        try await story.ledger.record(.lost("closed"), of: taken)
        #expect(try await story.take(report, about: send) == .taken([.suppressed]))
        #expect(try await story.ledger.standing(send) == "bounced(hard_bounce)")
    }

    @Test(arguments: Backend.available)
    func `lines of one send are bounded, and go with it`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend)
        let person = try await story.ledger.person(Self.anna)
        let send = try await story.sent(to: person)
        for _ in 0..<FeedbackTable.perSend + 5 {
            _ = try await story.take(FeedbackStory.vacation(Self.anna), about: send)
        }
        #expect(try await story.records().count == FeedbackTable.perSend)
        #expect(story.counts["feedback.noted"] == Int64(FeedbackTable.perSend + 5))
        _ = try await story.desk.take(FeedbackReport(), from: Self.anna)
        let now = story.ledger.clock.now
        try await story.ledger.store.write { db in try pseudonymiseSends(of: person, now: now, in: db) }
        let kept = try await story.records()
        #expect(kept.count == FeedbackTable.perSend, "the line without a send named them, and is gone")
        #expect(kept.allSatisfy { $0.recipient == nil && $0.detail == nil })
    }

    @Test(.row("ajo M12"), arguments: Backend.available)
    func `a full mailbox at hand-over counts once the message expires of it`(backend: Backend) async throws {
        let wire = ScriptedChannel { _ in .postponed("452 4.2.2 Mailbox full", address: true) }
        let policy = SendingPolicy(mode: .live, quarantineErrors: 1)
        let story = try await LedgerStory(backend, policy: policy, wire: wire)
        let id = try await story.owe(try await story.person(Self.anna), notAfter: story.clock.now + .minutes(4))
        var suppressed: [Suppression?] = []
        for _ in 0..<4 {
            try await story.drain()
            suppressed.append(
                try await story.store.read { db in
                    try Suppressions.lookup(many: [Self.anna], channel: "email", in: db)[Self.anna]
                }
            )
            story.clock.advance(by: .minutes(2))
        }
        #expect(suppressed[0] == nil, "the first refusal is no failure yet")
        #expect(suppressed.last??.category == .softBounce)
        #expect(try await story.standing(id) == "expired(stale)")
    }

    @Test(.row("ajo M12"), arguments: Backend.available)
    func `a mailbox that refuses for good because it is full has failed once`(backend: Backend) async throws {
        let wire = ScriptedChannel { _ in .refused("552 5.2.2 Mailbox full", address: true, forNow: true) }
        let story = try await LedgerStory(
            backend,
            policy: SendingPolicy(mode: .live, quarantineErrors: 2),
            wire: wire
        )
        let person = try await story.person(Self.anna)
        var standings: [String] = []
        for _ in 0..<3 {
            let id = try await story.owe(person, .transactional)
            try await story.drain()
            standings.append(try await story.standing(id))
            story.clock.advance(by: .hours(24))
        }
        #expect(standings == ["failed(rejected)", "failed(rejected)", "skipped(suppressed)"])
    }
}
