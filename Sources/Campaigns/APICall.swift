import Deliveries
import JSON
import Vocabulary

/// One call that asks for a campaign's message: to whom, with what, and what makes a repetition of it known as one.
package struct APICall: Sendable {
    /// The idempotency key; `nil`: every such call is a new one.
    package var key: String?
    /// What was asked for, without regard to blanks and to the order of members.
    package let digest: [UInt8]
    /// Those who cannot be served do not keep the others from being served.
    package var recipients: [Result<APIRecipient, RecipientFault>]
    /// It is taken whole or refused: for one recipient a refusal is the plainer answer.
    package var isWhole: Bool

    package static let recipientLimit = 50
    package static let keyLimit = 255

    /// - Parameter body: the call's own, whose digest tells it from others with its key.
    package init(
        key: String?,
        body: AttributeValue,
        recipients: [Result<APIRecipient, RecipientFault>],
        isWhole: Bool = false
    ) {
        self.key = key
        self.recipients = recipients
        self.isWhole = isWhole
        digest = SHA256Digest.of(body.inOrder.json)
    }
}

extension AttributeValue {
    /// The same value, the members of its objects in order of their names: some clients write them in another order each
    /// time.
    fileprivate var inOrder: AttributeValue {
        switch self {
        case .array(let elements): .array(elements.map(\.inOrder))
        case .object(let object):
            .object(AttributeObject(object.map { ($0.0, $0.1.inOrder) }.sorted { $0.0 < $1.0 }))
        case .null, .bool, .integer, .decimal, .double, .string, .moment: self
        }
    }
}
