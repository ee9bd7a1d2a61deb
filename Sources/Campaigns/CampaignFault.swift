/// What can be wrong with a campaign's text form; the raw value is the diagnostic's code, explained in
/// `docs/api-messages.md`.
package enum CampaignFault: String, CaseIterable, Sendable {
    case notJSON = "campaign.not-json"
    case tooLarge = "campaign.too-large"
    case wrongFormat = "campaign.wrong-format"
    case missingField = "campaign.missing-field"
    case unknownField = "campaign.unknown-field"
    case wrongType = "campaign.wrong-type"
    case badChoice = "campaign.bad-choice"
    case badPeriod = "campaign.bad-period"
    case badName = "campaign.bad-name"
    case badPath = "campaign.bad-path"
    case tooMany = "campaign.too-many"
    case contradiction = "campaign.contradiction"
}
