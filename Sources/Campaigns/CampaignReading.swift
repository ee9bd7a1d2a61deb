import Store
import Vocabulary

/// What the faces ask of campaigns; all reads, in the caller's transaction.
package enum CampaignReading {
    package static func list(in db: Transaction) throws -> [Campaign] { try CampaignTable.all(in: db) }

    package static func campaign(_ id: CampaignID, in db: Transaction) throws -> Campaign? {
        try CampaignTable.find(id, in: db)
    }

    /// By its name, else by its id.
    package static func campaign(called text: String, in db: Transaction) throws -> Campaign? {
        if let campaign = try CampaignTable.find(named: text, in: db) { return campaign }
        return try CampaignID(text).flatMap { try CampaignTable.find($0, in: db) }
    }

    /// The text being edited.
    package static func draft(of id: CampaignID, in db: Transaction) throws -> String? {
        try CampaignTable.draft(of: id, in: db)
    }

    /// The newest versions of a campaign, the newest first.
    package static func versions(of campaign: Campaign, limit: Int, in db: Transaction) throws -> [CampaignVersion] {
        try CampaignTable.versions(of: campaign.id, from: campaign.newestVersion, limit: limit, in: db)
    }
}
