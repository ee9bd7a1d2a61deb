import Accounts
import Deliveries
import Profiles
import Store
import Vocabulary

/// Whether a marketing email could go to a person now: what the gate itself says, in words, and all that speaks
/// against it.
struct Reachability: Sendable {
    let rehearsal: GateRehearsal

    static func load(_ summary: ProfileSummary, in db: Transaction) throws -> Reachability {
        Reachability(rehearsal: try GateRehearsal.load(summary.profile.id, in: db))
    }

    var address: String? { rehearsal.candidate.address }
    private var caps: MarketingCaps { rehearsal.policy.caps }
    private var used: (today: Int, inSevenDays: Int) { rehearsal.used }

    /// Why not, in the gate's order; empty: it could go.
    var objections: [HTML] { rehearsal.objections.map { words($0.rule, $0.verdict) } }

    private func words(_ rule: Gate.Rule, _ verdict: Gate.Verdict) -> HTML {
        switch rule {
        case .hold: "sending is on hold"
        case .expiry: "it is too old to be worth sending"
        case .consent:
            rehearsal.candidate.consent == .no ? "they said no" : "they never said yes to marketing"
        case .address: "we have no address of theirs"
        case .suppression: "the address is suppressed"
        case .cap:
            "they had \(used.today) of \(caps.perDay) today, \(used.inSevenDays) of \(caps.perSevenDays) in seven days"
        case .quietHours:
            if case .hold(let until, _) = verdict { "quiet until \(until)" } else { "it is night where they are" }
        }
    }

    /// What the mode makes of a message that passes.
    private var modeNote: HTML {
        switch rehearsal.keeping {
        case .captured: " This sandbox captures, so it would be kept rather than sent."
        case .notAllowlisted: " The address is not on the sandbox's list, so it would be kept rather than sent."
        default: ""
        }
    }

    func html(_ visit: Visit, _ person: ProfileID) -> HTML {
        let objections = objections
        let because: HTML = objections.dropFirst().reduce(objections.first ?? "") { "\($0); \($1)" }
        let verdict: HTML =
            objections.isEmpty
            ? "<span class=\"state sent\">yes</span>\(modeNote)"
            : "<span class=\"state skipped\">no</span> because \(because)."
        return """
            <section class="card channel" aria-labelledby="email-title"><h2 id="email-title">Email now?</h2>
            <p class="verdict">\(verdict)</p>
            <dl class="facts"><dt>Address</dt><dd>\(address ?? "none")</dd>
            <dt>Marketing</dt><dd>\(consentWords)</dd>
            <dt>Cap</dt><dd><meter min="0" max="\(caps.perDay)" value="\(used.today)" aria-label="Used today"></meter>
            \(used.today) of \(caps.perDay) today, \(used.inSevenDays) of \(caps.perSevenDays) in 7 days</dd>
            <dt>Their clock</dt><dd>\(clock)</dd></dl>
            <p class="note">Transactional mail needs no consent and is not capped.</p>
            \(if: visit.may(.author), suppressing(visit, person))</section>
            """
    }

    private var consentWords: String {
        switch rehearsal.candidate.consent {
        case .yes: "said yes"
        case .no: "said no"
        case .allowedByDefault: "said nothing; silence allows it here"
        case .unknown: "said nothing; silence denies it here"
        }
    }

    private var clock: String {
        let zone = rehearsal.candidate.zone
        return zone == .utc ? "UTC, theirs is unknown" : zone.name
    }
}

extension Reachability {
    /// The way to list the address as not to be used, or to take it off the list.
    private func suppressing(_ visit: Visit, _ person: ProfileID) -> HTML {
        guard let suppression = rehearsal.suppression else {
            guard let address else { return .empty }
            return """
                <details><summary>Suppress this address…</summary>
                <p class="note">Nothing is sent to \(address) any more, marketing or not, whoever has it. You can lift it again.</p>
                \(form(visit, Pages.personSuppress(person), "Suppress it"))</details>
                """
        }
        let listed: HTML =
            "<p>Suppressed since \(suppression.since) (\(Words.category(suppression.category))): \(suppression.reason) <span class=\"detail\">by \(suppression.source)</span></p>"
        guard !suppression.address.hasPrefix("@") else {
            return "\(listed)<p class=\"note\">The whole domain \(suppression.address) is listed.</p>"
        }
        guard visit.may(Self.lifter(of: suppression.category)) else { return listed }
        return """
            \(listed)<details><summary>Lift it…</summary>
            <p class="note">Mail goes to it again. If it bounces or complains once more, it is listed again.</p>
            \(form(visit, Pages.personLift(person), "Lift it"))</details>
            """
    }

    /// A complaint is an administrator's to lift.
    static func lifter(of category: Suppression.Category) -> User.Role {
        switch category {
        case .complaint: .admin
        case .hardBounce, .softBounce, .manual: .publisher
        }
    }

    private func form(_ visit: Visit, _ action: Link, _ button: String) -> HTML {
        """
        <form method="post" action="\(action)" class="stack">\(visit.token)
        <input type="hidden" name="address" value="\(address)">
        <label>Why <input name="reason" required maxlength="300" placeholder="as they asked on the telephone"></label>
        <button>\(button)</button></form>
        """
    }
}
