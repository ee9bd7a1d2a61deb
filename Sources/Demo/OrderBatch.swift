import JSON
import Vocabulary

/// Orders as a shop's server would send them: one Segment batch.
package struct OrderBatch: Sendable {
    package let body: [UInt8]
    /// When its last order was placed.
    package let end: Moment
    package let orderCount: Int

    /// - Parameter knownCustomers: those whose name and address were sent before.
    package init(_ orders: ArraySlice<RecordShop.Order>, isFirst: (RecordShop.Order) -> Bool) {
        let items = orders.flatMap { order -> [AttributeValue] in
            let customer = Customer(order.customer)
            return isFirst(order)
                ? [Self.identify(customer, order), Self.track(customer, order)] : [Self.track(customer, order)]
        }
        var bytes: [UInt8] = []
        JSONWriter.append(["batch": .array(items)], to: &bytes)
        body = bytes
        end = orders.last?.moment ?? .epoch
        orderCount = orders.count
    }

    /// The first order makes a customer: what a check-out asks for, and their yes to mail.
    private static func identify(_ customer: Customer, _ order: RecordShop.Order) -> AttributeValue {
        [
            "type": "identify", "messageId": .string("cdnow-\(order.row)-identify"), "userId": .string(customer.userID),
            "timestamp": .string(order.moment.iso8601),
            "traits": [
                "email": .string(customer.email), "firstName": .string(customer.firstName),
                "lastName": .string(customer.lastName),
                "consents": ["marketing": ["email": ["val": "y"]]],
            ],
        ]
    }

    private static func track(_ customer: Customer, _ order: RecordShop.Order) -> AttributeValue {
        [
            "type": "track", "event": "Order Completed", "messageId": .string("cdnow-\(order.row)"),
            "userId": .string(customer.userID), "timestamp": .string(order.moment.iso8601),
            "properties": [
                "order_id": .string("cdnow-\(order.row)"), "total": money(order.total), "currency": "USD",
                "price": .string("$\(order.total)"), "quantity": .integer(Int64(order.quantity)),
            ],
        ]
    }

    private static func money(_ text: String) -> AttributeValue {
        ExactDecimal(money: text).map(AttributeValue.decimal) ?? .string(text)
    }
}

extension ExactDecimal {
    /// An amount as people and CSV files write it: `29.33`.
    package init?(money text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let digits = Int64(parts.joined()) else { return nil }
        self.init(coefficient: digits, scale: parts.count > 1 ? parts[1].count : 0)
    }

    /// As people read it, with cents: `$29.30`. A template prints a number as JavaScript does, without its last zeros.
    package var dollars: String {
        let cents = scale == 0 ? ".00" : scale == 1 ? "0" : ""
        return "$\(description)\(cents)"
    }
}
