import Vocabulary

/// One action that the brand takes: so far the message that a program asks for by a call ("API-triggered").
package struct Campaign: Hashable, Sendable {
    /// What sets it off.
    package enum Kind: String, CaseIterable, Sendable {
        /// A call, for one or a few recipients, at once.
        case api
    }

    /// Where it stands.
    package enum Status: String, CaseIterable, Sendable {
        /// Written, never published: calls are refused.
        case draft
        /// Published: calls send its newest version.
        case live
    }

    package var id: CampaignID
    /// How calls name it; fits into an address as it is.
    package var name: String
    package var kind: Kind
    /// The number of the newest published version; 0 before the first.
    package var newestVersion: Int
    package var created: Moment
    package var changed: Moment

    package var status: Status { newestVersion > 0 ? .live : .draft }
}

/// The immutable form in which a campaign was published: a send keeps the version it was made for.
package struct CampaignVersion: Hashable, Sendable {
    package var campaign: CampaignID
    /// 1, 2, 3 …
    package var number: Int
    package var definition: CampaignDefinition
    package var published: Moment
}
