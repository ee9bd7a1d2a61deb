import Templates
import Testing
import Vocabulary

@Suite struct PathTests {
    static let shop: AttributeValue = [
        "name": "N", "list": [["n": "a"], ["n": "b"]], "map": ["b": 1, "2": 2, "1": 3], "text": "héy", "zero": 0,
        "a b": "spaced", "deep": ["er": ["x": "X"]], "yes": true,
    ]

    @Test(arguments: [
        Rendering("{{deep.er.x}} {{deep/er/x}} {{this.name}} {{./name}}", shop, gives: "X X N N"),
        Rendering("{{[a b]}} {{\"a b\"}} {{deep.[er].x}} {{list.[1].n}}", shop, gives: "spaced spaced X b"),
        Rendering("{{list.length}} {{text.length}} {{text.[1]}} {{list.[5].n}}", shop, gives: "2 3 é "),
        Rendering("{{#each list}}{{n}}{{../name}}{{@root.zero}}{{/each}}", shop, gives: "aN0bN0"),
        Rendering("{{#each list}}{{#if ../yes}}{{../name}}{{/if}}{{/each}}", shop, gives: "NN"),
        Rendering("{{#each map}}{{@key}}={{this}}{{#unless @last}},{{/unless}}{{/each}}", shop, gives: "1=3,2=2,b=1"),
        Rendering(
            "{{#each list}}{{@index}}{{@key}}{{@first}}{{@last}} {{/each}}",
            shop,
            gives: "00truefalse 11falsetrue "
        ),
        Rendering(
            "{{#each l}}{{#each this}}{{@../index}}{{@index}} {{/each}}{{/each}}",
            ["l": [["a"], ["b", "c"]]],
            gives: "00 10 11 "
        ),
        Rendering("{{@index.a}}{{#each list}}{{@index.a}}{{/each}}", shop, gives: "0"),
        Rendering("{{constructor}}{{deep.toString}}{{lookup this '__proto__'}}|", shop, gives: "|"),
        Rendering(
            "{{#each list as |item i|}}{{i}}{{item.n}}{{#with item as |x|}}{{x.n}}{{i}}{{/with}}{{/each}}",
            shop,
            gives: "0aa01bb1"
        ),
        Rendering("{{#if yes as |x|}}{{x}}{{/if}}", shop, gives: "template.wrong-call"),
        Rendering("{{#with deep}}{{name}}{{/with}}", shop, gives: "N") { $0.compat = true },
        Rendering("{{#zero}}{{name}}|{{/zero}}", shop, gives: "|") { $0.compat = true },
        Rendering("{{#each [0]}}{{/each}}{{#each l}}{{../n}}{{/each}}", ["l": [1], "n": "N"], gives: "N"),
        Rendering("{{#each this}}[{{..}}]{{/each}}", [1], gives: "[]"),
        Rendering("{{#each this}}[{{..}}]{{/each}}", [2, 3], gives: "[2,3][2,3]"),
        Rendering("{{#if a}}{{else}}{{this}}{{/if}}", nil, gives: "[object Object]"),
        Rendering("{{#a}}{{else}}{{this}}{{/a}}", nil, gives: ""),
    ])
    func `a path leads where handlebars js goes`(_ rendering: Rendering) {
        #expect(rendering.result == rendering.expected)
    }

    @Test func `variables of the caller are seen as data`() throws {
        let template = try Template("{{@brand}}{{#each l}}{{@brand}}{{@index}}{{/each}}{{@root.x}}")
        let bytes = try template.render(["l": [1, 2], "x": "X"], variables: AttributeObject([("brand", "B")]))
        #expect(String(decoding: bytes, as: UTF8.self) == "BB0B1X")
    }

    @Test(arguments: [
        Rendering("{{a}}", gives: "template.missing-value") { $0.strict = true },
        Rendering("{{#if a}}x{{/if}}{{toString}}", gives: "") { $0.strict = true },
        Rendering("{{#if a.b}}x{{/if}}", gives: "template.missing-value") { $0.strict = true },
        Rendering("{{a.b}}|{{#with a}}{{/with}}", gives: "template.missing-value") { $0.assumeObjects = true },
        Rendering("{{a}}|", gives: "|") { $0.assumeObjects = true },
        Rendering("{{#each l as |x|}}{{x}}{{/each}}", ["l": [["x": 1]]], gives: "1") { $0.strict = true },
        Rendering("{{#each l as |x|}}[{{x}}]{{/each}}", ["l": [["n": 1]]], gives: "[]") { $0.strict = true },
        Rendering("{{#each l as |x|}}{{x.n}}{{/each}}", ["l": [["n": 1]]], gives: "template.missing-value") {
            $0.strict = true
        },
        Rendering("{{lookup (no) 'x'}}", ["no": false], gives: "template.missing-helper") { $0.strict = true },
    ])
    func `strict modes refuse what is missing`(_ rendering: Rendering) {
        #expect(rendering.result == rendering.expected)
    }
}
