import Expressions
import Testing
import Vocabulary

/// One person of a record shop, and how tests ask about them.
enum Story {
    static let now = at("2026-06-15T12:00:00Z")

    static let profile: AttributeValue = [
        "name": "Ada", "age": 36, "plan": "gold", "score": .double(2.5), "balance": decimal("12.50"), "vip": true,
        "nothing": nil, "address": ["city": "Malmö", "zip": "21120"], "tags": ["rock", "jazz", "rock"],
        "numbers": [3, 1, 2], "odd name": "yes", "birthday": "1990-02-28",
        "orders": [
            ["id": "a", "total": 10, "items": [["sku": "x"], ["sku": "y"]]],
            ["id": "b", "total": 30, "items": [["sku": "x"]]], ["id": "c", "total": nil, "items": []],
        ],
    ]

    /// Orders 100, 40, 20 and 2 days ago, a page view an hour ago.
    static let history: [AttributeValue] = [
        event("Order Completed", daysAgo: 100, ["total": 15]), event("Order Completed", daysAgo: 40, ["total": 25]),
        event("Order Completed", daysAgo: 20, ["total": decimal("9.99")]),
        event("Order Completed", daysAgo: 2, ["total": 50]), event("page", daysAgo: 1, ["path": "/home"]),
    ]

    static func at(_ text: String) -> Moment { Moment(iso8601: text) ?? .distantPast }

    static func event(_ type: String, daysAgo: Int64, _ properties: AttributeValue) -> AttributeValue {
        ["eventType": .string(type), "timestamp": .moment(now - .days(daysAgo)), "properties": properties]
    }

    static func context(now: Moment = now, zone: String = "UTC") throws -> EvaluationContext {
        EvaluationContext(
            profile: profile,
            event: ["eventType": "Clicked", "properties": ["total": 7]],
            history: history,
            variables: ["run": ["step": 3]],
            now: now,
            zone: try #require(Zone(zone))
        )
    }

    static func value(_ source: String, now: Moment = now, zone: String = "UTC") throws -> AttributeValue {
        try Expression(source, roots: ["run"]).evaluate(in: context(now: now, zone: zone)).value
    }

    static func until(_ source: String, now: Moment = now, zone: String = "UTC") throws -> Moment? {
        try Expression(source, roots: ["run"]).evaluate(in: context(now: now, zone: zone)).validUntil
    }

    static func diagnostics(of source: String) -> [Diagnostic] {
        do throws(Diagnostics) {
            return try Expression(source).warnings
        } catch {
            return error.all
        }
    }
}

/// A decimal from its digits: `decimal("12.50")`.
func decimal(_ text: String) -> AttributeValue {
    let parts = text.split(separator: ".")
    guard parts.count == 2, let coefficient = Int64(parts.joined()),
        let decimal = ExactDecimal(coefficient: coefficient, scale: parts[1].count)
    else { return .null }
    return .decimal(decimal)
}
