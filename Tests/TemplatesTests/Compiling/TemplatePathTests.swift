import Templates
import Testing
import Vocabulary

@Suite struct TemplatePathTests {
    @Test func `paths follow with, each and block parameters`() throws {
        let template = try Template(
            """
            {{name}}{{#each orders as |order|}}{{total}}{{order.id}}{{../city}}{{#with first}}{{x}}{{/with}}{{/each}}
            {{#if vip}}{{@root.tier}}{{else}}{{#unknown}}{{y}}{{/unknown}}{{/if}}{{lookup map key}}
            """
        )
        #expect(
            template.paths.map { $0.isResolved ? $0.text : "?\($0.text)" } == [
                "name", "orders", "orders[].total", "orders[].id", "city", "orders[].first", "orders[].first.x",
                "vip", "tier", "unknown", "?y", "map", "key",
            ]
        )
    }

    @Test func `doubtful calls are warned of`() throws {
        let template = try Template("{{nope 1}}{{#if a b}}{{/if}}{{if a}}{{#*other}}{{/other}}")
        #expect(
            template.warnings.map(\.code) == [
                "template.unknown-helper", "template.helper-arguments", "template.no-block",
                "template.unknown-decorator",
            ]
        )
        #expect(template.warnings.allSatisfy { $0.severity == .warning && $0.range != nil && $0.hint != nil })
    }
}
