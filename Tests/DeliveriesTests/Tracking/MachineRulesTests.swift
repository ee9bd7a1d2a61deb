import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct MachineRulesTests {
    private static let chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
    private static let sent = CivilTime(year: 2026, month: 3, day: 1, hour: 9).utcMoment

    /// Agents as they come, who they are, and why an open and a click of theirs are a program's.
    @Test(
        .row("ajo M10"),
        arguments: [
            ("Mozilla/5.0", .apple, .applePrivacy, nil),
            (
                "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", .gmail,
                nil,
                .bot
            ),
            ("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", .yahoo, nil, .bot),
            ("Mozilla/4.0 (compatible; ms-office; MSOffice 16)", .outlook, nil, nil),
            ("Microsoft Office Existence Discovery", .other, .gateway, .gateway),
            ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 BingPreview/1.0b", .desktop, .preview, .preview),
            ("Barracuda Sentinel (EE)", .other, .gateway, .gateway),
            ("Mimecast URL Protect", .other, .gateway, .gateway),
            ("Proofpoint-URLDefense", .other, .gateway, .gateway),
            ("python-requests/2.32", .other, .bot, .bot), ("curl/8.5.0", .other, .bot, .bot),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", .desktop, .bot, .bot),
            ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", .other, .preview, .preview),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/139.0 Safari/537.36",
                .desktop, .bot, .bot
            ),
            ("", .other, .noAgent, .noAgent), (chrome, .desktop, nil, nil),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
                .mobile, nil, nil
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0", .thunderbird, nil, nil),
        ] as [(String, AgentClass, MachineReason?, MachineReason?)]
    )
    func `programs are known by their names`(
        agent: String,
        kind: AgentClass,
        open: MachineReason?,
        click: MachineReason?
    ) {
        let visitor = HitVisitor(agent: agent)
        #expect(MachineSigns.agent(of: visitor) == kind)
        #expect(MachineSigns.reason(.open, link: 0, visitor) == open)
        #expect(MachineSigns.reason(.click, link: 0, visitor) == click)
    }

    @Test func `a request's manner shows a program too`() {
        let head = HitVisitor(agent: Self.chrome, isHead: true)
        let prefetch = HitVisitor(agent: Self.chrome, isPrefetch: true)
        #expect(MachineSigns.reason(.click, link: 0, head) == .head)
        #expect(MachineSigns.reason(.click, link: 0, prefetch) == .prefetch)
        #expect(MachineSigns.reason(.click, link: Click.trap, HitVisitor(agent: Self.chrome)) == .trap)
    }

    private static func click(_ link: Int, after milliseconds: Int64, _ kind: Hit.Kind = .click) -> JudgedHit {
        let moment = sent + .milliseconds(milliseconds)
        let machine: MachineReason? = link == Click.trap ? .trap : nil
        return JudgedHit(
            kind: kind,
            send: SendID(raw: 1),
            link: link,
            moment: moment,
            nonce: milliseconds,
            agent: .desktop,
            machine: machine
        )
    }

    private static func reasons(_ hits: [JudgedHit]) -> [MachineReason?] {
        MachineRules().judge(hits, handed: sent).map(\.machine)
    }

    @Test func `nobody reads within seconds of the hand-over`() {
        #expect(Self.reasons([Self.click(0, after: 2_999), Self.click(0, after: 3_000)]) == [.tooSoon, nil])
        #expect(
            Self.reasons([Self.click(0, after: -500, .open), Self.click(0, after: 4_000, .open)]) == [.tooSoon, nil]
        )
        let patient = MachineRules(tooSoon: .zero).judge([Self.click(0, after: 1)], handed: Self.sent)
        #expect(patient[0].machine == nil)
        #expect(MachineRules().judge([Self.click(0, after: 1)], handed: nil)[0].machine == nil)
    }

    @Test func `three links within two seconds are no hand's work, two are`() {
        let fast = [Self.click(0, after: 9_000), Self.click(1, after: 10_000), Self.click(2, after: 11_000)]
        #expect(Self.reasons(fast) == [.burst, .burst, .burst])
        #expect(Self.reasons([fast[0], fast[1], Self.click(2, after: 11_001)]) == [nil, nil, nil])
        #expect(Self.reasons([fast[0], Self.click(0, after: 9_500), fast[1]]) == [nil, nil, nil], "impatience")
        let crowd = fast + [Self.click(0, after: 60_000)]
        #expect(Self.reasons(crowd) == [.burst, .burst, .burst, nil])
        #expect(Self.reasons([Self.click(0, after: 9_000, .open)] + fast)[0] == nil, "an open is no click")
    }

    @Test func `who follows what no human sees is a program, and so is what comes with it`() {
        let hits = [
            Self.click(0, after: 5_000), Self.click(1, after: 20_000), Self.click(Click.trap, after: 25_000),
            Self.click(2, after: 35_000), Self.click(2, after: 35_001),
        ]
        #expect(Self.reasons(hits) == [nil, .trap, .trap, .trap, nil])
    }

    @Test(.row("ajo M10")) func `people are counted apart from programs`() {
        let hits = MachineRules().judge(
            [
                Self.click(0, after: 1_000, .open), Self.click(0, after: 9_000, .open),
                Self.click(0, after: 99_000, .open),
                Self.click(4, after: 20_000), Self.click(5, after: 40_000), Self.click(5, after: 60_000),
                Self.click(Click.trap, after: 900_000),
            ],
            handed: Self.sent
        )
        let seen = SendSeen(hits)
        #expect((seen.opens, seen.clicks, seen.links) == (2, 3, 2))
        #expect((seen.machineOpens, seen.machineClicks) == (1, 1))
        #expect((seen.firstOpen, seen.lastOpen) == (Self.sent + .seconds(9), Self.sent + .seconds(99)))
        #expect((seen.firstClick, seen.lastClick) == (Self.sent + .seconds(20), Self.sent + .seconds(60)))
    }

    @Test func `signs are written as they are compared`() {
        #expect(MachineSigns.named.allSatisfy { $0.text == $0.text.lowercased() })
    }
}
