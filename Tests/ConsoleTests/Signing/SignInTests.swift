import Accounts
import TestKit
import Testing

@testable import Console

struct SignInTests {
    private static let password = "correct horse battery"

    private static func makeAdministrator(_ browser: Browser) async throws -> Browser.Answer {
        try await browser.submit(
            "/welcome",
            on: "/welcome",
            ["code": ConsoleServer.setUpCode, "email": "ada@example.org", "password": password]
        )
    }

    @Test(arguments: Backend.available)
    func `the first administrator needs the set-up code and is made once`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            let browser = server.browser()
            #expect(try await browser.get("/").headers["location"] == "/sign-in")
            #expect(try await browser.get("/sign-in").headers["location"] == "/welcome")
            let wrong = try await browser.submit(
                "/welcome",
                on: "/welcome",
                ["code": "guess", "email": "eve@example.org", "password": Self.password]
            )
            #expect(wrong.status == 422)
            #expect(try await Self.makeAdministrator(browser).headers["location"] == "/")
            #expect(try await browser.get("/").status == 200)
            #expect(try await browser.get("/welcome").headers["location"] == "/sign-in")
        }
    }

    @Test(arguments: Backend.available)
    func `one signs in, comes back to where one wanted to go, and out`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            _ = try await Self.makeAdministrator(server.browser())
            let browser = server.browser()
            #expect(
                try await browser.get("/messages?state=failed").headers["location"]
                    == "/sign-in?return=%2Fmessages%3Fstate%3Dfailed"
            )
            let form = ["email": "ADA@example.org", "password": Self.password]
            let signedIn = try await browser.submit(
                "/sign-in",
                on: "/sign-in",
                form.merging(["return": "/messages?state=failed"]) { $1 }
            )
            #expect(signedIn.headers["location"] == "/messages?state=failed")
            #expect(signedIn.headers["set-cookie"]?.contains("HttpOnly; SameSite=Lax") == true)
            #expect(try await browser.get("/messages?state=failed").status == 200)
            #expect(try await browser.submit("/sign-out", on: "/keys", [:]).headers["location"] == "/sign-in")
            #expect(try await browser.get("/keys").status == 303)
        }
    }

    @Test(arguments: Backend.available)
    func `a wrong password and an unknown account get the same answer, and no return leads elsewhere`(
        backend: Backend
    ) async throws {
        try await ConsoleServer.run(backend) { server in
            _ = try await Self.makeAdministrator(server.browser())
            let browser = server.browser()
            for email in ["ada@example.org", "nobody@example.org", "not an address"] {
                let answer = try await browser.submit(
                    "/sign-in",
                    on: "/sign-in",
                    ["email": email, "password": "wrong"]
                )
                #expect(answer.status == 401)
                #expect(answer.body.contains("is not right"))
            }
            let form = ["email": "ada@example.org", "password": Self.password, "return": "//evil.example"]
            #expect(try await browser.submit("/sign-in", on: "/sign-in", form).headers["location"] == "/")
        }
    }

    @Test(arguments: Backend.available)
    func `too many tries are refused`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            _ = try await Self.makeAdministrator(server.browser())
            for _ in 0..<10 {
                _ = server.console.signInLimits.allow(["account:ada@example.org"], now: server.clock.now)
            }
            let form = ["email": "ada@example.org", "password": Self.password]
            #expect(try await server.browser().submit("/sign-in", on: "/sign-in", form).status == 429)
        }
    }
}
