import Deliveries
import Profiles
import Store
import Vocabulary

/// Whether a marketing email could go to a person now, as the gate would decide it, and all that speaks against it.
struct Reachability: Sendable {
    var address: String?
    var consent: ConsentAnswer
    var suppression: Suppression?
    /// Marketing emails taken today by the person's calendar, and in seven days.
    var usedToday: Int
    var usedInWeek: Int
    var caps: MarketingCaps
    var quietUntil: Moment?
    var isOnHold: Bool
    var mode: SendingMode
    var zone: Zone

    static func load(_ summary: ProfileSummary, in db: Transaction) throws -> Reachability {
        let policy = try SendingPolicy.load(in: db)
        let profile = summary.profile
        let zone = profile.zone.flatMap { Zone($0) } ?? policy.zone
        let address =
            profile.value.value(at: "personalEmail.address").string
            ?? summary.identities.first { $0.namespace == "email" }?.value
        let suppressed = try address.map { try Suppressions.lookup(many: [$0], channel: "email", in: db) }
        let taken = try ConsoleTable.reservations(
            of: profile.id,
            channel: .email,
            since: db.now - .days(7),
            in: db
        )
        let civil = zone.civil(at: db.now)
        let midnight = zone.moment(of: CivilTime(year: civil.year, month: civil.month, day: civil.day))
        return Reachability(
            address: address,
            consent: profile.consents.answer(channel: "email", defaults: policy.consentDefaults),
            suppression: address.flatMap { suppressed?[$0] },
            usedToday: taken.count { $0 >= midnight },
            usedInWeek: taken.count,
            caps: policy.caps,
            quietUntil: policy.quietHours?.end(at: db.now, zone: zone),
            isOnHold: try Holding.all(in: db).contains { $0.scope == .all || $0.scope == .channel(.email) },
            mode: policy.mode,
            zone: zone
        )
    }

    /// Why not, in the gate's order; empty: it could go.
    var objections: [HTML] {
        var objections: [HTML] = []
        if isOnHold { objections.append("sending is on hold") }
        switch consent {
        case .yes, .allowedByDefault: break
        case .no: objections.append("they said no")
        case .unknown: objections.append("they never said yes to marketing")
        }
        if address == nil { objections.append("we have no address of theirs") }
        if let suppression {
            objections.append("the address is suppressed since \(suppression.since): \(suppression.reason)")
        }
        if usedToday >= caps.perDay { objections.append("they had \(usedToday) of \(caps.perDay) today") }
        if usedInWeek >= caps.perSevenDays {
            objections.append("they had \(usedInWeek) of \(caps.perSevenDays) in seven days")
        }
        if let quietUntil { objections.append("quiet until \(quietUntil)") }
        return objections
    }

    /// What the mode makes of a message that passes.
    private var modeNote: HTML {
        switch mode.keeps(address ?? "") {
        case .captured: " This sandbox captures, so it would be kept rather than sent."
        case .notAllowlisted: " The address is not on the sandbox's list, so it would be kept rather than sent."
        default: ""
        }
    }

    var html: HTML {
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
            <dt>Cap</dt><dd><meter min="0" max="\(caps.perDay)" value="\(usedToday)" aria-label="Used today"></meter>
            \(usedToday) of \(caps.perDay) today, \(usedInWeek) of \(caps.perSevenDays) in 7 days</dd>
            <dt>Their clock</dt><dd>\(clock)</dd></dl>
            <p class="note">Transactional mail needs no consent and is not capped.</p></section>
            """
    }

    private var consentWords: String {
        switch consent {
        case .yes: "said yes"
        case .no: "said no"
        case .allowedByDefault: "said nothing; silence allows it here"
        case .unknown: "said nothing; silence denies it here"
        }
    }

    private var clock: String { zone == .utc ? "UTC, theirs is unknown" : zone.name }
}
