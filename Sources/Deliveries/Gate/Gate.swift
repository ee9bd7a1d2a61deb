import Profiles
import Vocabulary

/// The one door before every customer: decides, inside the transaction that takes a send, whether it goes.
///
/// Rules are asked in order and the first that objects decides. The gate remembers what it let pass, so that several
/// sends of one person in one take see each other's reservations.
package struct Gate: Sendable {
    package let policy: SendingPolicy
    package let holds: [Hold]
    private(set) var reservations: [ProfileID: [Moment]]

    /// - Parameter reservations: the marketing messages of the last seven days that count, by person.
    package init(policy: SendingPolicy, holds: [Hold], reservations: [ProfileID: [Moment]] = [:]) {
        self.policy = policy
        self.holds = holds
        self.reservations = reservations
    }

    /// What one rule says.
    package enum Verdict: Hashable, Sendable {
        case pass
        case skip(SendReason)
        case hold(until: Moment, SendReason)
        case expire
    }

    /// The transition that `candidate` makes at `now`; a take is reserved against the person's cap.
    package mutating func decide(_ candidate: Candidate, now: Moment) -> SendMachine.Transition {
        switch verdict(on: candidate, now: now) {
        case .pass: return take(candidate, now: now)
        case .skip(let reason):
            let retry = CapRule.opening(for: candidate, after: reason, reserved(candidate), policy, now: now)
            return Patience.hold(candidate.send, reason, retry: retry, now: now) ?? .skip(reason)
        case .expire: return .expire
        case .hold(let until, let reason):
            // Not held past its own expiry: then the expiry rule shall see it.
            let expiry = candidate.send.notAfter + .milliseconds(1)
            return .hold(until: Hold.reasons.contains(reason) ? until : min(until, expiry), reason)
        }
    }

    private func verdict(on candidate: Candidate, now: Moment) -> Verdict {
        for rule in Rule.allCases {
            let verdict = verdict(of: rule, on: candidate, now: now)
            if verdict != .pass { return verdict }
        }
        return .pass
    }

    /// Every rule that objects to `candidate`, in order; `decide` goes by the first.
    package func objections(to candidate: Candidate, now: Moment) -> [(rule: Rule, verdict: Verdict)] {
        Rule.allCases.compactMap { rule in
            let verdict = verdict(of: rule, on: candidate, now: now)
            return verdict == .pass ? nil : (rule, verdict)
        }
    }

    /// The rules in the order in which they are asked. The mode speaks before all of them and cannot be overruled: it
    /// decides where a message that passes would go (`ModeRule`).
    package enum Rule: String, CaseIterable, Sendable {
        case hold, expiry, consent, address, suppression, cap, quietHours
    }

    private func verdict(of rule: Rule, on candidate: Candidate, now: Moment) -> Verdict {
        switch rule {
        case .hold: HoldRule.verdict(on: candidate, holds: holds)
        case .expiry: ExpiryRule.verdict(on: candidate, policy: policy, now: now)
        case .consent: ConsentRule.verdict(on: candidate)
        case .address: AddressRule.verdict(on: candidate)
        case .suppression: SuppressionRule.verdict(on: candidate)
        case .cap:
            CapRule.verdict(on: candidate, reserved: reserved(candidate), policy: policy, now: now)
        case .quietHours: QuietHoursRule.verdict(on: candidate, policy: policy, now: now)
        }
    }

    private func reserved(_ candidate: Candidate) -> [Moment] { reservations[candidate.send.profile] ?? [] }

    private mutating func take(_ candidate: Candidate, now: Moment) -> SendMachine.Transition {
        let keeping = ModeRule.keeping(candidate, policy: policy)
        let reserves = CapRule.counts(candidate.send)
        if reserves { reservations[candidate.send.profile, default: []].append(now) }
        return .take(now: now, reserves: reserves, keeping: keeping)
    }
}

/// A due send with what the gate must know of its recipient, all read in the same transaction.
package struct Candidate: Hashable, Sendable {
    package var send: Send
    /// Whether the person still exists; a message to an address alone needs none.
    package var isKnown: Bool
    package var address: String?
    /// What the person said about the send's channel and topic.
    package var consent: ConsentAnswer
    package var isSuppressed: Bool
    /// The person's own zone, else the sandbox's.
    package var zone: Zone

    package init(
        send: Send,
        isKnown: Bool = true,
        address: String?,
        consent: ConsentAnswer,
        isSuppressed: Bool = false,
        zone: Zone
    ) {
        self.send = send
        self.isKnown = isKnown
        self.address = address
        self.consent = consent
        self.isSuppressed = isSuppressed
        self.zone = zone
    }
}
