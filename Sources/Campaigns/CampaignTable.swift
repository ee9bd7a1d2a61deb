import Store
import Vocabulary

/// All SQL of campaigns and their versions.
enum CampaignTable {
    private static let columns: SQL = "id, name, kind, newest_version, created, changed"

    private static func campaign(_ row: borrowing Row) throws -> Campaign {
        let kind = try row.get(2, String.self)
        guard let known = Campaign.Kind(rawValue: kind) else {
            throw RowError(column: 2, wanted: "a campaign's kind", found: kind)
        }
        return Campaign(
            id: try row.get(0),
            name: try row.get(1),
            kind: known,
            newestVersion: try row.get(3),
            created: try row.get(4),
            changed: try row.get(5)
        )
    }

    // MARK: Objects

    static func insert(_ campaign: Campaign, draft: String, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO campaigns (id, name, kind, newest_version, draft, created, changed)
            VALUES (\(campaign.id), \(campaign.name), \(campaign.kind.rawValue), \(campaign.newestVersion), \(draft),
                \(campaign.created), \(campaign.changed))
            """
        )
    }

    /// Locked, so that two who change one campaign come after each other.
    static func lock(_ id: CampaignID, in db: Transaction) throws -> Campaign? {
        try db.row(
            "SELECT \(fragment: columns) FROM campaigns WHERE id = \(id)\(fragment: db.dialect.forUpdate)",
            campaign
        )
    }

    static func find(_ id: CampaignID, in db: Transaction) throws -> Campaign? {
        try db.row("SELECT \(fragment: columns) FROM campaigns WHERE id = \(id)", campaign)
    }

    static func find(named name: String, in db: Transaction) throws -> Campaign? {
        try db.row("SELECT \(fragment: columns) FROM campaigns WHERE name = \(name)", campaign)
    }

    static func all(in db: Transaction) throws -> [Campaign] {
        try db.rows("SELECT \(fragment: columns) FROM campaigns ORDER BY name", campaign)
    }

    static func draft(of id: CampaignID, in db: Transaction) throws -> String? {
        try db.value("SELECT draft FROM campaigns WHERE id = \(id)")
    }

    static func save(draft: String, name: String, of id: CampaignID, in db: Transaction) throws {
        try db.execute("UPDATE campaigns SET draft = \(draft), name = \(name), changed = \(db.now) WHERE id = \(id)")
    }

    static func save(newestVersion: Int, of id: CampaignID, in db: Transaction) throws {
        try db.execute(
            "UPDATE campaigns SET newest_version = \(newestVersion), changed = \(db.now) WHERE id = \(id)"
        )
    }

    // MARK: Versions

    static func insert(_ version: CampaignVersion, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO campaign_versions (campaign_id, number, definition, published)
            VALUES (\(version.campaign), \(version.number), \(version.definition.text), \(version.published))
            """
        )
    }

    static func version(_ number: Int, of campaign: CampaignID, in db: Transaction) throws -> CampaignVersion? {
        try versions(of: campaign, from: number, limit: 1, in: db).first { $0.number == number }
    }

    /// The newest first, from `number` down.
    static func versions(
        of campaign: CampaignID,
        from number: Int,
        limit: Int,
        in db: Transaction
    ) throws -> [CampaignVersion] {
        try db.rows(
            """
            SELECT number, definition, published FROM campaign_versions
            WHERE campaign_id = \(campaign) AND number <= \(number) ORDER BY number DESC LIMIT \(limit)
            """
        ) { row in
            let number = try row.get(0, Int.self)
            return CampaignVersion(
                campaign: campaign,
                number: number,
                definition: try definition(row.get(1), of: campaign, version: number),
                published: try row.get(2)
            )
        }
    }

    private static func definition(
        _ text: String,
        of campaign: CampaignID,
        version: Int
    ) throws(CampaignError) -> CampaignDefinition {
        do throws(Diagnostics) {
            return try CampaignDefinition(text)
        } catch {
            throw .unreadable(campaign, version: version, error)
        }
    }
}
