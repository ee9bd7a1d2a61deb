import Profiles
import TestKit
import Testing
import Vocabulary

/// `SEMANTICS 9`.
struct ConsentsTests {
    private func said(_ choice: ConsentStatement.Choice, _ minute: Int64) -> ConsentStatement {
        ConsentStatement(choice, moment: noon + .minutes(minute), source: "test")
    }

    private let email = ConsentScope(channel: "email")
    private let news = ConsentScope(channel: "email", topic: "news")

    @Test(.row("ajo F1")) func `unknown denies until the owner chooses otherwise for the channel`() {
        let nothing = Consents()
        #expect(nothing.answer(channel: "email", defaults: .deny) == .unknown)
        let lenient = ConsentDefaults(allowedWhenUnknown: ["email"])
        #expect(nothing.answer(channel: "email", defaults: lenient) == .allowedByDefault)
        #expect(nothing.answer(channel: "sms", defaults: lenient) == .unknown)
        #expect(Consents([email: said(.no, 0)]).answer(channel: "email", defaults: lenient) == .no)
    }

    @Test(
        .row("ajo N20"),
        .row("campaign 193"),
        arguments: [
            (1, 2, ConsentStatement.Choice.no, ConsentStatement.Choice.yes, ConsentAnswer.yes),
            (2, 1, .no, .yes, .no), (1, 1, .no, .yes, .no), (1, 1, .yes, .no, .no), (1, 2, .yes, .no, .no),
        ]
    )
    func `the latest of channel and topic counts, a no to the topic always`(
        general: Int64,
        specific: Int64,
        channel: ConsentStatement.Choice,
        topic: ConsentStatement.Choice,
        answer: ConsentAnswer
    ) {
        let consents = Consents([email: said(channel, general), news: said(topic, specific)])
        #expect(consents.answer(channel: "email", topic: "news", defaults: .deny) == answer)
    }

    @Test func `at a merge the latest explicit statement wins, a tie is no, unknown never wins`() {
        let sms = ConsentScope(channel: "sms")
        let push = ConsentScope(channel: "push")
        let a = Consents([email: said(.yes, 1), sms: said(.yes, 3), push: said(.no, 1)])
        let b = Consents([email: said(.no, 1), sms: said(.no, 2), news: said(.yes, 1)])
        var (ab, ba) = (a, b)
        ab.merge(b)
        ba.merge(a)
        #expect(ab == ba)
        #expect(ab.statements.mapValues(\.choice) == [email: .no, sms: .yes, push: .no, news: .yes])
    }

    @Test func `traits in XDM's form state consent, others of that name do not`() throws {
        var village = Village()
        let traits: AttributeValue = [
            "consents": [
                "marketing": [
                    "email": ["val": "y", "subscriptions": ["news": ["val": "n"]]], "sms": ["val": "n"],
                    "push": ["val": "u"], "fax": ["val": "perhaps"],
                ]
            ]
        ]
        let absorption = village.hears(.told("userId:ann", kind: .identify, traits: traits))
        let profile = try #require(absorption.profile.flatMap { village.people[$0] })
        #expect(
            profile.consents.statements.mapValues(\.choice) == [
                email: .yes, news: .no, ConsentScope(channel: "sms"): .no,
            ]
        )
        #expect(absorption.codes == [.consentChoice] && profile.attributes.isEmpty)
        #expect(profile.value.value(at: "consents.marketing.email.subscriptions.news.val") == "n")
    }
}
