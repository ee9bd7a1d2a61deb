import Deliveries
import Vocabulary

/// The ledger's filter as a query or a body names it: `state`, `reason` (`none`: without one), `phase`, `journey`,
/// `campaign`, `step`, `address`, `profile`, `send`, `since`, `before`, `finished`.
enum SendFilter {
    static let noReason = "none"

    /// - Parameter text: the value of a name, `nil` where it is not given.
    static func read(_ text: (String) throws -> String?) throws -> LedgerFilter {
        func value<Value>(_ name: String, _ make: (String) -> Value?) throws -> Value? {
            guard let text = try text(name) else { return nil }
            guard let value = make(text) else { throw BodyReader.invalid(name, "\(name) is not one known here") }
            return value
        }
        var filter = LedgerFilter()
        filter.id = try value("send", SendID.init)
        filter.state = try value("state", SendState.init(rawValue:))
        filter.hasNoReason = try text("reason") == noReason
        if !filter.hasNoReason { filter.reason = try value("reason", SendReason.init(rawValue:)) }
        filter.phase = try value("phase", PendingPhase.init(rawValue:))
        if let journey = try value("journey", JourneyID.init) {
            (filter.originKind, filter.origin) = (.journey, journey.raw)
        }
        if let campaign = try value("campaign", CampaignID.init) {
            (filter.originKind, filter.origin) = (.api, campaign.raw)
        }
        filter.step = try text("step")
        filter.address = try text("address")
        filter.profile = try value("profile", ProfileID.init)
        filter.since = try value("since") { Moment(iso8601: $0) }
        filter.before = try value("before") { Moment(iso8601: $0) }
        filter.finished = try value("finished") { Moment(iso8601: $0) }
        return filter
    }
}
