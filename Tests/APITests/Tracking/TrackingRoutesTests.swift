import Content
import Logging
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

struct TrackingRoutesTests {
    private static let browser = ["User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox"]

    private static func path(_ url: String) -> String { String(url.dropFirst(RunningServer.base.count)) }

    private static func click(
        _ url: String,
        of send: SendID = SendID(raw: 5),
        at moment: Moment = RunningServer.clock.now
    ) throws -> String {
        path(RunningServer.links.trackers(of: send, at: moment).click(try #require(LinkTarget(url)), 0))
    }

    /// What the collector finds to count.
    private static func hits(_ server: RunningServer) throws -> [Hit] {
        try server.hits.seal().flatMap { try server.hits.hits(in: $0) }
    }

    @Test(.row("ajo M10"), .row("campaign 187"))
    func `a click leads where the link did, tells nobody of it and is counted`() async throws {
        try await RunningServer.run { server in
            let path = try Self.click("https://shop.example/sale?a=1&b=%C3%A4#top")
            #expect(!path.contains("shop"), "where it leads is not to be read")
            let answer = try await server.send("GET", path, nil, Self.browser)
            #expect(answer.status == 302)
            #expect(answer.headers["location"] == "https://shop.example/sale?a=1&b=%C3%A4#top")
            #expect(answer.headers["referrer-policy"] == "no-referrer")
            #expect(answer.headers["cache-control"] == "no-store")
            let head = try await server.send("HEAD", path, nil, Self.browser)
            #expect(head.status == 302)
            let hits = try Self.hits(server)
            #expect(hits.map(\.kind) == [.click, .click] && hits.map(\.visitor.isHead) == [false, true])
            #expect(hits.allSatisfy { $0.send == SendID(raw: 5) && $0.link == 0 })
        }
    }

    @Test(.row("ajo M10"), .row("campaign 189")) func `an open is answered with a pixel and counted`() async throws {
        try await RunningServer.run { server in
            let path = Self.path(RunningServer.links.trackers(of: SendID(raw: 6), at: .epoch).pixel)
            let answer = try await server.send("GET", path, nil, Self.browser.merging(["Purpose": "prefetch"]) { $1 })
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "image/gif" && answer.body.starts(with: "GIF89a".utf8))
            #expect(answer.headers["cache-control"] == "no-store")
            let hits = try Self.hits(server)
            #expect(hits.map(\.kind) == [.open] && hits[0].send == SendID(raw: 6) && hits[0].visitor.isPrefetch)
        }
    }

    @Test func `past its time a link leads to the brand's site`() async throws {
        try await RunningServer.run { server in
            let long = RunningServer.clock.now - LinkMaker.standardLifetime - .days(2)
            let answer = try await server.send("GET", Self.click("https://sold.example/", at: long), nil, Self.browser)
            #expect(answer.status == 302)
            #expect(answer.headers["location"] == "https://shop.example/")
            #expect(try Self.hits(server) == [])
        }
    }

    /// What attackers put where a token belongs.
    private static let attempts = [
        "https://evil.example", "https:%2F%2Fevil.example", "%2F%2Fevil.example", "..%2f..%2fevil.example",
        "?url=https://evil.example", "x?to=//evil.example", "javascript:alert(1)", "%00",
        "%0d%0aLocation:%20https://evil.example",
        "%5C%5Cevil.example", "AQ", "AAAA", String(repeating: "A", count: 5000), "@evil.example", ".evil.example",
    ]

    @Test func `nothing but our own tokens leads anywhere`() async throws {
        try await RunningServer.run { server in
            let sound = try Self.click("https://shop.example/")
            let stranger = LinkMaker(base: RunningServer.base, secret: [9])
            let other = stranger.trackers(of: SendID(raw: 5), at: RunningServer.clock.now)
            let foreign = Self.path(other.click(try #require(LinkTarget("https://evil.example/")), 0))
            let forged =
                Self.attempts.map { "/t/c/" + $0 } + [
                    foreign, String(sound.dropLast()), sound + "A", sound.replacing("/t/c/", with: "/t/o/"),
                    sound + "?url=https://evil.example/x",
                ]
            for path in forged {
                let answer = try await server.send("GET", path, nil, Self.browser)
                let location = answer.headers["location"]
                #expect(location == nil || location == "https://shop.example/", "\(path)")
                #expect(answer.status == 404 || answer.status == 400 || location != nil, "\(path): \(answer.status)")
            }
            let pixel = Self.path(RunningServer.links.trackers(of: SendID(raw: 6), at: .epoch).pixel)
            #expect(try await server.send("GET", pixel.replacing("/t/o/", with: "/t/u/"), nil, [:]).status == 404)
            #expect(try await server.send("GET", String(pixel.dropLast(5)) + "!.gif", nil, [:]).status == 404)
            #expect(try Self.hits(server).count == 1, "the sound link with a parameter that nobody reads")
        }
    }
}
