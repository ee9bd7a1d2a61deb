import Mail
import TestKit
import Testing

@testable import Deliveries

struct ProviderEventsTests {
    private static let token = "0123456789abcdefghjkmnpqrstvw"

    @Test(
        .row("campaign 161"),
        arguments: [
            (
                #""event":"bounce","status":"5.1.1","reason":"550 5.1.1 No such user""#, FeedbackKind.hard,
                FeedbackCause.unknownUser
            ),
            (#""event":"bounce","status":"5.7.1","reason":"550 listed at a blocklist""#, .undetermined, .blocked),
            (#""event":"bounce","status":"5.2.2","reason":"552 Mailbox full""#, .soft, .mailboxFull),
            (#""event":"deferred","reason":"421 try again later""#, .soft, .delayed),
            (#""event":"delivered""#, .delivered, .delivered), (#""event":"spamreport""#, .complaint, .abuse),
            (#""event":"group_unsubscribe""#, .unsubscribe, .request),
        ]
    )
    func `an event of SendGrid says what a mail would have said`(
        members: String,
        kind: FeedbackKind,
        cause: FeedbackCause
    ) throws {
        let body = #"[{"email":"a@b.example","smtp-id":"<\#(Self.token)@shop.example>",\#(members)},{"event":"open"}]"#
        let report = try #require(ProviderEvents.sendGrid(Array(body.utf8))?.first)
        #expect(report.events.map(\.kind) == [kind] && report.events.map(\.cause) == [cause])
        #expect(report.token == Self.token && report.events[0].recipient == "a@b.example")
    }

    @Test(arguments: [
        ("failed", "permanent", FeedbackKind.hard, FeedbackCause.unknownUser), ("failed", "temporary", .soft, .delayed),
        ("complained", "", .complaint, .abuse), ("unsubscribed", "", .unsubscribe, .request),
        ("delivered", "", .delivered, .delivered),
    ])
    func `an event of Mailgun says what a mail would have said`(
        event: String,
        severity: String,
        kind: FeedbackKind,
        cause: FeedbackCause
    ) throws {
        let body = """
            {"signature": {"timestamp": "1", "token": "t", "signature": "s"}, "event-data": {"event": "\(event)",
            "severity": "\(severity)", "recipient": "a@b.example", "delivery-status": {"message": "550 5.1.1 User unknown"},
            "message": {"headers": {"message-id": "\(Self.token)@shop.example"}}}}
            """
        let call = try #require(ProviderEvents.Mailgun(Array(body.utf8)))
        #expect(call.report.events.map(\.kind) == [kind] && call.report.events.map(\.cause) == [cause])
        #expect(call.report.token == Self.token)
    }

    @Test(arguments: ["", "{}", "[1, {}]", "nonsense", #"{"signature": 7}"#, #"[{"event": {"a": 1}}]"#])
    func `what is no call of theirs says nothing`(body: String) {
        #expect(ProviderEvents.Mailgun(Array(body.utf8))?.report == nil)
        #expect(ProviderEvents.sendGrid(Array(body.utf8))?.isEmpty ?? true)
    }
}
