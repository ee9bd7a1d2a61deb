import Content
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import API
@testable import Deliveries

struct LeavingPagesTests {
    /// Someone who said yes to the channel, was mailed about news, and the send.
    private struct Recipient: Sendable {
        var server: RunningServer
        var profile: ProfileID
        var send: SendID

        init(_ server: RunningServer) async throws {
            self.server = server
            (profile, send) = try await server.store.write { db in
                var ids = IDGenerator()
                var people = People()
                let email = Identity(namespace: "email", value: "ada@example.org")
                let event = Event(kind: .track, type: "Order", timestamp: db.now, identities: [email])
                let absorption = people.absorb(event, source: EventSource("test"), received: db.now, ids: &ids)
                try people.save(in: db)
                let profile = try #require(absorption.profile)
                try Consents.state(
                    .yes,
                    channel: "email",
                    of: .profile(profile),
                    at: db.now - .days(1),
                    source: "test",
                    ids: &ids,
                    in: db
                )
                let send = SendID(raw: ids.next(now: db.now))
                try owe([Self.obligation(send, profile, now: db.now)], in: db)
                let key = MessageKey(origin: 9, version: 1, step: "mail")
                try MessageTable.save([key: Message(subject: "s", html: "x", from: "Shop <hi@shop.example>")], in: db)
                return (profile, send)
            }
        }

        private static func obligation(_ send: SendID, _ profile: ProfileID, now: Moment) -> Obligation {
            let run = RunID(raw: 7)
            return Obligation(
                key: .journey(run: run, visit: 1),
                send: send,
                origin: .journey(JourneyID(raw: 9), version: 1, step: "mail", run: run),
                profile: profile,
                topic: "news",
                due: now,
                address: "ada@example.org"
            )
        }

        func path(_ link: KeyPath<SystemLinks, String>) -> String {
            String(RunningServer.links.links(of: send)[keyPath: link].dropFirst(RunningServer.base.count))
        }

        func post(_ link: KeyPath<SystemLinks, String>, _ form: String) async throws -> (status: Int, text: String) {
            let type = ["Content-Type": "application/x-www-form-urlencoded"]
            let answer = try await server.send("POST", path(link), Array(form.utf8), type)
            return (answer.status, String(decoding: answer.body, as: UTF8.self))
        }

        func get(_ link: KeyPath<SystemLinks, String>) async throws -> String {
            String(decoding: try await server.send("GET", path(link), nil, [:]).body, as: UTF8.self)
        }

        /// What is said of the channel, then of news.
        func standing() async throws -> [ConsentAnswer?] {
            try await server.store.read { db in
                let consents = try ProfilesTable.find(profile, in: db)?.profile.consents
                return [nil, "news"].map { consents?.answer(channel: "email", topic: $0, defaults: .deny) }
            }
        }

        func suppress(_ category: Suppression.Category) async throws {
            try await server.store.write { db in
                let suppression = Suppression(
                    channel: "email",
                    address: "ada@example.org",
                    category: category,
                    reason: "test",
                    source: "test",
                    since: db.now
                )
                _ = try Suppressions.add(suppression, in: db)
            }
        }

        func suppression() async throws -> Suppression.Category? {
            try await server.store.read { db in
                try Suppressions.lookup(many: ["ada@example.org"], channel: "email", in: db)["ada@example.org"]?
                    .category
            }
        }

        /// The mail that asks whether they mean it.
        func confirmation() async throws -> Send? {
            try await server.store.read { db in
                try LedgerTable.sends(of: profile, limit: 9, in: db).first { $0.origin.isOptIn }
            }
        }
    }

    private static func run(_ test: @Sendable @escaping (Recipient) async throws -> Void) async throws {
        try await RunningServer.run { server in try await test(Recipient(server)) }
    }

    @Test func `who had a message by their address alone can say no, and it is remembered`() async throws {
        try await RunningServer.run { server in
            let send = try await server.store.write { db in
                var ids = IDGenerator()
                let send = SendID(raw: ids.next(now: db.now))
                let run = RunID(raw: 8)
                let obligation = Obligation(
                    key: .journey(run: run, visit: 1),
                    send: send,
                    origin: .journey(JourneyID(raw: 9), version: 1, step: "mail", run: run),
                    profile: .nobody,
                    due: db.now,
                    address: "bob@example.org"
                )
                try owe([obligation], in: db)
                return send
            }
            let link = RunningServer.links.links(of: send).unsubscribe.dropFirst(RunningServer.base.count)
            #expect(try await server.send("POST", String(link), [], [:]).status == 200)
            let bob = Identity(namespace: "email", value: "bob@example.org")
            let answer = try await server.store.read { db in
                try ProfilesTable.find(bob, in: db)?.profile.consents.answer(
                    channel: "email",
                    topic: nil,
                    defaults: .deny
                )
            }
            #expect(answer == .no)
        }
    }

    @Test(.row("ajo M7"), .row("ajo N20"))
    func `one click leaves the topic of the mail, the button for all leaves the channel`()
        async throws
    {
        try await Self.run { ada in
            let oneClick = try await ada.post(\.unsubscribe, "List-Unsubscribe=One-Click")
            #expect(oneClick.status == 200)
            #expect(try await ada.standing() == [.yes, .no])
            let all = try await ada.post(\.unsubscribe, "scope=all")
            #expect(all.status == 200)
            #expect(try await ada.standing() == [.no, .no])
        }
    }

    @Test func `asking changes nothing, whatever is asked for`() async throws {
        try await Self.run { ada in
            try await ada.suppress(.softBounce)
            for link in [\SystemLinks.unsubscribe, \.preferences, \.mirror, \.confirm] {
                for method in ["GET", "HEAD"] {
                    _ = try await ada.server.send(method, ada.path(link) + "?scope=all&topic:news=yes", nil, [:])
                }
            }
            #expect(try await ada.standing() == [.yes, .yes])
            #expect(try await ada.suppression() == .softBounce)
            #expect(try await ada.confirmation() == nil)
        }
    }

    @Test(.row("ajo M7"), .row("ajo N19"), .row("ajo N20"), .row("campaign 193"))
    func `the page of choices shows what holds and saves what is chosen`() async throws {
        try await Self.run { ada in
            let page = try await ada.get(\.preferences)
            #expect(page.contains(#"<input type="checkbox" name="channel" value="yes" checked>"#))
            #expect(page.contains(#"<input type="checkbox" name="topic:news" value="yes" checked><span>news</span>"#))
            #expect(page.contains("<p class=\"brand\">Shop &amp; Co</p>"))
            #expect(page.contains("<footer>1 High Street, Springfield</footer>"))
            #expect(try await ada.post(\.preferences, "channel=yes").text.contains("Saved."))
            #expect(try await ada.standing() == [.yes, .no])
            #expect(try await ada.get(\.preferences).contains(#"name="topic:news" value="yes"><span>"#))
            _ = try await ada.post(\.preferences, "topic%3Anews=yes&topic:other=yes")
            #expect(try await ada.standing() == [.no, .yes], "one topic, and none of the rest")
            _ = try await ada.post(\.preferences, "")
            #expect(try await ada.standing() == [.no, .no])
            _ = try await ada.post(\.preferences, "channel=yes&topic:news=yes")
            #expect(try await ada.standing() == [.yes, .yes])
        }
    }

    @Test func `a topic's name is shown, not run`() async throws {
        try await Self.run { ada in
            try await ada.server.store.write { db in
                var ids = IDGenerator(after: 1 << 60)
                try Consents.state(
                    .no,
                    channel: "email",
                    topic: "'\"><script>alert(1)</script>",
                    of: .profile(ada.profile),
                    at: db.now,
                    source: "test",
                    ids: &ids,
                    in: db
                )
            }
            let page = try await ada.get(\.preferences)
            #expect(page.contains("&lt;script&gt;") && !page.contains("<script"))
        }
    }

    @Test(.row("campaign 193")) func `coming back lifts what was no complaint`() async throws {
        try await Self.run { ada in
            try await ada.suppress(.softBounce)
            #expect(try await ada.get(\.preferences).contains("could not be delivered"))
            _ = try await ada.post(\.preferences, "channel=yes&topic:news=yes")
            #expect(try await ada.suppression() == .softBounce, "nothing more was asked for")
            _ = try await ada.post(\.preferences, "channel=yes&topic:news=yes&again=yes")
            #expect(try await ada.suppression() == nil)
            #expect(try await ada.standing() == [.yes, .yes])
        }
    }

    @Test(.row("campaign 193"), .row("ajo N20"))
    func `after a complaint only a link in a new mail, and a button behind it, leads back`() async throws {
        try await Self.run { ada in
            _ = try await ada.post(\.unsubscribe, "scope=all")
            try await ada.suppress(.complaint)
            let answer = try await ada.post(\.preferences, "channel=yes&topic:news=yes")
            #expect(answer.text.contains("look into your mailbox"))
            _ = try await ada.post(\.preferences, "channel=yes&again=yes")
            #expect(try await ada.standing() == [.no, .no])
            #expect(try await ada.suppression() == .complaint)
            #expect(try await ada.post(\.confirm, "").status == 404, "an old mail's link confirms nothing")
            let mail = try #require(try await ada.confirmation())
            #expect(mail.address == "ada@example.org" && mail.messageClass == .transactional)
            var asked = ada
            asked.send = mail.id
            #expect(try await asked.get(\.confirm).contains("Yes, write to me again"))
            #expect(try await ada.suppression() == .complaint)
            #expect(try await asked.post(\.confirm, "").text.contains("Welcome back"))
            #expect(try await ada.suppression() == nil)
            #expect(try await ada.standing() == [.yes, .yes])
        }
    }

    @Test(arguments: [
        ("#000000", "#ffffff"), ("#ffffff", "#000000"), ("#c8472d", "#ffffff"), ("#0a7d55", "#ffffff"),
        ("#ffcc00", "#000000"), ("#808080", "#000000"), ("#707070", "#ffffff"), ("#ff0000", "#000000"),
        ("red", "#ffffff"),
    ])
    func `what is written on the brand's colour can be read`(color: String, expected: String) {
        #expect(PublicPage.contrast(to: color) == expected)
    }

    @Test func `pages hold nothing that runs and nothing of others`() async throws {
        try await Self.run { ada in
            let page = try await ada.server.send("GET", ada.path(\.preferences), nil, [:])
            let policy = try #require(page.headers["content-security-policy"])
            #expect(policy.contains("default-src 'none'") && policy.contains("style-src 'self'"))
            #expect(!policy.contains("unsafe"))
            #expect(page.headers["cache-control"] == "no-store" && page.headers["referrer-policy"] == "no-referrer")
            let text = String(decoding: page.body, as: UTF8.self)
            #expect(!text.contains("<script") && !text.contains("style=") && !text.contains("src="))
            let style = try await ada.server.send("GET", "/t/page.css", nil, [:])
            #expect(style.status == 200 && style.headers["content-type"] == "text/css; charset=utf-8")
            #expect(String(decoding: style.body, as: UTF8.self).contains("--accent: #0a7d55"))
        }
    }
}
