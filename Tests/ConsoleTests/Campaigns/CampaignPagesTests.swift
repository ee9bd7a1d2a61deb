import Accounts
import Campaigns
import Store
import TestKit
import Testing
import Vocabulary

@testable import Console

@Suite struct CampaignPagesTests {
    private static let definition = #"""
        {"format": "sojourn.campaign/1", "name": "order-receipt", "kind": "api", "requires": ["order.number"],
         "from": "Shop <shop@shop.example>", "subject": "Thanks", "html": "{{#each context.items}}{{name}}{{/each}}"}
        """#

    @Test(arguments: Backend.available)
    func `without a campaign the list says what one is and how to begin`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let page = try await server.signedIn(.viewer).get("/campaigns").body
            #expect(page.contains("No campaigns yet") && page.contains("sojourn apply"))
            #expect(page.contains(#"<a href="/campaigns" aria-current="page">Campaigns</a>"#))
        }
    }

    @Test(.row("ajo K7"), arguments: Backend.available)
    func `a campaign shows its call, and its counts lead to the ledger`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let id = try await server.state.write { db in
                var ids = IDGenerator()
                return try Campaign.draft(Self.definition, ids: &ids, in: db).id
            }
            let browser = try await server.signedIn(.viewer)
            #expect(try await browser.get("/campaigns/\(id)").body.contains("Calls are refused"))
            _ = try await server.state.write { db in try Campaign.publish(id, in: db).number }
            #expect(try await browser.get("/campaigns/\(id)").body.contains("No call in the last 24 hours"))
            let place = RecipientPlace(address: "to.email", identity: "to.identity")
            let context: AttributeValue = ["order": ["number": 1]]
            let ada = try APIRecipient(at: place, identity: nil, address: "ada@b.example", context: context)
            let call = APICall(key: nil, body: [:], recipients: [.success(ada)])
            _ = try await Executions(store: server.state, shard: 20) {}.execute(call, of: "order-receipt")
            let page = try await browser.get("/campaigns/\(id)").body
            #expect(page.contains("/api/v1/messages/order-receipt/send"))
            #expect(
                page.contains(
                    "{&quot;order&quot;:{&quot;number&quot;:&quot;…&quot;},&quot;items&quot;:[{&quot;name&quot;:&quot;…&quot;}]}"
                )
            )
            #expect(page.contains("/messages?state=pending") && page.contains("campaign=\(id)"))
            let ledger = try await browser.get("/messages?campaign=\(id)").body
            #expect(ledger.contains("1 message, the newest first") && ledger.contains("ada@b.example"))
            #expect(try await browser.get("/campaigns").body.contains("order-receipt"))
            #expect(try await browser.get("/campaigns/0000000000000").status == 404)
        }
    }
}
