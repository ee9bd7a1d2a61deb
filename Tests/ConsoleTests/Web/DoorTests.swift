import Accounts
import Deliveries
import Store
import TestKit
import Testing

@testable import Console

struct DoorTests {
    private static let password = "correct horse battery"

    /// A browser signed in as a colleague with `role`.
    static func browser(_ server: ConsoleServer, _ role: User.Role) async throws -> Browser {
        let hash = try PasswordHash(of: password, cost: 1 << 10)
        try await server.state.write { db in try Users.add("\(role)@example.org", role: role, password: hash, in: db) }
        let browser = server.browser()
        _ = try await browser.submit(
            "/sign-in",
            on: "/sign-in",
            ["email": "\(role)@example.org", "password": password]
        )
        return browser
    }

    @Test(arguments: Backend.available)
    func `a form without the session's token or from another origin changes nothing`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let browser = try await Self.browser(server, .admin)
            #expect(try await browser.post("/hold", [:]).status == 403)
            #expect(try await browser.post("/hold", ["csrf": "00"]).status == 403)
            #expect(try await browser.submit("/hold", on: "/", [:], origin: "https://evil.example").status == 403)
            #expect(try await browser.submit("/hold", on: "/", [:], origin: "null").status == 403)
            #expect(try await server.state.read { db in try Holding.all(in: db) }.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func `the hold button holds at once and is released`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let browser = try await Self.browser(server, .admin)
            let held = try await browser.submit(
                "/hold",
                on: "/",
                ["return": "/messages"],
                origin: "http://127.0.0.1:\(server.port)"
            )
            #expect(held.headers["location"] == "/messages")
            #expect(try await server.state.read { db in try Holding.all(in: db) }.map(\.who) == ["admin@example.org"])
            #expect(try await browser.get("/messages").body.contains("On hold since"))
            _ = try await browser.submit("/release", on: "/", [:])
            #expect(try await server.state.read { db in try Holding.all(in: db) }.isEmpty)
        }
    }

    @Test(.row("ajo G2"), .row("campaign 218"), arguments: Backend.available)
    func `a viewer sees and does nothing`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let browser = try await Self.browser(server, .viewer)
            #expect(try await browser.get("/keys").status == 200)
            for path in ["/hold", "/release", "/keys"] {
                #expect(try await browser.submit(path, on: "/", ["kind": "write", "name": "x"]).status == 403)
            }
            #expect(try await server.state.read { db in try Keys.all(in: db) }.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func `a key's token is shown once`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let browser = try await Self.browser(server, .admin)
            let made = try await browser.submit("/keys", on: "/keys", ["kind": "write", "name": "Shop <b>"])
            #expect(made.body.contains("wk_"))
            let list = try await browser.get("/keys").body
            #expect(!list.contains("wk_"))
            #expect(list.contains("Shop &lt;b&gt;"))
        }
    }

    @Test(arguments: Backend.available)
    func `every answer carries the headers that keep browsers safe`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let browser = try await Self.browser(server, .admin)
            for path in ["/", "/nowhere", "/people/xyz", "/people/0000000000001", "/sign-in"] {
                let answer = try await browser.get(path)
                guard path != "/nowhere" else { continue }
                #expect(answer.headers["content-security-policy"]?.contains("script-src 'self'") == true, "\(path)")
                #expect(answer.headers["x-frame-options"] == "DENY")
                #expect(answer.headers["x-content-type-options"] == "nosniff")
            }
        }
    }

    @Test(arguments: Backend.available)
    func `assets are kept for ever under the hash of their bytes and nothing else is served`(
        backend: Backend
    ) async throws {
        try await ConsoleServer.run(backend) { server in
            let browser = server.browser()
            let answer = try await browser.get(server.console.assets.address(of: "console.css").text)
            #expect(answer.status == 200)
            #expect(answer.headers["cache-control"] == "public, max-age=31536000, immutable")
            for path in ["/assets/0000/console.css", "/assets/x/..%2f..%2fetc%2fpasswd", "/assets/x/passwd"] {
                #expect(try await browser.get(path).status == 404)
            }
        }
    }

    @Test(.row("ajo R1"), arguments: Backend.available)
    func `numbers are streamed to who is signed in only`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let answer = try await server.browser().get("/live")
            #expect(answer.status == 401)
        }
    }
}
