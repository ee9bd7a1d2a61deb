import Vocabulary

/// Someone stopped sending: a record of what, since when and by whom.
package struct Hold: Hashable, Sendable {
    package var scope: HoldScope
    /// What it says of the sends it keeps: `hold`, or `paused` where their journey is.
    package var reason: SendReason
    package var since: Moment
    package var who: String

    package init(scope: HoldScope, reason: SendReason = .hold, since: Moment, who: String) {
        precondition(Self.reasons.contains(reason))
        self.scope = scope
        self.reason = reason
        self.since = since
        self.who = who
    }

    package static let reasons: [SendReason] = [.hold, .paused]
}

/// What a hold stops.
package enum HoldScope: Hashable, Sendable, CustomStringConvertible {
    case all
    case channel(ChannelName)
    case origin(SendOrigin.Kind, id: Int64)

    package func covers(_ send: Send) -> Bool {
        switch self {
        case .all: true
        case .channel(let channel): send.channel == channel
        case .origin(let kind, let id): send.origin.kind == kind && send.origin.id == id
        }
    }

    /// `all`, `channel:email`, `journey:…`: how it is stored and named on the command line.
    package var description: String {
        switch self {
        case .all: "all"
        case .channel(let channel): "channel:\(channel)"
        case .origin(let kind, let id): "\(kind.rawValue):\(JourneyID(raw: id))"
        }
    }

    package init?(_ text: String) {
        if text == "all" {
            self = .all
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        if parts[0] == "channel" {
            self = .channel(ChannelName(parts[1]))
        } else if let kind = SendOrigin.Kind(rawValue: parts[0]), let id = JourneyID(parts[1]) {
            self = .origin(kind, id: id.raw)
        } else {
            return nil
        }
    }
}
