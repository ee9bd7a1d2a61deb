import Store
import TestKit
import Testing
import Vocabulary

@testable import Campaigns

@Suite struct CampaignTests {
    @Test func `writing what was read gives the same text again`() throws {
        let read = try CampaignDefinition(
            CallStory.definition(
                #""description": ["a", "b"], "notAfter": "PT2H", "requires": ["order.number"], "replyTo": "a@b.example","#
            )
        )
        #expect(try CampaignDefinition(read.text) == read)
        #expect(try CampaignDefinition(read.text).text == read.text)
        #expect(read.description == "a\nb" && read.lifetime == .hours(2))
    }

    @Test func `all faults are told, each at its field`() {
        let text = """
            {"format": "sojourn.campaign/2", "name": "order receipt", "kind": "sms", "notAfter": "soon", "code": 1,
             "requires": ["a..b"], "subject": "{{#if a}}", "html": "", "colour": "red"}
            """
        let found = #expect(throws: Diagnostics.self) { try CampaignDefinition(text) }
        let places = found?.all.map { "\($0.location ?? "") \($0.code)" }.sorted()
        #expect(
            places == [
                "code campaign.wrong-type", "colour campaign.unknown-field", "format campaign.wrong-format",
                "from campaign.missing-field", "html campaign.missing-field", "kind campaign.bad-choice",
                "name campaign.bad-name", "notAfter campaign.bad-period", "requires campaign.bad-path",
                "subject template.syntax",
            ]
        )
        #expect(throws: Diagnostics.self) { try CampaignDefinition("[]") }
        #expect(throws: Diagnostics.self) { try CampaignDefinition("{") }
        let both = CallStory.definition(#""code": true, "notAfter": "PT1H","#)
        #expect(throws: Diagnostics.self) { try CampaignDefinition(both) }
    }

    @Test func `what templates read of the context is known`() throws {
        let definition = try CampaignDefinition(
            CallStory.definition(
                #""requires": ["id"],"#,
                subject: "{{context.order.number}} {{#each context.items}}{{name}}{{/each}} {{profile.name}}"
            )
        )
        #expect(definition.contextPaths.prefix(2) == ["id", "order.number"])
        #expect(definition.contextPaths.contains("items[].name"))
    }

    @Test(arguments: Backend.available)
    func `a draft is kept unchecked and sends nothing until it is published`(backend: Backend) async throws {
        let clock = TestClock()
        let store = try await backend.freshStore(migrations: CallStory.migrations, clock: clock)
        let story = CallStory(store, clock: clock)
        let draft = CallStory.definition(subject: "{{#if")
        let id = try await store.write { db in
            var ids = IDGenerator()
            return try Campaign.draft(draft, ids: &ids, in: db).id
        }
        await #expect(throws: CampaignError.unpublished("order-receipt")) {
            try await story.send(CallStory.call("k"))
        }
        await #expect(throws: CampaignError.notFound("nothing")) {
            try await story.executions.execute(CallStory.call("k"), of: "nothing")
        }
        await #expect(throws: CampaignError.self) {
            try await store.write { db in _ = try Campaign.publish(id, in: db) }
        }
        #expect(try await story.publish(CallStory.definition()) == .changed(id, version: 1))
        #expect(try await story.publish(CallStory.definition()) == .unchanged(id))
        _ = try await story.send(CallStory.call("k"))
        let (kept, text) = try await store.read { db in
            (try CampaignReading.draft(of: id, in: db), try Campaign.export(id, in: db))
        }
        #expect(kept == text)
    }
}
