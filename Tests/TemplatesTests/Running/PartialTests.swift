import Templates
import Testing
import Vocabulary

@Suite struct PartialTests {
    @Test(arguments: [
        Rendering(
            "{{> p}}{{> p o}}{{> p o n=3}}{{> p n=(lookup o 'n')}}",
            ["n": 1, "o": ["n": 2]],
            gives: "1232",
            partials: ["p": "{{n}}"]
        ),
        Rendering("a\n  {{> p}}\nb", gives: "a\n  1\n  2\nb", partials: ["p": "1\n2\n"]),
        Rendering("a\n  {{> p}}\nb", gives: "a\n  1\n2\nb", partials: ["p": "1\n2\n"]) { $0.preventIndent = true },
        Rendering(
            "{{> (lookup . 'x')}}{{> 'a b'}}{{> f/p}}",
            ["x": "p"],
            gives: "PQF",
            partials: ["p": "P", "a b": "Q", "f/p": "F"]
        ),
        Rendering(
            "{{#> l}}B{{#*inline 't'}}T{{/inline}}{{/l}}",
            gives: "T-B",
            partials: ["l": "{{> t}}-{{> @partial-block}}"]
        ),
        Rendering("{{#> none}}fallback {{n}}{{/none}}", ["n": 1], gives: "fallback 1"),
        Rendering(
            "{{#> l}}x{{/l}}{{> l}}",
            gives: "[x][none]",
            partials: ["l": "[{{#if @partial-block}}{{> @partial-block}}{{else}}none{{/if}}]"]
        ),
        Rendering(
            "{{#> c}}{{{../l}}}{{/c}}",
            ["l": [1, 2]],
            gives: "xx",
            partials: ["c": "{{#with o}}{{/with}}{{#@partial-block}}x{{/@partial-block}}"]
        ),
        Rendering(
            "{{> tree}}",
            ["n": 1, "c": [["n": 2, "c": [["n": 3]]]]],
            gives: "1(2(3))",
            partials: ["tree": "{{n}}{{#each c}}({{> tree}}){{/each}}"]
        ),
        Rendering(
            "{{#*inline 'p'}}in {{this}}{{/inline}}{{#each l}}{{> p}};{{/each}}",
            ["l": [1, 2]],
            gives: "in 1;in 2;"
        ),
        Rendering("{{#> p}}x{{/p}}", ["o": ["a": 1]], gives: "[]", partials: ["p": "[{{lookup o @partial-block}}]"]),
        Rendering(
            "{{#> p}}x{{this}}{{/p}}",
            ["l": [1, 2]],
            gives: "x1x2",
            partials: ["p": "{{#each l}}{{> (lookup @_parent 'partial-block')}}{{/each}}"]
        ),
        Rendering(
            "{{#> c}}{{#each this}}{{@key}}={{this}};{{/each}}{{/c}}",
            ["a": 5],
            gives: "name=@partial-block;hash=[object Object];fn=x;inverse=y;data=[object Object];loc=[object Object];",
            partials: ["c": "{{#@partial-block x=1}}x{{a}}{{else}}y{{/@partial-block}}"]
        ),
        Rendering("{{> p}}", ["n": 1], gives: "[]", partials: ["p": "[{{n}}]"]) { $0.explicitPartialContext = true },
        Rendering("{{> (lookup . 'x')}}", ["x": "p"], gives: "template.missing-partial", partials: ["p": ""]) {
            $0.explicitPartialContext = true
        },
        Rendering("{{> p}}", gives: "template.missing-partial"),
        Rendering("{{> p a b}}", gives: "template.partial-arguments"),
        Rendering("{{#if no}}{{* unknown}}{{/if}}", gives: "template.wrong-call"),
    ])
    func `partials are found, given a context and indented`(_ rendering: Rendering) {
        #expect(rendering.result == rendering.expected)
    }

    static let selfCalling = [
        "self": "{{#if c}}{{#> wrapper c}}{{#*inline 't'}}U{{/inline}}{{/wrapper}}{{/if}}{{#if n}}{{> t}}{{/if}}",
        "wrapper": "{{> self}}", "t": "base",
    ]

    /// handlebars.js compiles a partial anew where its name is looked up in another set of partials; only then does
    /// the outer call keep its own set.
    @Test(arguments: [
        Rendering("{{> self}}", ["n": 1, "c": ["n": 2]], gives: "UU", partials: selfCalling),
        Rendering("{{#> self}}x{{/self}}", ["n": 1, "c": ["n": 2]], gives: "UU", partials: selfCalling),
        Rendering(
            "{{#> self}}{{#*inline 't'}}T{{/inline}}{{/self}}",
            ["n": 1, "c": ["n": 2]],
            gives: "UT",
            partials: selfCalling
        ),
    ])
    func `after calling itself a partial sees the inner call's partials if both are one`(_ rendering: Rendering) {
        #expect(rendering.result == rendering.expected)
    }

    @Test func `an inline partial that is one number cannot be indented`() {
        let template = "{{#*inline 'p'}}{{{n}}}{{/inline}}\n  {{> p}}\n"
        let rendering = Rendering(template, ["n": 1], gives: "template.no-text")
        #expect(rendering.result == rendering.expected)
    }

    @Test func `a partial that does not compile fails only where it is used`() throws {
        let broken = Template(invalid: Diagnostics([Diagnostic(code: "template.syntax", message: "wrong")]))
        let partials = ["p": broken]
        let unused = try Template("{{#if a}}{{> p}}{{/if}}").render(["a": false], partials: partials)
        #expect(unused.isEmpty)
        let used = try Template("{{> p}}")
        #expect {
            try used.render(nil, partials: partials)
        } throws: {
            ($0 as? RenderFailure)?.reason == .invalidPartial
        }
    }

    @Test func `a failure says where it happened`() throws {
        let template = try Template("abc {{> p}}")
        let partial = try Template("12 {{missing 1}}")
        #expect {
            try template.render(nil, partials: ["p": partial])
        } throws: { error in
            guard let failure = error as? RenderFailure else { return false }
            return failure.partial == "p" && failure.range == 3..<14 && failure.reason == .missingHelper
        }
    }
}
