import JSON
import Vocabulary

/// An order that someone who tries the demo places as themselves.
package struct VisitorOrder: Sendable {
    package var email: String
    package var firstName: String
    package var total: ExactDecimal

    package init(email: String, firstName: String, total: ExactDecimal) {
        self.email = email
        self.firstName = firstName
        self.total = total
    }

    /// Posts what a shop's check-out posts: who it is, then what they bought.
    package func place(over line: ShopLine, number: Int64, now: Moment) async throws {
        try await line.post(Self.bytes(identify(number, now)), to: "/v1/identify")
        try await line.post(Self.bytes(track(number, now)), to: "/v1/track")
    }

    private static func bytes(_ value: AttributeValue) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONWriter.append(value, to: &bytes)
        return bytes
    }

    private func identify(_ number: Int64, _ now: Moment) -> AttributeValue {
        [
            "messageId": .string("visitor-\(number)-identify"), "userId": .string("visitor-\(email)"),
            "timestamp": .string(now.iso8601),
            "traits": [
                "email": .string(email), "firstName": .string(firstName),
                "consents": ["marketing": ["email": ["val": "y"]]],
            ],
        ]
    }

    private func track(_ number: Int64, _ now: Moment) -> AttributeValue {
        [
            "messageId": .string("visitor-\(number)"), "userId": .string("visitor-\(email)"),
            "event": "Order Completed", "timestamp": .string(now.iso8601),
            "properties": [
                "order_id": .string("visitor-\(number)"), "total": .decimal(total), "currency": "USD",
                "price": .string(total.dollars),
            ],
        ]
    }
}
