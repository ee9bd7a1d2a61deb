import Templates
import Testing
import Vocabulary

/// Templates that try to hold up or exhaust the process.
@Suite struct RenderLimitsTests {
    private func failure(
        _ template: String,
        _ context: AttributeValue = nil,
        partials: [String: String] = [:],
        limits: RenderLimits = .standard
    ) throws -> RenderFailure.Reason? {
        let compiled = try partials.mapValues { try Template($0) }
        do {
            _ = try Template(template).render(context, partials: compiled, limits: limits)
            return nil
        } catch let failure as RenderFailure {
            return failure.reason
        }
    }

    @Test func `a partial that calls itself ends at the depth limit`() throws {
        #expect(try failure("{{> p}}", partials: ["p": "x{{> p}}"]) == .depthLimit)
        #expect(try failure("{{> a}}", partials: ["a": "{{#if 1}}{{> b}}{{/if}}", "b": "{{> a}}"]) == .depthLimit)
    }

    @Test func `loops in loops end at the step limit`() throws {
        let list = AttributeValue.array(Array(repeating: 1, count: 1000))
        let template = "{{#each @root.l}}{{#each @root.l}}{{#each @root.l}}{{/each}}{{/each}}{{/each}}"
        #expect(try failure(template, ["l": list]) == .stepLimit)
    }

    @Test func `a huge text ends at the output limit and leaves the buffer as it was`() throws {
        let list = AttributeValue.array(Array(repeating: 1, count: 1000))
        let template = try Template("{{#each l}}{{@root.big}}{{/each}}")
        let context: AttributeValue = ["l": list, "big": .string(String(repeating: "x", count: 10_000))]
        var output: [UInt8] = [1, 2]
        #expect(throws: RenderFailure.self) {
            try template.render(
                context,
                limits: RenderLimits(outputBytes: 100_000, depth: 10, steps: 100_000),
                into: &output
            )
        }
        #expect(output == [1, 2])
    }

    @Test func `indentation within indentation is bounded`() throws {
        let partials = ["p": "{{#if n}}\n    {{> p n=0}}\n    {{> p n=0}}\n{{/if}}\nx\n"]
        #expect(try failure("  {{> p n=1}}\n", partials: partials) == nil)
    }

    @Test func `arrays in arrays beyond the limit are no text`() throws {
        var nested: AttributeValue = 1
        for _ in 0..<300 { nested = .array([nested]) }
        #expect(try failure("{{a}}", ["a": nested]) == .depthLimit)
    }

    @Test(arguments: [
        String(repeating: "{{", count: 500_000), String(repeating: "{{#a}}", count: 100_000),
        "{{a " + String(repeating: "(b ", count: 100_000), String(repeating: "{{a", count: 300_000),
        "{{" + String(repeating: "\"\\\"", count: 300_000), String(repeating: "{{!--", count: 200_000),
        String(repeating: "{{{{a}}}}", count: 100_000), String(repeating: "{{^}}", count: 100_000),
        String(repeating: "{{#a}}{{else if b}}", count: 50_000),
        "{{#a}}" + String(repeating: "{{else if b}}", count: 50_000),
    ])
    func `a megabyte of openings is refused`(_ source: String) {
        #expect(throws: Diagnostics.self) { try Template(source) }
    }

    @Test func `an object of a hundred thousand names is looked into`() throws {
        var object = AttributeObject()
        for index in 0..<100_000 { object["name\(index)"] = .integer(Int64(index)) }
        let text = try Template("{{name99999}}{{name0}}").render(.object(object))
        #expect(String(decoding: text, as: UTF8.self) == "999990")
    }
}
