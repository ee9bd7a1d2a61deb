import Profiles
import Store
import Vocabulary

/// What the gate would say to a marketing message for a person now: the answer of every rule, not of the first that
/// objects alone. Nothing is taken and nothing is locked.
package struct GateRehearsal: Sendable {
    /// The message that is thought of, with what the gate knows of its recipient.
    package var candidate: Candidate
    package var policy: SendingPolicy
    /// Where the address is suppressed, since when and why.
    package var suppression: Suppression?
    /// The rules that object, in the gate's order; none: it would go.
    package var objections: [(rule: Gate.Rule, verdict: Gate.Verdict)]
    /// Marketing messages that count against the caps: of the person's calendar day, and of seven days.
    package var used: (today: Int, inSevenDays: Int)

    /// Why a message that passes would be kept rather than sent.
    package var keeping: SendReason? { ModeRule.keeping(candidate, policy: policy) }

    package static func load(
        _ profile: ProfileID,
        channel: ChannelName = .email,
        in db: Transaction
    ) throws -> GateRehearsal {
        let send = thought(of: profile, channel, now: db.now)
        let policy = try SendingPolicyTable.load(in: db)
        let recipients = try Recipients(of: [send], policy: policy, lock: false, in: db)
        let candidate = recipients.candidate(send)
        let since = db.now - CapRule.reach - .days(1)
        let reservations = try SendTable.reservations(of: [profile], channel, since: since, in: db)
        let gate = Gate(policy: policy, holds: try HoldTable.all(in: db), reservations: reservations)
        let suppressed = try candidate.address.map {
            try Suppressions.lookup(many: [$0], channel: channel.raw, in: db)[$0]
        }
        return GateRehearsal(
            candidate: candidate,
            policy: policy,
            suppression: suppressed.flatMap(\.self),
            objections: gate.objections(to: candidate, now: db.now),
            used: CapRule.used(reservations[profile] ?? [], zone: candidate.zone, now: db.now)
        )
    }

    /// A marketing message that nobody owes.
    private static func thought(of profile: ProfileID, _ channel: ChannelName, now: Moment) -> Send {
        Send(
            id: SendID(raw: 0),
            origin: SendOrigin(kind: .api, id: 0, version: 0),
            profile: profile,
            bornTo: profile,
            channel: channel,
            lane: .triggered,
            messageClass: .marketing,
            topic: nil,
            address: nil,
            hasFixedAddress: false,
            notAfter: .distantFuture,
            context: "{}",
            machine: SendMachine(due: now),
            revision: 0,
            epoch: nil,
            taken: nil,
            handed: nil,
            finished: nil,
            isResent: false,
            zone: nil
        )
    }
}
