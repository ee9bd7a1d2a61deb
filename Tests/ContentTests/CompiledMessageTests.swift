import TestKit
import Testing
import Vocabulary

@testable import Content

@Suite struct CompiledMessageTests {
    private let context = RenderContext(
        profile: ["firstName": "Anna <3"],
        origin: ["event": ["name": "Order"]],
        links: SystemLinks(unsubscribe: "https://shop.example/t/u/1", mirror: "https://shop.example/m/1")
    )

    @Test(.row("ajo A12"), .row("campaign 134"), .row("campaign 135"))
    func `a message is rendered for one person from profile, origin and links`() throws {
        let message = try CompiledMessage(
            Message(
                subject: "{{event.name}},\n  thanks",
                html: "<p>{{event.name}} {{links.unsubscribe}}</p>",
                from: "Shop <shop@shop.example>",
                replyTo: "help@shop.example"
            )
        )
        let rendered = try message.render(context)
        #expect(rendered.subject == "Order, thanks", "a subject is one line")
        #expect(String(decoding: rendered.html, as: UTF8.self) == "<p>Order https://shop.example/t/u/1</p>")
        #expect(String(decoding: rendered.text, as: UTF8.self) == "Order https://shop.example/t/u/1\n")
        #expect(rendered.from == "Shop <shop@shop.example>")
        #expect(rendered.replyTo == "help@shop.example")
    }

    @Test func `what the origin says about the person is laid over what is known, member by member`() throws {
        let known: AttributeValue = ["name": ["first": "Ada", "last": "Byron"], "city": "Ulm", "tags": [1, 2]]
        let said: AttributeValue = ["profile": ["name": ["last": "Lovelace"], "tags": [3], "new": true]]
        let value = RenderContext(profile: known, origin: said).value["profile"]
        let expected: AttributeValue = [
            "name": ["first": "Ada", "last": "Lovelace"], "city": "Ulm", "tags": [3], "new": true,
        ]
        #expect(value == expected)
        #expect(RenderContext(profile: [:], origin: said).value["profile"] == said["profile"])
        #expect(RenderContext(profile: known).value["profile"] == known)
    }

    @Test func `the places that any part reads are known`() throws {
        let message = try CompiledMessage(
            Message(
                subject: "{{context.a}}",
                html: "{{#each context.b}}{{c}}{{/each}} {{context.a}}",
                from: "a@b.example"
            )
        )
        #expect(message.paths.filter { $0.hasPrefix("context.") } == ["context.a", "context.b", "context.b[].c"])
    }

    @Test func `a preheader goes first in the body and nowhere else`() throws {
        let html = "<html><BODY class='a'><p>x</p></BODY></html>"
        let message = try CompiledMessage(
            Message(subject: "s", preheader: "Look", html: html, text: "t", from: "a@b.example")
        )
        let rendered = String(decoding: try message.render(context).html, as: UTF8.self)
        #expect(rendered.hasPrefix("<html><BODY class='a'><div style="))
        #expect(rendered.contains(">Look</div><p>x</p>"))
    }

    @Test(.row("campaign 165")) func `a text of its own is taken as it is`() throws {
        let message = try CompiledMessage(Message(subject: "s", html: "<p>h</p>", text: "own", from: "a@b.example"))
        #expect(try message.render(context).text == Array("own".utf8))
    }

    @Test func `values are escaped in HTML and nowhere else`() throws {
        let message = try CompiledMessage(
            Message(subject: "Hi {{profile.firstName}}", html: "<p>{{profile.firstName}}</p>", from: "a@b.example")
        )
        let rendered = try message.render(context)
        #expect(rendered.subject == "Hi Anna <3")
        #expect(String(decoding: rendered.html, as: UTF8.self) == "<p>Anna &lt;3</p>")
        #expect(String(decoding: rendered.text, as: UTF8.self) == "Anna <3\n")
    }

    @Test(.row("ajo T12")) func `every fault of every part is found at once and says where it is`() {
        let faulty = Message(subject: "{{#if}}", html: "<p>{{/each}}</p>", text: "{{", from: "a@b.example")
        do {
            _ = try CompiledMessage(faulty)
            Issue.record("it compiled")
        } catch {
            #expect(Set(error.all.map(\.location)) == ["subject", "html", "text"])
        }
    }

    @Test func `what fails while it is rendered says in which part`() throws {
        let message = try CompiledMessage(Message(subject: "{{> gone}}", html: "x", from: "a@b.example"))
        do {
            _ = try message.render(context)
            Issue.record("it rendered")
        } catch {
            #expect(error.all.map(\.location) == ["subject"])
            #expect(error.all.map(\.code) == ["template.missing-partial"])
        }
    }
}
