import Content
import Store
import Vocabulary

extension Campaign {
    /// Keeps `draft`, unchecked, as a new campaign or as the draft of the one that has its name.
    ///
    /// - Throws: `CampaignError.faulty` where the text has no sound name by which to find it.
    package static func draft(_ text: String, ids: inout IDGenerator, in db: Transaction) throws -> Campaign {
        let name = try CampaignDefinition.name(in: text)
        if let known = try CampaignTable.find(named: name, in: db) {
            try CampaignTable.save(draft: text, name: name, of: known.id, in: db)
            return known
        }
        let campaign = Campaign(
            id: CampaignID(raw: ids.next(now: db.now)),
            name: name,
            kind: .api,
            newestVersion: 0,
            created: db.now,
            changed: db.now
        )
        try CampaignTable.insert(campaign, draft: text, in: db)
        return campaign
    }

    /// Makes the draft the newest version: calls send it from now on.
    ///
    /// - Throws: `CampaignError.faulty` with every fault at its field.
    package static func publish(_ id: CampaignID, in db: Transaction) throws -> CampaignVersion {
        guard let campaign = try CampaignTable.lock(id, in: db), let draft = try CampaignTable.draft(of: id, in: db)
        else { throw CampaignError.notFound(id.description) }
        let version = CampaignVersion(
            campaign: id,
            number: campaign.newestVersion + 1,
            definition: try sound(draft),
            published: db.now
        )
        try CampaignTable.insert(version, in: db)
        try MessageTable.save([version.messageKey: version.definition.message], in: db)
        try CampaignTable.save(newestVersion: version.number, of: id, in: db)
        return version
    }

    private static func sound(_ text: String) throws(CampaignError) -> CampaignDefinition {
        do throws(Diagnostics) {
            return try CampaignDefinition(text)
        } catch {
            throw .faulty(error)
        }
    }
}

extension CampaignVersion {
    /// Under which content keeps what it says: sends find it by their origin.
    var messageKey: MessageKey { MessageKey(origin: campaign.raw, version: Int64(number), step: "") }
}

// MARK: As code

extension Campaign {
    /// What `apply` did with a text.
    package enum Application: Hashable, Sendable {
        case created(CampaignID, version: Int)
        case changed(CampaignID, version: Int)
        case unchanged(CampaignID)
    }

    /// Makes the campaign of the text's name what the text says, and publishes it; applying again changes nothing.
    package static func apply(_ text: String, ids: inout IDGenerator, in db: Transaction) throws -> Application {
        let definition = try sound(text)
        let known = try CampaignTable.find(named: definition.name, in: db)
        if let known, try CampaignTable.version(known.newestVersion, of: known.id, in: db)?.definition == definition {
            return .unchanged(known.id)
        }
        let campaign = try draft(definition.text, ids: &ids, in: db)
        let number = try publish(campaign.id, in: db).number
        return known == nil ? .created(campaign.id, version: number) : .changed(campaign.id, version: number)
    }

    /// The text form of the newest version, or of the draft where none was published.
    package static func export(_ id: CampaignID, in db: Transaction) throws -> String {
        guard let campaign = try CampaignTable.find(id, in: db) else { throw CampaignError.notFound(id.description) }
        let version = try CampaignTable.version(campaign.newestVersion, of: id, in: db)
        return try version?.definition.text ?? CampaignTable.draft(of: id, in: db) ?? ""
    }
}
