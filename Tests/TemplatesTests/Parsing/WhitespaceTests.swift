import Templates
import Testing
import Vocabulary

@Suite struct WhitespaceTests {
    @Test(arguments: [
        Rendering("a {{~b~}} c", ["b": 1], gives: "a1c"),
        Rendering("a\n{{~#if b~}}\n x \n{{~/if~}}\n c", ["b": 1], gives: "axc"),
        Rendering("  {{#if a}}\n  x\n  {{else}}\n  y\n  {{/if}}\nz", ["a": 1], gives: "  x\nz"),
        Rendering("a\r\n{{! comment }}\r\nb", gives: "a\r\nb"),
        Rendering("a {{! comment }}\nb", gives: "a \nb"),
        Rendering("{{#if a}}\nx\n{{/if}}\n", ["a": 1], gives: "\nx\n\n") { $0.ignoreStandalone = true },
        Rendering("{{#if a}} x{{/if}}\n", ["a": 1], gives: " x\n"),
        Rendering("\u{00a0}{{~a}}\u{2003}{{~a}}", ["a": 1], gives: "11"),
        Rendering("{{#a}}\n{{#b}}\nx\n{{/b}}\n{{/a}}\n", ["a": true, "b": true], gives: "x\n"),
        Rendering("{{#if a}}\nx\n{{else if b}}\ny\n{{/if}}\n", ["b": 1], gives: "y\n"),
    ])
    func `white space is controlled by tildes and lines`(_ rendering: Rendering) {
        #expect(rendering.result == rendering.expected)
    }
}
