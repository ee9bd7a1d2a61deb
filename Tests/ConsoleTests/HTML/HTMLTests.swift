import Testing
import Vocabulary

@testable import Console

struct HTMLTests {
    /// Texts that have broken other people's escaping.
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "</title><svg/onload=alert(1)>",
        "javascript:alert(1)", "&lt;b&gt;", "&#x3C;script>", "<!--", "-->", "]]>", "\u{0}<b>", "a\u{202E}b",
        "</script><script>",
        "${7*7}", "{{constructor}}", "<img src='x' onerror='alert(1)'/>", "\"autofocus onfocus=alert(1)//",
        "`onclick=alert(1)`",
    ]

    @Test func `text is escaped`() {
        let html: HTML = "<b>\("<i> & \"'")</b>"
        #expect(html.text == "<b>&lt;i&gt; &amp; &quot;&#39;</b>")
    }

    @Test(arguments: hostile)
    func `hostile text opens no tag and ends no attribute`(text: String) {
        let html: HTML = "<p title=\(text)>\(text)</p>"
        let inside = html.text.dropFirst(3).dropLast(4)
        #expect(inside.filter { $0 == "<" }.isEmpty)
        #expect(inside.filter { $0 == ">" }.count == 1)
        #expect(inside.filter { $0 == "\"" }.count == 2)
        #expect(!inside.contains("'"))
    }

    @Test func `an attribute's value is quoted even where the literal forgot it`() {
        let html: HTML = "<a title=\("a b") data-n=\(7)>\("=")</a>"
        #expect(html.text == "<a title=\"a b\" data-n=\"7\">=</a>")
    }

    @Test(arguments: [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "vbscript:x",
        "//evil.example", "/\\evil.example", "\\\\evil.example", "file:///etc/passwd", "blob:x", "",
    ])
    func `an address that runs code or leaves unseen leads nowhere`(address: String) {
        let html: HTML = "<a href=\"\(address)\">x</a><form action=\(address)>"
        #expect(html.text == "<a href=\"#\">x</a><form action=\"#\">")
    }

    @Test(arguments: ["/people?q=a&b=1", "https://example.org/", "mailto:a@example.org", "#top", "?page=2"])
    func `a sound address stays`(address: String) {
        let html: HTML = "<a href=\"\(address)\">x</a>"
        let escaped = address.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
        #expect(html.text == "<a href=\"\(escaped)\">x</a>")
    }

    @Test func `loops and conditions write into the same text`() {
        let html: HTML = "<ul>\(each: ["a", "<"], { "<li>\($0)</li>" })</ul>\(if: false, "no")\(if: true, "yes")"
        #expect(html.text == "<ul><li>a</li><li>&lt;</li></ul>yes")
    }

    @Test func `data for scripts cannot end its block`() {
        let html: HTML = "\(RawHTML.data("x", ["a": "</script><!--&"]))"
        #expect(
            html.text == #"<script type="application/json" id="x">{"a":"\u003c/script\u003e\u003c!--\u0026"}</script>"#
        )
    }
}
