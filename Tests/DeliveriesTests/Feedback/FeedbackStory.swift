import Mail
import Profiles
import Store
import Synchronization
import TestKit
import Vocabulary

@testable import Deliveries

/// A ledger with a desk before it, and mail as the world sends it.
final class FeedbackStory: Sendable {
    let ledger: LedgerStory
    let desk: FeedbackDesk
    let links = LinkMaker(base: "https://shop.example", secret: LedgerStory.secret)
    private let counted = Counted()

    private final class Counted: Sendable { let sums = Mutex<[String: Int64]>([:]) }

    init(_ backend: Backend, policy: SendingPolicy = SendingPolicy(mode: .live)) async throws {
        ledger = try await LedgerStory(backend, policy: policy)
        desk = FeedbackDesk(
            store: ledger.store,
            links: links,
            clock: ledger.clock.source,
            sink: { _, _ in },
            count: { [counted] counts, _ in counted.sums.withLock { $0.merge(counts, uniquingKeysWith: +) } }
        )
    }

    var counts: [String: Int64] { counted.sums.withLock { $0 } }

    /// A send that the next hop took over.
    func sent(to person: ProfileID, _ messageClass: MessageClass = .transactional) async throws -> SendID {
        let id = try await ledger.owe(person, messageClass)
        try await ledger.drain()
        return id
    }

    func token(_ send: SendID) -> String { links.token(of: send).description }

    /// A report that came to `bounces+TOKEN@`.
    func take(_ bytes: [UInt8], about send: SendID, name: String = "bounces") async throws -> FeedbackDesk.Receipt {
        let address = "\(name)+\(token(send))@bounce.shop.example"
        return try await desk.take(FeedbackReport(reading: bytes, arrivedAt: [address]))
    }

    func records(_ filter: FeedbackFilter = FeedbackFilter()) async throws -> [FeedbackRecord] {
        try await ledger.store.read { db in try FeedbackTable.page(filter, limit: 1000, in: db) }
    }

    func suppression(_ address: String) async throws -> Suppression? {
        try await ledger.store.read { db in
            try Suppressions.lookup(many: [address], channel: "email", in: db)[address]
        }
    }

    func consent(of person: ProfileID, topic: String? = nil) async throws -> ConsentAnswer? {
        try await ledger.store.read { db in
            try Addressees.load([person], lock: false, in: db)[person]?.consents
                .answer(channel: "email", topic: topic, defaults: .deny)
        }
    }

    // MARK: Mail

    static func report(_ action: String, _ status: String, _ recipient: String, _ words: String) -> [UInt8] {
        mail(
            """
            From: MAILER-DAEMON@mx.example
            To: bounces@bounce.shop.example
            Subject: Delivery Status Notification
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            See below.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example

            Final-Recipient: rfc822; \(recipient)
            Action: \(action)
            Status: \(status)
            Diagnostic-Code: smtp; \(words)

            --b--

            """
        )
    }

    static func unknownUser(_ recipient: String) -> [UInt8] {
        report("failed", "5.1.1", recipient, "550 5.1.1 No such user")
    }

    static func fullMailbox(_ recipient: String) -> [UInt8] {
        report("failed", "5.2.2", recipient, "552 5.2.2 Mailbox full")
    }

    static func complaint(_ recipient: String) -> [UInt8] {
        mail(
            """
            From: feedback@provider.example
            To: abuse@bounce.shop.example
            Subject: Complaint
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: text/plain

            This is an abuse report.
            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            User-Agent: Provider/1.0
            Version: 1
            Original-Rcpt-To: \(recipient)

            --b--

            """
        )
    }

    static func unsubscribe(_ sender: String) -> [UInt8] {
        mail("From: \(sender)\nTo: unsubscribe@bounce.shop.example\nSubject: unsubscribe\n\n\n")
    }

    static func vacation(_ sender: String) -> [UInt8] {
        mail("From: \(sender)\nTo: shop@shop.example\nSubject: Away\nAuto-Submitted: auto-replied\n\nBack on Monday.\n")
    }

    static func mail(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in byte == 10 ? [13, 10] : [byte] }
    }
}
