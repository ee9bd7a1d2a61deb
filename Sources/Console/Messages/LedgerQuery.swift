import Deliveries
import Vocabulary

/// What of the ledger a page shows, as its address says it.
struct LedgerQuery: Hashable, Sendable {
    var state: SendState?
    var reason: SendReason?
    var journey: JourneyID?
    var step: String?
    var address: String?
    var profile: ProfileID?
    var since: Moment?

    init(_ query: Form) {
        state = query["state"].flatMap { SendState(rawValue: $0) }
        reason = query["reason"].flatMap { SendReason(rawValue: $0) }
        journey = query["journey"].flatMap { JourneyID($0) }
        step = query.text("step")
        address = query.text("address")
        profile = query["person"].flatMap { ProfileID($0) }
        since = query["since"].flatMap { Moment(iso8601: $0) }
    }

    var isNarrow: Bool { self != LedgerQuery(Form()) }

    var filter: LedgerFilter {
        var filter = LedgerFilter()
        filter.state = state
        filter.reason = reason
        if let journey { (filter.originKind, filter.origin) = (.journey, journey.raw) }
        filter.step = step
        filter.address = address
        filter.profile = profile
        filter.since = since
        return filter
    }

    var link: Link {
        Pages.messages.link.with("state", state?.rawValue).with("reason", reason?.rawValue)
            .with("journey", journey?.description).with("step", step).with("address", address)
            .with("person", profile?.description).with("since", since?.description)
    }

    func choosing(_ facet: LedgerFacet) -> LedgerQuery {
        var query = self
        (query.state, query.reason) = (facet.state, facet.reason)
        return query
    }

    var choosingAll: LedgerQuery {
        var query = self
        (query.state, query.reason) = (nil, nil)
        return query
    }

    func matches(_ facet: LedgerFacet) -> Bool {
        guard let state else { return false }
        return facet.state == state && (reason == nil || reason == facet.reason)
    }
}
