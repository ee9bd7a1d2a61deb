import JSON
import Mail
import Vocabulary

/// What providers tell of sends by calls rather than by mail: each event as the report that a mail would have been.
///
/// The send's token is the left side of the Message-ID, which both hand back.
package enum ProviderEvents {
    /// Of one call; a provider sends some hundred.
    private static let limit = 5_000

    /// The signed part of a call of Mailgun, and the report in it.
    package struct Mailgun: Sendable {
        package let timestamp: String
        package let token: String
        package let signature: String
        package let report: FeedbackReport

        /// `nil` where the body is no such call.
        package init?(_ body: [UInt8]) {
            guard let call = try? AttributeValue(json: body),
                let timestamp = call["signature"]["timestamp"].string, let token = call["signature"]["token"].string,
                let signature = call["signature"]["signature"].string
            else { return nil }
            (self.timestamp, self.token, self.signature) = (timestamp, token, signature)
            report = ProviderEvents.mailgun(call["event-data"])
        }
    }

    private static func mailgun(_ data: AttributeValue) -> FeedbackReport {
        let status = data["delivery-status"]
        let words = [status["message"].string, status["description"].string].compactMap(\.self).joined(separator: " ")
        let event: FeedbackEvent? =
            switch data["event"].string {
            case "failed":
                FeedbackEvent(
                    failureOf: data["recipient"].string,
                    words: words,
                    isFinal: data["severity"].string == "permanent"
                )
            case "delivered": FeedbackEvent(data["recipient"].string, .delivered, .delivered)
            case "complained": FeedbackEvent(data["recipient"].string, .complaint, .abuse)
            case "unsubscribed": FeedbackEvent(data["recipient"].string, .unsubscribe, .request)
            default: nil
            }
        return report(event, data["message"]["headers"]["message-id"].string)
    }

    /// The events of a call of SendGrid; `nil` where the body is no such call.
    package static func sendGrid(_ body: [UInt8]) -> [FeedbackReport]? {
        guard case .array(let events)? = try? AttributeValue(json: body), events.count <= limit else { return nil }
        return events.map { data in report(sendGrid(data), data["smtp-id"].string) }.filter { !$0.events.isEmpty }
    }

    private static func sendGrid(_ data: AttributeValue) -> FeedbackEvent? {
        let address = data["email"].string
        let words = [data["status"].string, data["reason"].string].compactMap(\.self).joined(separator: " ")
        return switch data["event"].string {
        case "bounce": FeedbackEvent(failureOf: address, words: words, isFinal: true)
        case "deferred": FeedbackEvent(failureOf: address, words: words, isFinal: false)
        case "delivered": FeedbackEvent(address, .delivered, .delivered)
        case "spamreport": FeedbackEvent(address, .complaint, .abuse)
        case "unsubscribe", "group_unsubscribe": FeedbackEvent(address, .unsubscribe, .request)
        default: nil
        }
    }

    private static func report(_ event: FeedbackEvent?, _ messageID: String?) -> FeedbackReport {
        let token = messageID?.drop { $0 == "<" }.prefix { $0 != "@" }
        return FeedbackReport(events: [event].compactMap(\.self), returnedToken: token.map(String.init))
    }
}
