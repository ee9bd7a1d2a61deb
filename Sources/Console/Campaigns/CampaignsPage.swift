import Campaigns
import Deliveries
import Store
import Vocabulary

/// All campaigns, with what they sent in the last 24 hours.
enum CampaignsPage {
    /// The span of the counts here and on a campaign's page.
    static let span: Duration = .hours(24)

    private typealias Line = (campaign: Campaign, owed: Int64)

    static func show(_ visit: Visit) async throws -> Answer {
        let lines = try await visit.read { db in
            try CampaignReading.list(in: db).map { campaign -> Line in
                (campaign, try facets(of: campaign.id, in: db).reduce(0) { $0 + $1.count })
            }
        }
        let content = lines.isEmpty ? empty : table(lines, now: visit.now)
        let body: HTML = "<h1>Campaigns</h1><section class=\"card\">\(content)</section>"
        return .page(PageContent("Campaigns", body: body))
    }

    /// Where the messages of a campaign stand that were asked for in the last 24 hours.
    static func facets(of id: CampaignID, in db: Transaction) throws -> [LedgerFacet] {
        try LedgerTable.facets(query(id, now: db.now).filter, now: db.now, in: db)
    }

    static func query(_ id: CampaignID, now: Moment) -> LedgerQuery {
        var query = LedgerQuery()
        query.campaign = id
        query.since = now - span
        return query
    }

    private static let empty = Parts.empty(
        "No campaigns yet. An API-triggered campaign is one message, a receipt or a code, that your programs send by a call.",
        """
        <p>First write <code>campaigns/order-receipt.json</code>, then publish it with <code>sojourn apply .</code>:</p>
        <pre tabindex="0">{
          "format": "sojourn.campaign/1",
          "name": "order-receipt",
          "kind": "api",
          "from": "Shop &lt;shop@example.org&gt;",
          "subject": "Your order {{context.order.number}}",
          "html": "&lt;p&gt;Thank you, {{profile.person.name.firstName}}.&lt;/p&gt;"
        }</pre>
        """
    )

    private static func table(_ lines: [Line], now: Moment) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Table: campaigns"><table>
        <thead><tr><th scope="col">Campaign</th><th scope="col">Sent by</th><th scope="col">Status</th>
        <th scope="col" class="number">Version</th><th scope="col">Changed</th>
        <th scope="col" class="number">Messages in 24 hours</th></tr></thead>
        <tbody>\(each: lines, { campaign, owed in
          """
          <tr><th scope="row"><a href="\(Pages.campaign(campaign.id))">\(campaign.name)</a></th><td>API call</td>
          <td>\(Parts.status(campaign.status))</td>
          <td class="number">\(campaign.newestVersion == 0 ? "none" : Words.number(campaign.newestVersion))</td>
          <td>\(campaign.changed)</td>
          <td class="number"><a href="\(query(campaign.id, now: now).link)">\(Words.number(owed))</a></td></tr>
          """
        })</tbody></table></div>
        """
    }
}
