import Vocabulary

/// Equality and order of values; `nil` is the language's null.
enum ValueOrder {
    /// Values of different kinds are unequal; a date and a text are compared as dates.
    static func areEqual(_ a: AttributeValue, _ b: AttributeValue, zone: Zone) -> Bool? {
        switch (a, b) {
        case (.null, _), (_, .null): nil
        case (.moment, .string), (.string, .moment): order(a, b, zone: zone).map { $0 == 0 }
        default: areSame(a, b)
        }
    }

    /// Equality inside lists and objects, where null equals null; numbers by value, whatever their form.
    static func areSame(_ a: AttributeValue, _ b: AttributeValue, depth: Int = 0) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let x), .bool(let y)): x == y
        case (.string(let x), .string(let y)): x == y
        case (.moment(let x), .moment(let y)): x == y
        case (.array(let x), .array(let y)):
            depth < maximumDepth && x.count == y.count && zip(x, y).allSatisfy { areSame($0, $1, depth: depth + 1) }
        case (.object(let x), .object(let y)):
            depth < maximumDepth && x.count == y.count
                && x.allSatisfy { member in y[member.0].map { areSame(member.1, $0, depth: depth + 1) } ?? false }
        default: Arithmetic.order(a, b) == 0
        }
    }

    /// Values nested deeper than any client sends are unequal rather than a stack overflow.
    private static let maximumDepth = 200

    /// Numbers, texts and dates have an order, each among themselves.
    static func order(_ a: AttributeValue, _ b: AttributeValue, zone: Zone) -> Int? {
        switch (a, b) {
        case (.string(let x), .string(let y)): return x < y ? -1 : x == y ? 0 : 1
        case (.moment, .moment), (.moment, .string), (.string, .moment):
            guard let x = DateText.moment(of: a, zone: zone), let y = DateText.moment(of: b, zone: zone) else {
                return nil
            }
            return x < y ? -1 : x == y ? 0 : 1
        default: return Arithmetic.order(a, b)
        }
    }
}
