import Vocabulary

/// What was made of one call: a send for each recipient, or why there is none.
package struct Execution: Hashable, Sendable {
    package var id: ExecutionID
    package var campaign: CampaignID
    package var version: Int
    /// The call's idempotency key.
    package var key: String?
    package var created: Moment
    /// In the call's order.
    package var recipients: [Result<SendID, RecipientFault>]

    /// For so long a repeated call gets the first answer again, and what became of it can be asked for.
    package static let lifetime: Duration = .days(7)
}
