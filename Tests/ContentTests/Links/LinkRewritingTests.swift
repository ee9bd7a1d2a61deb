import TestKit
import Testing
import Vocabulary

@testable import Content

@Suite struct LinkRewritingTests {
    private static let trackers = MessageTrackers(
        click: { target, link in "https://t.example/\(link)?to=\(target)" },
        pixel: "https://t.example/o.gif",
        trap: "https://t.example/trap"
    )

    private static func render(
        _ html: String,
        tracking: MessageTracking = MessageTracking(opens: false),
        trackers: MessageTrackers? = trackers,
        origin: AttributeValue = [:]
    ) throws -> String {
        let message = try CompiledMessage(Message(subject: "s", html: html, from: "a@b.example", tracking: tracking))
        var quiet = trackers
        quiet?.trap = ""
        let links = SystemLinks(
            unsubscribe: "https://t.example/t/u/1",
            preferences: "https://t.example/t/p/1",
            mirror: "https://t.example/m/1"
        )
        let context = RenderContext(profile: ["name": "Anna"], origin: origin, links: links)
        return String(decoding: try message.render(context, quiet).html, as: UTF8.self)
    }

    /// HTML as people and programs write it; `→` stands before and after what becomes of the one link in it.
    @Test(
        .row("ajo M10"),
        .row("campaign 187"),
        arguments: [
            (#"<a href="https://a.example/x">x</a>"#, #"<a href="T0:https://a.example/x">x</a>"#),
            (#"<A HREF='https://a.example/x'>x</A>"#, #"<A HREF='T0:https://a.example/x'>x</A>"#),
            (#"<a href=https://a.example/x>x</a>"#, #"<a href="T0:https://a.example/x">x</a>"#),
            (#"<a class=b href = "https://a.example/x"/>x"#, #"<a class=b href = "T0:https://a.example/x"/>x"#),
            ("<a\n\thref=\"\n https://a.example/x \"\n>x</a>", "<a\n\thref=\"T0:https://a.example/x\"\n>x</a>"),
            (#"<a href="https://a.example/?a=1&amp;b=2">x</a>"#, #"<a href="T0:https://a.example/?a=1&amp;b=2">x</a>"#),
            (#"<a href="https://a.example/?a=1&b=2">x</a>"#, #"<a href="T0:https://a.example/?a=1&amp;b=2">x</a>"#),
            (#"<a href="&#104;ttps://a.example/&#x2f;">x</a>"#, #"<a href="T0:https://a.example//">x</a>"#),
            (#"<a title="a > b" href="https://a.example/x">x"#, #"<a title="a > b" href="T0:https://a.example/x">x"#),
            (#"<a title=it's href="https://a.example/x">x"#, #"<a title=it's href="T0:https://a.example/x">x"#),
            (#"<a title='say "no"' href="https://a.example/">"#, #"<a title='say "no"' href="T0:https://a.example/">"#),
            (#"<area shape=rect href="https://a.example/x">"#, #"<area shape=rect href="T0:https://a.example/x">"#),
            (
                #"<!--[if mso]><a href="https://a.example/x">x</a><![endif]-->"#,
                #"<!--[if mso]><a href="T0:https://a.example/x">x</a><![endif]-->"#
            ),
            (
                #"<!--[if !mso]><!--><a href="https://a.example/x">x</a><!--<![endif]-->"#,
                #"<!--[if !mso]><!--><a href="T0:https://a.example/x">x</a><!--<![endif]-->"#
            ),
            (#"<!----><a href="https://a.example/x">"#, #"<!----><a href="T0:https://a.example/x">"#),
            (
                #"<a href="https://a.example/x" href="https://b.example/">"#,
                #"<a href="T0:https://a.example/x" href="https://b.example/">"#
            ),
            (#"<a href="https://a.example/ä b">x</a>"#, #"<a href="T0:https://a.example/%C3%A4%20b">x</a>"#),
        ]
    )
    func `a link leads over us and nothing else changes`(html: String, expected: String) throws {
        let expected = expected.replacing("T0:", with: "https://t.example/0?to=")
        #expect(try Self.render(html) == expected)
    }

    @Test(
        .row("ajo M10"),
        .row("campaign 188"),
        arguments: [
            #"<!-- <a href="https://a.example/x">x</a> -->"#,
            #"<style>a{} <a href="https://a.example/x"></style>"#,
            #"<script>var x = '<a href="https://a.example/x">'</script>"#,
            #"<textarea><a href="https://a.example/x"></textarea>"#,
            #"<![CDATA[ <a href="https://a.example/x"> ]]>"#,
            #"<img alt='<a href="https://a.example/x">'>"#,
            #"<abbr href="https://a.example/x">x</abbr>"#, #"<v:rect href="https://a.example/x">"#,
            #"<a href="mailto:a@b.example">x</a>"#, #"<a href="tel:+49301234">x</a>"#, "<a href='#top'>x</a>",
            #"<a href="/relative">x</a>"#, #"<a href="//a.example/x">x</a>"#, #"<a href="javascript:alert(1)">x</a>"#,
            #"<a href="https:\\a.example/x">x</a>"#, #"<a href="https://a.example\@b.example/">x</a>"#,
            #"<a href="https://user@a.example/x">x</a>"#, "<a href=\"https://a.example/a\u{7}b\">x</a>",
            #"<a href="https://a.example/&eacute;">x</a>"#, #"<a href="https:///x">x</a>"#, "<a name=x>x</a>",
            "<a>x</a>",
            #"<a href="https://a.example/x" data-track="off">x</a>"#,
            #"<a data-track=OFF href="https://a.example/x">x</a>"#, #"<a href="https://a.example/x"#, "a < b <a",
            "<a\u{1}0\u{1} href=\"https://a.example/x\">x</a>", "<p\u{1}0\u{1}>x</p>",
        ]
    )
    func `what is no link of ours to follow stays byte for byte`(html: String) throws {
        #expect(try Self.render(html) == html)
    }

    @Test func `the system's own links are never tracked`() throws {
        let html =
            #"<a href="{{links.unsubscribe}}">a</a><a href="{{links.preferences}}">b</a><a href="{{links.mirror}}">c</a>"#
        let rendered = try Self.render(html, tracking: MessageTracking(opens: false, utmSource: "news"))
        #expect(
            rendered == #"<a href="https://t.example/t/u/1">a</a><a href="https://t.example/t/p/1">b</a>"#
                + #"<a href="https://t.example/m/1">c</a>"#
        )
    }

    @Test(.row("campaign 187")) func `expressions are printed first, and a loop's links are one link`() throws {
        let html = """
            {{#each event.items}}<a {{#if this.hot}}class="hot"{{/if}} href="{{url}}?n={{lookup this "name"}}">{{name}}</a>
            {{/each}}<a href="https://a.example/all">All</a>
            """
        let origin: AttributeValue = [
            "event": [
                "items": [
                    ["url": "https://a.example/1", "name": "A&B", "hot": true],
                    ["url": "https://a.example/2", "name": "C", "hot": false],
                ]
            ]
        ]
        let plain = try Self.render(html, trackers: nil, origin: origin)
        let rendered = try Self.render(html, origin: origin)
        #expect(
            rendered
                == plain.replacing(
                    "https://a.example/1?n=A&amp;B",
                    with: "https://t.example/0?to=https://a.example/1?n=A&amp;B"
                )
                .replacing("https://a.example/2?n=C", with: "https://t.example/0?to=https://a.example/2?n=C")
                .replacing("https://a.example/all", with: "https://t.example/1?to=https://a.example/all")
        )
        #expect(plain.contains(#"<a class="hot" href="https://a.example/1?n=A&amp;B">A&amp;B</a>"#))
    }

    @Test func `a link that data bring along is not vouched for`() throws {
        let evil: AttributeValue = ["html": #"<a href="https://evil.example/">x</a>"#]
        #expect(try Self.render("{{{html}}}", origin: evil) == #"<a href="https://evil.example/">x</a>"#)
    }

    @Test(.row("campaign 188")) func `links have their label, their words or their place`() throws {
        let html = """
            <a href="https://a.example/" data-label="The &amp; shop">x</a><a href="https://a.example/">Look <b>at</b>
            it, {{name}}</a><a href="https://a.example/"><img alt="Our sale" src="x"></a><a href="https://a.example/"></a>
            <!-- <a href="https://a.example/">no</a> -->{{!-- <a href="x"> --}}\\{{<a href="x">}}<area alt="Map" href="x">
            """
        let message = try CompiledMessage(Message(subject: "s", html: html, from: "a@b.example"))
        #expect(message.links.map(\.label).prefix(4) == ["The & shop", "Look at it,", "Our sale", "link 4"])
        #expect(message.links.last == MessageLink(index: message.links.count - 1, label: "Map"))
    }

    @Test(.row("ajo M10")) func `the pixel and the trap go before the end of the body`() throws {
        let html = "<html><body><p>x</p></BODY></html>"
        let message = try CompiledMessage(Message(subject: "s", html: html, from: "a@b.example"))
        let rendered = try message.render(RenderContext(profile: [:]), Self.trackers)
        let text = String(decoding: rendered.html, as: UTF8.self)
        #expect(text.hasPrefix(#"<html><body><p>x</p><a href="https://t.example/trap" style="display:none""#))
        #expect(text.contains(#"<img src="https://t.example/o.gif" width="1" height="1" alt=""#))
        #expect(text.hasSuffix("\"></BODY></html>"))
        #expect(String(decoding: rendered.text, as: UTF8.self) == "x\n")
        let looked = OpenPixel.removed(from: text)
        #expect(!looked.contains("o.gif") && looked.hasSuffix("></a></BODY></html>"))
        #expect(OpenPixel.removed(from: html) == html)
    }

    @Test(.row("ajo M10")) func `opens and clicks are switched off apart`() throws {
        let html = #"<a href="https://a.example/">x</a>"#
        let none = MessageTracking(opens: false, clicks: false)
        #expect(try Self.render(html, tracking: none) == html)
        let opens = try Self.render(html, tracking: MessageTracking(clicks: false))
        #expect(opens.hasPrefix(html) && opens.contains("o.gif"))
        let clicks = try Self.render(html, tracking: MessageTracking(opens: false))
        #expect(!clicks.contains("o.gif") && clicks.contains("https://t.example/0"))
    }

    @Test(.row("ajo M10")) func `parameters are appended with and without counting`() throws {
        let html = "<a href=https://a.example/?a=1#top>x</a>"
        let tracking = MessageTracking(opens: false, clicks: false, utmSource: "news", utmMedium: "e mail")
        #expect(
            try Self.render(html, tracking: tracking, trackers: nil)
                == #"<a href="https://a.example/?a=1&amp;utm_source=news&amp;utm_medium=e%20mail#top">x</a>"#
        )
    }

    @Test func `faults are where their author wrote them`() {
        do {
            _ = try CompiledMessage(
                Message(subject: "s", html: #"<a href="https://a.example/">{{/x}}"#, from: "a@b.example")
            )
            Issue.record("it compiled")
        } catch {
            #expect(error.all.first?.range?.lowerBound == 29)
        }
    }
}
