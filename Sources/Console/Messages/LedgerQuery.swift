import Deliveries
import Vocabulary
import Web

/// What of the ledger a page shows, as its address says it.
struct LedgerQuery: Hashable, Sendable {
    var state: SendState?
    var reason: SendReason?
    var hasNoReason = false
    var phase: PendingPhase?
    var journey: JourneyID?
    var campaign: CampaignID?
    var step: String?
    var address: String?
    var profile: ProfileID?
    var since: Moment?
    /// One message alone.
    var send: SendID?
    /// Those that one act settled.
    var finished: Moment?

    /// How an address says that a message bears no reason.
    private static let noReason = "none"

    init() {}

    init(_ query: Form) {
        state = query["state"].flatMap { SendState(rawValue: $0) }
        reason = query["reason"].flatMap { SendReason(rawValue: $0) }
        hasNoReason = query["reason"] == Self.noReason
        phase = query["phase"].flatMap { PendingPhase(rawValue: $0) }
        journey = query["journey"].flatMap { JourneyID($0) }
        campaign = query["campaign"].flatMap { CampaignID($0) }
        step = query.text("step")
        address = query.text("address")
        profile = query["person"].flatMap { ProfileID($0) }
        since = query["since"].flatMap { Moment(iso8601: $0) }
        send = query["send"].flatMap { SendID($0) }
        finished = query["finished"].flatMap { Moment(iso8601: $0) }
    }

    var isNarrow: Bool { self != LedgerQuery() }

    var filter: LedgerFilter {
        var filter = LedgerFilter()
        filter.id = send
        filter.state = state
        filter.reason = reason
        filter.hasNoReason = hasNoReason
        filter.phase = phase
        if let journey { (filter.originKind, filter.origin) = (.journey, journey.raw) }
        if let campaign { (filter.originKind, filter.origin) = (.api, campaign.raw) }
        filter.step = step
        filter.address = address
        filter.profile = profile
        filter.since = since
        filter.finished = finished
        return filter
    }

    /// Names and values, as an address or a form's hidden fields have them.
    var fields: [(name: String, value: String)] {
        let all: [(String, String?)] = [
            ("state", state?.rawValue), ("reason", hasNoReason ? Self.noReason : reason?.rawValue),
            ("phase", phase?.rawValue), ("journey", journey?.description), ("campaign", campaign?.description),
            ("step", step), ("address", address),
            ("person", profile?.description), ("since", since?.description), ("send", send?.description),
            ("finished", finished?.description),
        ]
        return all.compactMap { name, value in value.map { (name: name, value: $0) } }
    }

    var link: Link { added(to: Pages.messages.link) }

    func added(to link: Link) -> Link { fields.reduce(link) { $0.with($1.name, $1.value) } }

    var hidden: HTML {
        "\(each: fields, { field in "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">" })"
    }

    /// Without what the filter form itself asks for.
    var withoutChoices: LedgerQuery {
        var query = self
        (query.journey, query.address) = (nil, nil)
        return query
    }

    func choosing(_ facet: LedgerFacet) -> LedgerQuery {
        var query = choosingAll
        (query.state, query.reason, query.phase) = (facet.state, facet.reason, facet.phase)
        query.hasNoReason = facet.reason == nil && facet.state.hasReasons
        return query
    }

    var choosingAll: LedgerQuery {
        var query = self
        (query.state, query.reason, query.phase, query.hasNoReason) = (nil, nil, nil, false)
        return query
    }

    func matches(_ facet: LedgerFacet) -> Bool {
        guard let state else { return false }
        return facet.state == state && (reason == nil || reason == facet.reason)
            && (!hasNoReason || facet.reason == nil) && (phase == nil || phase == facet.phase)
    }
}
