import Templates
import Testing
import Vocabulary

@Suite struct TemplateParserTests {
    @Test(arguments: [
        Rendering("\\{{a}} \\\\{{a}} \\{{b}}{{a}}", ["a": 1], gives: "{{a}} \\1 {{b}}1"),
        Rendering("{{! a }}x{{!-- }} --}}y{{!}}z", gives: "xyz"),
        Rendering("{{1.50}}{{true}}{{[a]b]}}", ["1.5": "v", "true": "t"], gives: "template.syntax"),
        Rendering("{{1.50}}{{true}}{{null}}", ["1.5": "v", "true": "t", "null": "n"], gives: "vtn"),
        Rendering("{{lookup this 'it\\'s'}}{{lookup this \"a\\\"b\"}}", ["it's": 1, "a\"b": 2], gives: "12"),
        Rendering("{{a..b}}", gives: "template.missing-helper"),
        Rendering("{{elsewhere}}{{mythis}}", ["elsewhere": 1, "mythis": 2], gives: "12"),
        Rendering("{{items.[0]}}{{items.0.x}}", ["items": [1]], gives: "1"),
        Rendering("{{[]}}", "context", gives: "context"),
    ])
    func `what a tag says`(_ rendering: Rendering) {
        #expect(rendering.result == rendering.expected)
    }

    @Test(arguments: [
        ("{{a", "template.syntax"), ("{{#if a}}", "template.syntax"), ("{{/if}}", "template.syntax"),
        ("{{#if a}}{{/each}}", "template.mismatched-block"), ("{{#if a}}{{else}}{{else}}{{/if}}", "template.syntax"),
        ("{{a/../b}}", "template.invalid-path"), ("{{!-- a", "template.unclosed-comment"),
        ("{{{{a}}}}", "template.unclosed-raw-block"), ("a\0", "template.nul"), ("{{foo.0}}", "template.syntax"),
        ("{{#*inline 'a'}}{{else}}{{/inline}}", "template.decorator-inverse"), ("{{{a}}", "template.syntax"),
        ("{{a x=1 b}}", "template.syntax"), ("{{^a}}{{else if b}}{{/a}}", "template.syntax"),
        ("{{#1.0}}{{/'1'}}", "template.mismatched-block"), ("{{> p a b}}", "template.partial-arguments"),
    ])
    func `what handlebars js refuses is refused with a code`(_ source: String, _ code: String) {
        #expect(throws: Diagnostics.self) { try Template(source) }
        #expect(Rendering(source, gives: code).result == code)
    }

    @Test func `every wrong tag is reported with its place`() {
        do {
            _ = try Template("a {{b c=}} d {{e..}} f {{g h=1 i}}")
            Issue.record("it compiled")
        } catch {
            #expect(error.all.map(\.range) == [8..<10, 31..<32])
            #expect(error.all.allSatisfy { $0.range != nil })
        }
    }
}
