import Content
import JSON
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

struct PublicPagesTests {
    /// A person who was sent a mail, and the send.
    private static func send(in store: Store) async throws -> (profile: ProfileID, send: SendID) {
        try await store.write { db in
            var ids = IDGenerator()
            var people = People()
            let event = Event(
                kind: .track,
                type: "Order",
                timestamp: db.now,
                identities: [Identity(namespace: "email", value: "ada@example.org")]
            )
            let absorption = people.absorb(event, source: EventSource("test"), received: db.now, ids: &ids)
            try people.save(in: db)
            let send = SendID(raw: ids.next(now: db.now))
            let profile = try #require(absorption.profile)
            let run = RunID(raw: 7)
            let obligation = Obligation(
                key: .journey(run: run, visit: 1),
                send: send,
                origin: .journey(JourneyID(raw: 9), version: 1, step: "mail", run: run),
                profile: profile,
                due: db.now
            )
            try owe([obligation], in: db)
            let mail = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Hello <script>alert(1)</script></p>\r\n"
            let body = SendBody(send: send, bytes: Array(mail.utf8), transcript: "")
            try SendBodyTable.keep([body], now: db.now, in: db)
            return (profile, send)
        }
    }

    private static func path(_ url: String) -> String { String(url.dropFirst(RunningServer.base.count)) }

    private static func consent(_ profile: ProfileID, in store: Store) async throws -> ConsentAnswer? {
        try await store.read { db in
            try ProfilesTable.find(profile, in: db)?.profile.consents.answer(
                channel: "email",
                defaults: ConsentDefaults()
            )
        }
    }

    @Test(.row("ajo M7")) func `an unsubscribe link asks, and acts before it answers a POST`() async throws {
        try await RunningServer.run { server in
            let (profile, send) = try await Self.send(in: server.store)
            let path = Self.path(RunningServer.links.links(of: send).unsubscribe)
            let asked = try await server.send("GET", path, nil, [:])
            #expect(
                asked.status == 200 && String(decoding: asked.body, as: UTF8.self).contains("<form method=\"post\">")
            )
            #expect(try await Self.consent(profile, in: server.store) == .unknown)
            let oneClick = try await server.send("POST", path, Array("List-Unsubscribe=One-Click".utf8), [:])
            #expect(oneClick.status == 200)
            #expect(try await Self.consent(profile, in: server.store) == .no)
        }
    }

    @Test func `a forged link changes nothing`() async throws {
        try await RunningServer.run { server in
            let (profile, send) = try await Self.send(in: server.store)
            let links = RunningServer.links.links(of: send)
            let sound = Self.path(links.unsubscribe)
            let forged = sound.dropLast() + (sound.hasSuffix("0") ? "1" : "0")
            let swapped = Self.path(links.mirror).replacing("/m/", with: "/t/u/")
            for path in [String(forged), swapped, "/t/u/x"] {
                #expect(try await server.send("POST", path, [], [:]).status == 404)
            }
            #expect(try await Self.consent(profile, in: server.store) == .unknown)
        }
    }

    @Test(.row("ajo M9"), .row("campaign 136"))
    func `the mirror page shows the mail as it was sent, and nothing in it runs`() async throws {
        try await RunningServer.run { server in
            let (_, send) = try await Self.send(in: server.store)
            let page = try await server.send("GET", Self.path(RunningServer.links.links(of: send).mirror), nil, [:])
            #expect(page.status == 200)
            #expect(String(decoding: page.body, as: UTF8.self).hasPrefix("<p>Hello "))
            #expect(page.headers["content-security-policy"]?.hasPrefix("sandbox allow-popups") == true)
        }
    }
}
