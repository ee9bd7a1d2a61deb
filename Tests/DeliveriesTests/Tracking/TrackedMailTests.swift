import Content
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct TrackedMailTests {
    private static let links = LinkMaker(base: "https://shop.example", secret: LedgerStory.secret)

    /// The HTML that was handed over for one send of `html`.
    private static func mail(_ story: LedgerStory, _ html: String) async throws -> (id: SendID, html: String) {
        try await story.store.write { db in
            let message = Message(subject: "s", html: html, from: "Shop <shop@shop.example>")
            try MessageTable.save([MessageKey(origin: 1, version: 1, step: "links"): message], in: db)
        }
        let id = try await story.owe(try await story.person("anna@b.example"), step: "links")
        try await story.drain()
        let handed = try #require(story.wire.handed.last)
        return (id, String(decoding: handed.content.html, as: UTF8.self))
    }

    private static func token(_ html: String, after start: String) throws -> String {
        let rest = try #require(html.split(separator: start, maxSplits: 1).last)
        return String(rest.prefix { $0 != "\"" && $0 != "." })
    }

    @Test(.row("ajo M10"), .row("campaign 187"), arguments: Backend.available)
    func `what is handed over leads over us, for this person's values and this send`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let html =
            #"<a href="https://a.example/?n={{profile.firstName}}&amp;m=1">x</a> <a href="{{links.unsubscribe}}">y</a>"#
        let (id, sent) = try await Self.mail(story, html)
        let click = try #require(Self.links.click(try Self.token(sent, after: "/t/c/")))
        #expect(click.send == id && click.link == 0)
        #expect(click.target.description == "https://a.example/?n=Anna&m=1")
        #expect(click.expires > story.clock.now + LinkMaker.standardLifetime)
        #expect(Self.links.send(try Self.token(sent, after: "/t/o/"), .open) == id)
        #expect(sent.contains(#"<a href="https://shop.example/t/u/"#))
        let trap = try #require(
            Self.links.click(try Self.token(String(sent.split(separator: "/t/u/")[1]), after: "/t/c/"))
        )
        #expect(trap.link == Click.trap)
    }

    @Test(.row("campaign 193"), arguments: Backend.available)
    func `the mail that asks after a complaint goes, and no other`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let first = try await story.owe(anna)
        try await story.drain()
        try await story.store.write { db in
            let complaint = Suppression(
                channel: "email",
                address: "anna@b.example",
                category: .complaint,
                reason: "abuse",
                source: "feedback",
                since: db.now
            )
            _ = try Suppressions.add(complaint, in: db)
            let send = try #require(try LedgerTable.send(first, in: db))
            for _ in 0..<2 { #expect(try OptIn.ask(after: send, in: db) == .asked) }
        }
        let receipt = try await story.owe(anna, .transactional)
        try await story.drain()
        #expect(try await story.standing(receipt) == "skipped(suppressed)")
        let asking = story.wire.handed.filter { $0.content.subject.hasPrefix("Please confirm") }
        #expect(asking.count == 1)
        #expect(asking.first?.content.from == "Shop <shop@shop.example>")
        #expect(asking.first.map { String(decoding: $0.content.html, as: UTF8.self).contains("/t/s/") } == true)
        #expect(try await story.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `the link of that mail is good for a week`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let send = try await story.send(try await story.owe(try await story.person("anna@b.example")))
        #expect(!OptIn.isOpen(send, at: story.clock.now), "any other mail's is good for nothing")
        var asking = send
        asking.origin = .optIn
        #expect(OptIn.isOpen(asking, at: story.clock.now + .days(6)))
        #expect(!OptIn.isOpen(asking, at: story.clock.now + .days(8)))
    }

    @Test func `choices become statements that hold whatever was said before`() {
        let now = CivilTime(year: 2026, month: 3, day: 1).utcMoment
        let (email, news) = (ConsentScope(channel: "email"), ConsentScope(channel: "email", topic: "news"))
        let ahead = now + .minutes(5)
        let said = Consents([email: ConsentStatement(.yes, moment: ahead, source: "t")])
        func statements(_ wanted: Set<ConsentScope>, _ consents: Consents) -> [String] {
            let shown = [email, news].map { Preferences.Choice(scope: $0, isOn: true) }
            var after = consents
            for (scope, choice, moment) in Preferences.statements(shown, wanted, consents, .deny, now: now) {
                after.state(ConsentStatement(choice, moment: moment, source: "t"), on: scope)
            }
            return [email, news].map { after.answer(channel: "email", topic: $0.topic, defaults: .deny).rawValue }
        }
        #expect(statements([], said) == ["no", "no"])
        #expect(statements([news], said) == ["no", "yes"])
        #expect(statements([email], said) == ["yes", "no"])
        #expect(statements([email, news], Consents()) == ["yes", "yes"])
        #expect(statements([], Consents()) == ["unknown", "unknown"], "nobody is asked to repeat what was never said")
    }
}
