import TestKit
import Testing

@testable import Content

@Suite struct LinkTargetTests {
    @Test(
        .row("ajo M10"),
        arguments: [
            ("https://a.example", "https://a.example?utm_source=n&utm_campaign=c%26d"),
            ("https://a.example/?b=1", "https://a.example/?b=1&utm_source=n&utm_campaign=c%26d"),
            ("https://a.example/?", "https://a.example/?utm_source=n&utm_campaign=c%26d"),
            ("https://a.example/?b=1&", "https://a.example/?b=1&utm_source=n&utm_campaign=c%26d"),
            ("https://a.example/#top?x", "https://a.example/?utm_source=n&utm_campaign=c%26d#top?x"),
            ("https://a.example/?utm_source=own", "https://a.example/?utm_source=own&utm_campaign=c%26d"),
            ("https://a.example/?utm_source=&utm_campaign", "https://a.example/?utm_source=&utm_campaign"),
        ]
    )
    func `parameters respect the query and the fragment, and those that are there`(
        text: String,
        expected: String
    ) throws {
        let target = try #require(LinkTarget(text))
        #expect(target.adding([.init("utm_source", "n"), .init("utm_campaign", "c&d")]).description == expected)
    }

    @Test(arguments: [
        "", " ", "http://", "https://", "https:/a.example", "https:a.example", "//a.example", "/a",
        "javascript:alert(1)",
        "data:text/html,x", "ftp://a.example", "https://a@b.example", "https://a:b@c.example/", "https://a.example\\b",
        "https://\\a.example", "https:\\\\a.example", "https://a.example/\u{0}", "https://a.example/\r\nX: y",
        "https://a.example/\u{7F}", "https://a%2eexample/", "https://ä.example/", "https://?a", "https://#a",
        "https://.a",
        "https:///a.example", "https://a b.example/", "\u{1}https://a.example", "java\nscript:alert(1)",
    ])
    func `an address that programs may read differently is none`(text: String) {
        #expect(LinkTarget(text) == nil)
    }

    @Test func `what is left is printable ASCII, and not too long`() throws {
        #expect(
            LinkTarget(" HTTPS://A.Example:8443/a'b\"c<d>?é ")?.description
                == "HTTPS://A.Example:8443/a%27b%22c%3Cd%3E?%C3%A9"
        )
        #expect(LinkTarget("http://[::1]:80/")?.description == "http://[::1]:80/")
        let longest = "https://a.example/" + String(repeating: "x", count: 1982)
        #expect(LinkTarget(longest)?.description == longest)
        #expect(LinkTarget(longest + "x") == nil)
        #expect(LinkTarget(longest)?.adding([.init("utm_source", "n")]).description == longest)
    }
}
