import Content
import Deliveries
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Campaigns

@Suite struct ExecutionsTests {
    @Test(.row("ajo V3"), .row("ajo K9"), .row("ajo K10"), .row("campaign 197"), arguments: Backend.available)
    func `an address that nobody has gets its message, and nobody is made of it`(backend: Backend) async throws {
        let story = try await CallStory(backend)
        let profile: AttributeValue = ["person": ["name": ["firstName": "Ada"]], "homeAddress": ["city": "Bonn"]]
        let call = CallStory.call(nil, to: "Ada@B.example", profile: profile)
        let send = try await story.send(call)
        try await story.drain()
        let message = try #require(story.wire.handed.first)
        #expect(message.address == "Ada@B.example")
        #expect(message.content.subject == "Order A-1 for Ada")
        #expect(String(decoding: message.content.html, as: UTF8.self) == "<p>Bonn</p>")
        #expect(try await story.standing(send) == "sent")
        #expect(try await story.entry(send).send.profile == .nobody)
        #expect(try await story.count("profiles") == 0)
        #expect(try await story.store.read { db in try LedgerCheck.faults(in: db) }.isEmpty)
    }

    @Test(arguments: Backend.available)
    func `a known person's profile is seen, with what the call says laid over it for once`(
        backend: Backend
    ) async throws {
        let story = try await CallStory(backend)
        let ada = Identity(namespace: "userId", value: "u-1")
        try await story.person(ada, ["email": "ada@b.example", "firstName": "Ada", "city": "Bonn"])
        let own = try await story.send(
            CallStory.call(nil, to: nil, identity: ada, profile: ["homeAddress": ["city": "Ulm"]])
        )
        let other = try await story.send(CallStory.call(nil, to: "work@b.example", identity: ada))
        try await story.drain()
        #expect(story.wire.handed.map(\.address) == ["ada@b.example", "work@b.example"])
        #expect(
            story.wire.handed.map { String(decoding: $0.content.html, as: UTF8.self) } == ["<p>Ulm</p>", "<p>Bonn</p>"]
        )
        #expect(story.wire.handed.allSatisfy { $0.content.subject == "Order A-1 for Ada" })
        #expect(try await story.entry(own).send.profile != .nobody)
        #expect(try await story.entry(other).send.profile == story.entry(own).send.profile)
        #expect(try await story.count("profiles") == 1)
    }

    @Test(.row("ajo V6"), arguments: Backend.available)
    func `neither consent nor caps keep it back, a suppressed address does`(backend: Backend) async throws {
        let policy = SendingPolicy(mode: .live, caps: MarketingCaps(perDay: 0, perSevenDays: 0))
        let story = try await CallStory(backend, policy: policy)
        try await story.store.write { [now = story.clock.now] db in
            let bounced = Suppression(
                channel: "email",
                address: "gone@b.example",
                category: .hardBounce,
                reason: "550 5.1.1",
                source: "test",
                since: now
            )
            _ = try Suppressions.add(bounced, in: db)
        }
        let sends = [
            try await story.send(CallStory.call(nil)), try await story.send(CallStory.call(nil, to: "Gone@b.example")),
        ]
        try await story.drain()
        #expect(try await story.standing(sends[0]) == "sent")
        #expect(try await story.standing(sends[1]) == "skipped(suppressed)")
        #expect(try await story.entry(sends[0]).send.lane == .transactional)
    }

    @Test(arguments: Backend.available)
    func `what cannot be rendered fails on the send, with the part and the reason`(backend: Backend) async throws {
        let broken = CallStory.definition(subject: "{{unknownHelper context.order.number}}")
        let story = try await CallStory(backend, broken)
        let send = try await story.send(CallStory.call(nil))
        try await story.drain()
        #expect(try await story.standing(send) == "failed(render)")
        let detail = try await story.entry(send).events.compactMap(\.detail).last
        #expect(detail?.contains("subject") == true, "\(detail ?? "")")
    }

    @Test(.row("campaign 199"), arguments: Backend.available)
    func `a code is worth ten minutes, other messages a day or what the campaign says`(backend: Backend) async throws {
        let story = try await CallStory(backend)
        for (more, lifetime) in [
            (#""code": true,"#, Duration.minutes(10)), (#""notAfter": "PT2H","#, .hours(2)), ("", .hours(24)),
        ] {
            try await story.publish(CallStory.definition(more))
            let send = try await story.entry(story.send(CallStory.call(nil))).send
            #expect(send.notAfter - send.due == lifetime)
        }
    }

    @Test(arguments: Backend.available)
    func `a hold on the campaign keeps its messages until it is lifted`(backend: Backend) async throws {
        let story = try await CallStory(backend)
        let send = try await story.send(CallStory.call(nil))
        let scope = HoldScope.origin(.api, id: try await story.entry(send).send.origin.id)
        _ = try await story.store.write { db in try Holding.hold(scope, .hold, by: "test", in: db) }
        try await story.drain()
        #expect(try await story.standing(send) == "pending(hold)")
        try await story.store.write { db in try Holding.lift(scope, .hold, in: db) }
        try await story.drain()
        #expect(try await story.standing(send) == "sent")
    }

    @Test(arguments: Backend.available)
    func `one recipient who cannot be served does not keep the others from it`(backend: Backend) async throws {
        let story = try await CallStory(backend, CallStory.definition(#""requires": ["order.number"],"#))
        let stranger = Identity(namespace: "userId", value: "nobody-here")
        var call = CallStory.call("k")
        call.recipients += [
            CallStory.call(nil, to: nil, identity: stranger), CallStory.call(nil, to: "no address"),
            CallStory.call(nil, to: nil), CallStory.call(nil, context: ["order": [:]]), CallStory.call(nil),
            CallStory.call(nil, to: nil, identity: Identity(namespace: "userId", value: "null")),
        ].flatMap(\.recipients)
        let taken = try await story.executions.execute(call, of: "order-receipt")
        let faults = taken.execution.recipients.map { recipient -> String in
            if case .failure(let fault) = recipient { "\(fault.code.rawValue) \(fault.field)" } else { "accepted" }
        }
        #expect(
            faults == [
                "accepted", "recipient.unknown to.identity", "recipient.invalid-email to.email",
                "recipient.missing to.email", "recipient.missing-context context.order.number",
                "recipient.duplicate ", "recipient.invalid-identity to.identity",
            ]
        )
        let again = try await story.executions.execute(call, of: "order-receipt")
        #expect(again.execution == taken.execution, "the faults are part of the first answer")
        let report = try await story.store.read { db in try ExecutionReport.load(taken.execution.id, in: db) }
        #expect(report?.campaign == "order-receipt" && report?.sends.count == 1)
    }

    @Test(arguments: Backend.available)
    func `a call that is taken whole leaves nothing behind where it is refused`(backend: Backend) async throws {
        let story = try await CallStory(backend)
        var call = CallStory.call("k", to: "no address")
        call.isWhole = true
        await #expect(throws: CampaignError.self) {
            try await story.executions.execute(call, of: "order-receipt")
        }
        #expect(try await story.count("executions") == 0)
        _ = try await story.send(CallStory.call("k", body: ["other": true]))
    }
}
