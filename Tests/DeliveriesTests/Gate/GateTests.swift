import Profiles
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct GateTests {
    static let now = CivilTime(year: 2026, month: 3, day: 4, hour: 12).utcMoment
    static let stockholm = Zone("Europe/Stockholm") ?? .utc

    static func send(_ messageClass: MessageClass = .marketing, notAfter: Moment = now + .days(1)) -> Send {
        Send(
            id: SendID(raw: 1),
            origin: SendOrigin(kind: .journey, id: 7, version: 1, step: "thanks"),
            profile: ProfileID(raw: 1),
            bornTo: ProfileID(raw: 1),
            channel: .email,
            lane: .triggered,
            messageClass: messageClass,
            hasFixedAddress: false,
            notAfter: notAfter,
            context: "{}",
            machine: SendMachine(due: now),
            revision: 0,
            isResent: false
        )
    }

    static func candidate(
        _ messageClass: MessageClass = .marketing,
        consent: ConsentAnswer = .yes,
        address: String? = "a@b.example",
        isSuppressed: Bool = false,
        isKnown: Bool = true,
        notAfter: Moment = now + .days(1),
        zone: Zone = .utc
    ) -> Candidate {
        Candidate(
            send: send(messageClass, notAfter: notAfter),
            isKnown: isKnown,
            address: address,
            consent: consent,
            isSuppressed: isSuppressed,
            zone: zone
        )
    }

    static func decide(
        _ candidate: Candidate,
        policy: SendingPolicy = SendingPolicy(mode: .live),
        holds: [Hold] = [],
        reserved: [Moment] = [],
        at moment: Moment = now
    ) -> SendMachine.Transition {
        var gate = Gate(policy: policy, holds: holds, reservations: [candidate.send.profile: reserved])
        return gate.decide(candidate, now: moment)
    }

    static let everywhere = [Hold(scope: .all, since: now, who: "anna")]
    static let night = SendingPolicy(mode: .live, quietHours: QuietHours(text: "11:00-13:00"))

    /// One person whom every rule objects to; the objections fall away one by one, in the gate's order.
    @Test(.row("campaign 146")) func `rules are asked in order and the first that objects decides`() {
        let late = Self.now - .hours(1)
        let all = Self.candidate(consent: .no, address: nil, isSuppressed: true, notAfter: late)
        #expect(Self.decide(all, policy: Self.night, holds: Self.everywhere) == .hold(until: .distantFuture, .hold))
        #expect(Self.decide(all, policy: Self.night) == .expire)
        let fresh = Self.candidate(consent: .no, address: nil, isSuppressed: true)
        #expect(Self.decide(fresh, policy: Self.night) == .skip(.optedOut))
        let agreed = Self.candidate(address: nil, isSuppressed: true)
        #expect(Self.decide(agreed, policy: Self.night) == .skip(.noAddress))
        let addressed = Self.candidate(isSuppressed: true)
        #expect(Self.decide(addressed, policy: Self.night, reserved: [Self.now]) == .skip(.suppressed))
        #expect(Self.decide(Self.candidate(), policy: Self.night, reserved: [Self.now]) == .skip(.capDay))
        #expect(Self.decide(Self.candidate(), policy: Self.night) == .hold(until: Self.now + .hours(1), .quietHours))
        #expect(Self.decide(Self.candidate()) == .take(now: Self.now, reserves: true, keeping: nil))
    }

    @Test func `in capture the whole gate is run and only the last step differs`() {
        let policy = SendingPolicy()
        #expect(policy.mode == .capture, "a new sandbox cannot hurt anyone")
        #expect(Self.decide(Self.candidate(consent: .no), policy: policy) == .skip(.optedOut))
        #expect(
            Self.decide(Self.candidate(), policy: policy) == .take(now: Self.now, reserves: true, keeping: .captured)
        )
    }

    @Test(
        .row("ajo M15", .full),
        arguments: [
            ("Anna@B.example", nil), ("other@list.example", nil), ("anna@c.example", SendReason.notAllowlisted),
        ]
    )
    func `an allowlist names addresses and domains without regard to case`(address: String, keeping: SendReason?) {
        let policy = SendingPolicy(mode: .allowlist(["anna@b.example", "@LIST.example"]))
        let decision = Self.decide(Self.candidate(address: address), policy: policy)
        #expect(decision == .take(now: Self.now, reserves: true, keeping: keeping))
    }

    @Test(
        arguments: zip(
            [ConsentAnswer.yes, .allowedByDefault, .no, .unknown],
            [nil, nil, SendReason.optedOut, .noConsent]
        )
    )
    func `marketing needs a yes, and silence denies`(answer: ConsentAnswer, reason: SendReason?) {
        let decision = Self.decide(Self.candidate(consent: answer))
        #expect(decision == reason.map { .skip($0) } ?? .take(now: Self.now, reserves: true, keeping: nil))
    }

    @Test(.row("ajo V6")) func `a transactional message needs no consent and is not capped, but is suppressed`() {
        let receipt = Self.candidate(.transactional, consent: .no)
        #expect(Self.decide(receipt, reserved: [Self.now]) == .take(now: Self.now, reserves: false, keeping: nil))
        #expect(Self.decide(Self.candidate(.transactional, isSuppressed: true)) == .skip(.suppressed))
    }

    @Test func `a person who is gone gets nothing`() {
        #expect(Self.decide(Self.candidate(isKnown: false)) == .skip(.noPerson))
    }

    @Test func `a hold covers its scope and nothing else`() {
        let others: [HoldScope] = [.channel(ChannelName("sms")), .origin(.journey, id: 8), .origin(.campaign, id: 7)]
        let holds = others.map { Hold(scope: $0, since: Self.now, who: "anna") }
        #expect(Self.decide(Self.candidate(), holds: holds) == .take(now: Self.now, reserves: true, keeping: nil))
        for scope in [HoldScope.all, .channel(.email), .origin(.journey, id: 7)] {
            let hold = Hold(scope: scope, since: Self.now, who: "anna")
            #expect(Self.decide(Self.candidate(), holds: [hold]) == .hold(until: .distantFuture, .hold))
            #expect(HoldScope(scope.description) == scope)
        }
    }

    @Test func `a person's hold is told before the pause of a journey`() {
        let scope = HoldScope.origin(.journey, id: 7)
        let paused = Hold(scope: scope, reason: .paused, since: Self.now, who: "anna")
        #expect(Self.decide(Self.candidate(), holds: [paused]) == .hold(until: .distantFuture, .paused))
        let both = [paused] + Self.everywhere
        #expect(Self.decide(Self.candidate(), holds: both) == .hold(until: .distantFuture, .hold))
    }

    @Test func `a send may go at its last moment and not after`() {
        let last = Self.candidate(notAfter: Self.now)
        #expect(Self.decide(last) == .take(now: Self.now, reserves: true, keeping: nil))
        #expect(Self.decide(last, at: Self.now + .milliseconds(1)) == .expire)
    }

    @Test func `a day is the recipient's calendar day`() {
        // 23:30 and 00:30 in Stockholm; in UTC both are the 3rd.
        let evening = CivilTime(year: 2026, month: 3, day: 3, hour: 22, minute: 30).utcMoment
        let afterMidnight = evening + .hours(1)
        let inStockholm = Self.candidate(zone: Self.stockholm)
        #expect(
            Self.decide(inStockholm, reserved: [evening], at: afterMidnight)
                == .take(now: afterMidnight, reserves: true, keeping: nil)
        )
        #expect(Self.decide(Self.candidate(zone: .utc), reserved: [evening], at: afterMidnight) == .skip(.capDay))
    }

    @Test func `seven days roll`() {
        let oldest = Self.now - .days(7)
        let recent = [Self.now - .days(3), Self.now - .days(1)]
        #expect(
            Self.decide(Self.candidate(), reserved: [oldest] + recent)
                == .take(now: Self.now, reserves: true, keeping: nil)
        )
        #expect(Self.decide(Self.candidate(), reserved: [oldest + .milliseconds(1)] + recent) == .skip(.capWeek))
    }

    @Test func `what the gate let pass counts at once`() {
        var gate = Gate(policy: SendingPolicy(mode: .live), holds: [])
        #expect(gate.decide(Self.candidate(), now: Self.now) == .take(now: Self.now, reserves: true, keeping: nil))
        #expect(gate.decide(Self.candidate(), now: Self.now) == .skip(.capDay))
    }

    @Test func `quiet hours end no later than the message does`() {
        let candidate = Self.candidate(notAfter: Self.now + .minutes(20))
        let wait = Self.decide(candidate, policy: Self.night)
        #expect(wait == .hold(until: Self.now + .minutes(20) + .milliseconds(1), .quietHours))
    }

    @Test func `quiet hours spare transactional messages unless they shall not`() {
        var policy = Self.night
        let receipt = Self.candidate(.transactional)
        #expect(Self.decide(receipt, policy: policy) == .take(now: Self.now, reserves: false, keeping: nil))
        policy.quietCoversTransactional = true
        #expect(Self.decide(receipt, policy: policy) == .hold(until: Self.now + .hours(1), .quietHours))
    }
}
