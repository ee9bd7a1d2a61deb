import Campaigns
import Hummingbird
import JSON
import Store
import Vocabulary

/// `/campaigns`: what there is, drafts, and publishing.
package struct CampaignRoutes: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/campaigns") { _, _ in try await list() }
        router.put("/campaigns") { request, _ in try await apply(request) }
        router.get("/campaigns/:campaign") { _, context in try await show(context.parameters.require("campaign")) }
        router.post("/campaigns/:campaign/publish") { _, context in
            try await publish(context.parameters.require("campaign"))
        }
    }

    private func list() async throws -> Response {
        let campaigns = try await store.read { db in try CampaignReading.list(in: db) }
        return Answer.page(campaigns, next: nil) { campaign, json in
            json.object { Self.write(campaign, to: &$0) }
        }
    }

    /// The campaign of the definition's name becomes what it says, and is published; with `draft=true` it is kept
    /// unchecked as that campaign's draft.
    private func apply(_ request: Request) async throws -> Response {
        let isDraft = try Self.isDraft(QueryReader(request)["draft"])
        let bytes = try await RequestBytes.read(request, limit: CampaignDefinition.maximumBytes)
        let text = String(decoding: bytes, as: UTF8.self)
        let id = try await store.write { db in
            var ids = IDGenerator()
            if isDraft { return try Campaign.draft(text, ids: &ids, in: db).id }
            return switch try Campaign.apply(text, ids: &ids, in: db) {
            case .created(let id, _), .changed(let id, _), .unchanged(let id): id
            }
        }
        return try await show(id.description)
    }

    private static func isDraft(_ text: String?) throws -> Bool {
        switch text {
        case nil, "false": return false
        case "true": return true
        default: throw BodyReader.invalid("draft", "draft is true or false")
        }
    }

    private func publish(_ name: String) async throws -> Response {
        try await store.write { db in
            guard let campaign = try CampaignReading.campaign(called: name, in: db) else {
                throw CampaignError.notFound(name)
            }
            _ = try Campaign.publish(campaign.id, in: db)
        }
        return try await show(name)
    }

    private func show(_ name: String) async throws -> Response {
        let found = try await store.read { db -> (Campaign, CampaignVersion?, String)? in
            guard let campaign = try CampaignReading.campaign(called: name, in: db) else { return nil }
            let newest = try CampaignReading.versions(of: campaign, limit: 1, in: db).first
            return (campaign, newest, try Campaign.export(campaign.id, in: db))
        }
        guard let (campaign, newest, definition) = found else { throw CampaignError.notFound(name) }
        return Answer.json { json in
            Self.write(campaign, to: &json)
            json.member("published", newest?.published)
            json.member("definition", definition)
            json.array("context") { json in
                for path in newest?.definition.contextPaths ?? [] { json.value(path) }
            }
        }
    }

    private static func write(_ campaign: Campaign, to json: inout JSONWriter) {
        json.member("id", campaign.id)
        json.member("name", campaign.name)
        json.member("kind", campaign.kind.rawValue)
        json.member("status", campaign.status.rawValue)
        json.member("version", campaign.newestVersion)
        json.member("changed", campaign.changed)
    }
}
