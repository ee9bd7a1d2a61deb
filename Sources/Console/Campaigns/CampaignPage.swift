import Campaigns
import Content
import Deliveries
import JSON
import Store
import Vocabulary

/// One campaign: where it stands, what became of its messages, how it is called, and its versions.
enum CampaignPage {
    private static let versionLimit = 20

    private struct Model {
        var campaign: Campaign
        var versions: [CampaignVersion]
        var facets: [LedgerFacet]
        var hasNewerDraft: Bool
    }

    static func show(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(CampaignID.self), let model = try await visit.read({ db in try load(id, in: db) })
        else { return .notFound }
        let campaign = model.campaign
        let body: HTML = """
            <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.campaigns.link)">Campaigns</a></nav>
            <div class="head"><h1>\(campaign.name)</h1><p>\(Parts.status(campaign.status))</p></div>
            \(model.versions.first?.definition.description.map { text -> HTML in "<p>\(text)</p>" })
            \(standing(model))
            \(if: !model.versions.isEmpty, counts(model, now: visit.now))
            \(model.versions.first.map { call($0.definition) })
            \(if: !model.versions.isEmpty, versions(model))
            """
        return .page(PageContent(campaign.name, body: body))
    }

    private static func load(_ id: CampaignID, in db: Transaction) throws -> Model? {
        guard let campaign = try CampaignReading.campaign(id, in: db) else { return nil }
        let versions = try CampaignReading.versions(of: campaign, limit: versionLimit, in: db)
        let draft = try CampaignReading.draft(of: id, in: db)
        return Model(
            campaign: campaign,
            versions: versions,
            facets: try CampaignsPage.facets(of: id, in: db),
            hasNewerDraft: draft.flatMap { try? CampaignDefinition($0) } != versions.first?.definition
        )
    }

    private static func standing(_ model: Model) -> HTML {
        let name = model.campaign.name
        let publish: HTML =
            "publish it with <code>sojourn apply</code> or <code>POST /api/v1/campaigns/\(name)/publish</code>"
        guard let newest = model.versions.first?.definition else {
            return "<p class=\"verdict\">Calls are refused: there is only a draft. To let them in, \(publish).</p>"
        }
        return """
            <section class="card"><dl class="facts"><dt>Sent by</dt><dd>API call, one message each</dd>
            <dt>Kind</dt><dd>transactional: needs no consent, is not capped, and never waits behind a campaign's mail</dd>
            <dt>Worth sending for</dt><dd>\(Words.span(newest.lifetime))</dd>
            <dt>Subject</dt><dd>\(newest.message.subject)</dd><dt>From</dt><dd>\(newest.message.from)</dd></dl>
            \(if: model.hasNewerDraft, "<p>There is a newer draft; \(publish).</p>")</section>
            """
    }

    private static func counts(_ model: Model, now: Moment) -> HTML {
        let query = CampaignsPage.query(model.campaign.id, now: now)
        let total = model.facets.reduce(0) { $0 + $1.count }
        let table: HTML = """
            <table class="facets"><thead><tr><th scope="col">State</th><th scope="col">Because</th>
            <th scope="col" class="number">Messages</th></tr></thead><tbody>\(each: model.facets, { facet in
              """
              <tr><th scope="row"><span class="state \(facet.state.rawValue)">\(facet.phase.map(Words.phase) ?? Words.state(facet.state))</span></th>
              <td>\(facet.reason.map(Words.reason) ?? "")</td>
              <td class="number"><a href="\(query.choosing(facet).link)">\(Words.number(facet.count))</a></td></tr>
              """
            })</tbody><tfoot><tr><th scope="row" colspan="2">All</th>
            <td class="number"><a href="\(query.link)">\(Words.number(total))</a></td></tr></tfoot></table>
            """
        return """
            <section class="card" aria-labelledby="counts-title"><h2 id="counts-title">The last 24 hours</h2>
            \(model.facets.isEmpty ? Parts.empty("No call in the last 24 hours. The one below sends a first message.") : table)</section>
            """
    }

    /// A call with every variable that the templates read.
    private static func call(_ definition: CampaignDefinition) -> HTML {
        """
        <section class="card" aria-labelledby="call-title"><h2 id="call-title">The call</h2>
        <p>With a <a href="\(Pages.keys.link)">key for managing</a> in <code>$KEY</code> and this server's address in
        <code>$SOJOURN</code>:</p>
        <pre tabindex="0" aria-labelledby="call-title">\(SampleCall(definition).text)</pre></section>
        """
    }

    private static func versions(_ model: Model) -> HTML {
        """
        <section class="card" aria-labelledby="versions-title"><h2 id="versions-title">Versions</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Table: versions"><table>
        <thead><tr><th scope="col">Version</th><th scope="col">Published</th><th scope="col">Subject</th></tr></thead>
        <tbody>\(each: model.versions, { version in
          "<tr><th scope=\"row\">\(version.number)</th><td>\(version.published)</td><td>\(version.definition.message.subject)</td></tr>"
        })</tbody></table></div></section>
        """
    }
}

/// The call that sends a campaign's message, as one would type it.
struct SampleCall {
    private let definition: CampaignDefinition

    init(_ definition: CampaignDefinition) { self.definition = definition }

    var text: String {
        """
        curl -X POST "$SOJOURN/api/v1/messages/\(definition.name)/send" \\
          -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
          -H "Idempotency-Key: $(uuidgen)" \\
          -d '\(body.jsonText)'
        """
    }

    private var body: AttributeValue {
        ["to": ["email": "ada@example.org"], "context": definition.contextPaths.reduce([:], Self.adding)]
    }

    /// `value` with something at `path`; what is a list in the templates is a list of one.
    private static func adding(_ value: AttributeValue, _ path: String) -> AttributeValue {
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard let first = parts.first else { return value }
        let isList = first.hasSuffix("[]")
        let name = isList ? String(first.dropLast(2)) : first
        var members = value.object ?? AttributeObject()
        let known = isList ? Self.element(of: members[name]) : members[name]
        let inner = parts.count > 1 ? adding(known ?? [:], parts[1]) : known ?? "…"
        members[name] = isList ? .array([inner]) : inner
        return .object(members)
    }

    private static func element(of value: AttributeValue?) -> AttributeValue? {
        if case .array(let elements) = value { elements.first } else { nil }
    }
}
