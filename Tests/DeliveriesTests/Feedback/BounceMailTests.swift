import Logging
import Mail
import NIOPosix
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct BounceMailTests {
    private static let anna = "anna@b.example"
    private static let domain = "bounce.shop.example"

    /// Hands `mail` to a listener before the desk and gives the reply.
    private func reply(
        _ story: FeedbackStory,
        to recipient: String,
        from sender: String? = nil,
        _ mail: [UInt8]
    ) async throws -> SMTPResult.Outcome {
        let addresses = FeedbackDesk.Addresses(domain: Self.domain)
        var configuration = SMTPServer.Configuration(hostName: Self.domain)
        configuration.accepts = { addresses.contains($0) }
        configuration.keptSize = 4096
        let server = try await SMTPServer.bind(
            host: "127.0.0.1",
            port: 0,
            configuration: configuration,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test")
        ) { [desk = story.desk] mail in await desk.receive(mail, logger: Logger(label: "test")) }
        let client = try await SMTPClient(
            configuration: SMTPRelay(host: "127.0.0.1", port: server.port, security: .none, clientName: "mx.example"),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test")
        )
        let envelope = Envelope(sender: try sender.map { try EmailAddress($0) }, recipient: try EmailAddress(recipient))
        return await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let result = await client.send(envelope, mail)
            group.cancelAll()
            return result.outcome
        }
    }

    private func code(_ outcome: SMTPResult.Outcome) -> Int {
        switch outcome {
        case .accepted(let reply), .temporary(let reply), .permanent(let reply): reply.code
        case .notHandedOver, .uncertain: 0
        }
    }

    @Test(.row("campaign 161"), arguments: Backend.available)
    func `a bounce over the wire has acted before it is answered`(backend: Backend) async throws {
        let story = try await FeedbackStory(backend)
        let send = try await story.sent(to: try await story.ledger.person(Self.anna))
        let address = "bounces+\(story.token(send).uppercased())@\(Self.domain)"
        // The message it returns is longer than what is kept.
        let returned = Array(repeating: UInt8(ascii: "x"), count: 20_000) + [13, 10]
        let report = FeedbackStory.unknownUser(Self.anna) + returned
        #expect(code(try await reply(story, to: address, report)) == 250)
        #expect(try await story.suppression(Self.anna)?.category == .hardBounce)
        #expect(try await story.ledger.standing(send) == "bounced(hard_bounce)")
    }

    @Test func `other addresses are refused, and people learn that nobody reads this one`() async throws {
        let story = try await FeedbackStory(.sqlite)
        let letter = FeedbackStory.mail("From: \(Self.anna)\nTo: x@y.example\nSubject: Hello\n\nHow are you?\n")
        #expect(code(try await reply(story, to: "anybody@\(Self.domain)", letter)) == 550)
        #expect(code(try await reply(story, to: "bounces@elsewhere.example", letter)) == 550)
        #expect(try await story.records().isEmpty)
        #expect(code(try await reply(story, to: "bounces@\(Self.domain)", from: Self.anna, letter)) == 550)
        #expect(code(try await reply(story, to: "bounces@\(Self.domain)", letter)) == 250, "never a bounce of a bounce")
        #expect(try await story.records().map(\.deed) == [.ordinary, .ordinary])
    }

    @Test func `a store that is away asks the sender to come again`() async throws {
        let story = try await FeedbackStory(.sqlite)
        let send = try await story.sent(to: try await story.ledger.person(Self.anna))
        try await story.ledger.store.close()
        let address = "bounces+\(story.token(send))@\(Self.domain)"
        #expect(code(try await reply(story, to: address, FeedbackStory.unknownUser(Self.anna))) == 451)
    }
}
