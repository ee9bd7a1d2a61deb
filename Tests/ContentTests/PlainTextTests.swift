import Testing

@testable import Content

@Suite struct PlainTextTests {
    private func text(_ html: String) -> String {
        String(decoding: PlainText.from(html: Array(html.utf8)), as: UTF8.self)
    }

    @Test func `words stay, blocks become lines and links show where they lead`() {
        let html = """
            <!DOCTYPE html><html><head><title>No</title><style>p { color: red }</style></head><body>
            <!-- hidden > --><h1>Hello  Anna</h1>
            <p>See <a href="https://shop.example/?a=1&amp;b=2">our shop</a>,<br>or write to
            <a href='mailto:us@shop.example'>us@shop.example</a>.</p>
            <ul><li>One</li><li>Two &euro; &#x2603;</li></ul><img src="x.png" alt="A picture"></body></html>
            """
        let expected = """
            Hello Anna

            See our shop (https://shop.example/?a=1&b=2),
            or write to us@shop.example.

            - One
            - Two € ☃

            A picture

            """
        #expect(text(html) == expected)
    }

    @Test(
        arguments: zip(
            [
                "", "1 < 2 & 3", "<p>open", "a<!-- never ends", "<script>x", "&unknown; &#0;", "<a>x</a>",
                "<a href=y></a>",
            ],
            ["", "1 < 2 & 3\n", "open\n", "a\n", "", "&unknown; &#0;\n", "x\n", "y\n"]
        )
    )
    func `sloppy markup is read as mail programs do`(html: String, expected: String) {
        #expect(text(html) == expected)
    }
}
