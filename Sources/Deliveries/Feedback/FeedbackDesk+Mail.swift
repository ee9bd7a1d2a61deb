import Logging
import Mail

extension FeedbackDesk {
    /// The addresses that mail comes back to.
    package struct Addresses: Sendable {
        private let domain: String

        /// What may stand before the `+TOKEN`, or alone; `abuse` and `postmaster` are where providers write by custom
        /// (RFC 2142).
        private static let names: Set<String> = ["bounces", "unsubscribe", "abuse", "postmaster"]

        package init(domain: String) { self.domain = domain.lowercased() }

        package func contains(_ address: EmailAddress) -> Bool {
            let name = address.local.lowercased().prefix { $0 != "+" }
            return address.domain.lowercased() == domain && Self.names.contains(String(name))
        }
    }

    /// Reads a mail and does what it says; the reply asks the sender to come again where that could not be made durable.
    @concurrent
    package func receive(_ mail: ReceivedMail, logger: Logger) async -> SMTPReply {
        let report = FeedbackReport(reading: mail.bytes, arrivedAt: mail.recipients.map(\.description))
        do {
            switch try await take(report, from: mail.sender?.description) {
            case .taken: return SMTPReply(250, EnhancedStatus(2, 0, 0), "Taken")
            case .tooEarly: return SMTPReply(451, EnhancedStatus(4, 3, 0), "Not written down yet, come again")
            // A person learns that nobody reads this; what has no sender must not be answered by a bounce.
            case .ordinary where mail.sender != nil:
                return SMTPReply(550, EnhancedStatus(5, 7, 1), "This address takes reports about mail and nothing else")
            case .ordinary: return SMTPReply(250, EnhancedStatus(2, 0, 0), "Kept")
            }
        } catch {
            logger.warning("feedback not taken", metadata: ["error": "\(String(reflecting: error))"])
            return SMTPReply(451, EnhancedStatus(4, 3, 0), "Cannot be kept now, come again")
        }
    }
}
