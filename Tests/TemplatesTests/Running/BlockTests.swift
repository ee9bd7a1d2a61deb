import Templates
import Testing
import Vocabulary

@Suite struct BlockTests {
    @Test(arguments: [
        Rendering("{{#if a}}x{{else if b}}y{{else}}z{{/if}}", ["b": 1], gives: "y"),
        Rendering("{{#a}}x{{else if b}}y{{else}}z{{/a}}", gives: "z"),
        Rendering("{{#unless a}}x{{^}}y{{/unless}}", ["a": []], gives: "x"),
        Rendering("{{#if 0}}x{{/if}}{{#if 0 includeZero=true}}y{{/if}}{{#if ''}}z{{/if}}", gives: "y"),
        Rendering("{{#if a}}x{{/if}}{{#if b}}y{{/if}}", ["a": [:], "b": [0]], gives: "xy"),
        Rendering("{{#a}}{{b}}{{/a}}{{^a}}none{{/a}}", ["a": ["b": 1]], gives: "1"),
        Rendering("{{#a}}{{.}}{{/a}}{{#b}}x{{^}}y{{/b}}", ["a": [1, 2], "b": []], gives: "12y"),
        Rendering("{{^a}}x{{else}}y{{/a}}", ["a": true], gives: "y"),
        Rendering("{{^each a}}x{{else}}{{this}}{{/each}}", ["a": [1]], gives: "1"),
        Rendering("{{#each a}}x{{else}}none{{/each}}{{#with b}}{{else}}n{{/with}}", ["a": "text"], gives: "nonen"),
        Rendering("{{lookup a 1}}{{lookup (lookup b 'c') 'd'}}", ["a": [1, 2], "b": ["c": ["d": 3]]], gives: "23"),
        Rendering("{{lookup 0}}{{lookup nil 1}}|{{log 'x' level='error'}}", gives: "0|"),
        Rendering("{{a x=1}}|{{#a x=1}}b{{else}}c{{/a}}|", gives: "||"),
        Rendering("{{#each l as |if|}}{{if}}{{#if}}x{{/if}}{{/each}}", ["l": [true]], gives: "truex"),
        Rendering("{{#./if a}}x{{/./if}}{{#@each l}}y{{/@each}}", ["a": 1, "l": [1]], gives: "xy"),
        Rendering(
            "{{{{raw}}}} {{x}} {{{{/raw}}}}|{{{{a}}}} {{x}} {{{{b}}}}{{{{/b}}}}{{{{/a}}}}",
            ["a": true],
            gives: "| {{x}} {{{{b}}}}{{{{/b}}}}"
        ),
        Rendering("{{#each l}}x{{/each}}{{#if l}}y{{/if}}{{log}}", ["l": [1], "each": 1], gives: "xy") {
            $0.knownHelpers = ["each": false, "if": false, "log": false]
        },
        Rendering("{{each}}", ["each": 1], gives: "template.wrong-call") { $0.knownHelpers = ["each": false] },
        Rendering("{{foo bar}}", gives: "template.missing-helper"),
        Rendering("{{a 1}}", ["a": "x"], gives: "template.wrong-call"),
        Rendering("{{if a}}", gives: "template.wrong-call"),
        Rendering("{{#if a b}}{{/if}}", gives: "template.wrong-call"),
        Rendering("{{lookup list 0 1}}", ["list": [1]], gives: "template.wrong-call"),
        Rendering("{{foo a}}", gives: "template.unknown-helper") { $0.knownHelpersOnly = true },
        Rendering("{{log x level=a}}", ["a": ["toString": 1]], gives: "template.no-text"),
    ])
    func `blocks and helpers do what handlebars js does`(_ rendering: Rendering) {
        #expect(rendering.result == rendering.expected)
    }

    @Test func `a helper of our own is called with values and options`() {
        let upper = TemplateHelper("upper") { arguments, options in
            .string((arguments.first?.string ?? "").uppercased() + (options["end"]?.string ?? ""))
        }
        let template = "{{upper name end='!'}}{{#if (upper name)}}y{{/if}}"
        let rendering = Rendering(template, ["name": "ann"], gives: "ANN!y") { $0.helpers = [upper] }
        #expect(rendering.result == rendering.expected)
    }
}
