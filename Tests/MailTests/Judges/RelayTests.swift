import Foundation
import Logging
import NIOPosix
import Testing

@testable import Mail

/// Sends mail to a real server that `Tests/Judges/mail/judge.py` has started and described in the environment.
struct RelayTests {
    private static let environment = ProcessInfo.processInfo.environment

    @Test(
        .enabled(if: environment["SOJOURN_TEST_SMTP"] != nil, "SOJOURN_TEST_SMTP is not set"),
        .timeLimit(.minutes(2))
    )
    func `a real server takes every message`() async throws {
        let client = try await SMTPClient(
            configuration: try Self.relay(),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let count = Int(Self.environment["SOJOURN_TEST_SMTP_COUNT"] ?? "") ?? 100
        let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<count { group.addTask { try await Self.send(index, client) } }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes == [Self.environment["SOJOURN_TEST_SMTP_EXPECT"] ?? "accepted": count])
        try await client.shutdown()
    }

    private static func send(_ index: Int, _ client: SMTPClient) async throws -> String {
        let isInternational = environment["SOJOURN_TEST_SMTP_UTF8"] != nil && index % 2 == 1
        let recipient = isInternational ? "grüße\(index)@münchen.example" : "anna\(index)@example.org"
        let message = try message(
            recipient: recipient,
            subject: "Nr. \(index)",
            html: "<p>Grüße</p>",
            text: ".\r\n..\r\nGrüße \(index)\r\n",
            id: "m\(index)@shop.example"
        )
        let envelope = Envelope(sender: message.from.address, recipient: message.to[0].address)
        let result = await client.send(envelope, message.bytes())
        if case .accepted = result.outcome { return "accepted" }
        return result.outcome.line
    }

    private static func relay() throws -> SMTPRelay {
        let address = try #require(environment["SOJOURN_TEST_SMTP"]).split(separator: ":")
        let security = SMTPRelay.Security(rawValue: environment["SOJOURN_TEST_SMTP_SECURITY"] ?? "none")
        var relay = SMTPRelay(
            host: String(address[0]),
            port: try #require(Int(address[1])),
            security: try #require(security),
            clientName: "client.example"
        )
        if let path = environment["SOJOURN_TEST_SMTP_CA"] {
            relay.trust = .certificates(pem: try String(contentsOf: URL(filePath: path), encoding: .utf8))
        }
        if let user = environment["SOJOURN_TEST_SMTP_USER"] {
            relay.credentials = SMTPRelay.Credentials(
                user: user,
                password: environment["SOJOURN_TEST_SMTP_PASSWORD"] ?? ""
            )
        }
        return relay
    }
}
