import Vocabulary

/// How often each type of event happened to a person, and when first and last: answers "ever" and "how many" without
/// reading history.
package struct EventCounters: Hashable, Sendable {
    package struct Counter: Hashable, Sendable {
        package var count: Int64
        package var first: Moment
        package var last: Moment

        package init(count: Int64, first: Moment, last: Moment) {
            self.count = count
            self.first = first
            self.last = last
        }

        mutating func merge(_ other: Counter) {
            count += other.count
            first = min(first, other.first)
            last = max(last, other.last)
        }
    }

    package private(set) var types: [String: Counter]
    /// Events of types beyond the limit, together.
    package private(set) var others: Counter?

    /// Types counted apart; a sender who invents a type an event must not grow the profile.
    package static let typeLimit = 100
    package static let nameLimit = 128

    package init(types: [String: Counter] = [:], others: Counter? = nil) {
        self.types = types
        self.others = others
    }

    package var total: Int64 { types.values.reduce(others?.count ?? 0) { $0 + $1.count } }

    package subscript(type: String) -> Counter? { types[type] }

    /// Whether what it says of `type` is all there is.
    package func isExact(for type: String) -> Bool { types[type] != nil || others == nil }

    package mutating func count(_ type: String, at moment: Moment) {
        add(Counter(count: 1, first: moment, last: moment), to: type)
    }

    package mutating func merge(_ other: EventCounters) {
        for (type, counter) in other.types.sorted(by: { $0.key < $1.key }) { add(counter, to: type) }
        if let rest = other.others { addToOthers(rest) }
    }

    mutating func add(_ counter: Counter, to type: String) {
        if types[type] != nil {
            types[type]?.merge(counter)
        } else if types.count < Self.typeLimit, type.utf8.count <= Self.nameLimit {
            types[type] = counter
        } else {
            addToOthers(counter)
        }
    }

    private mutating func addToOthers(_ counter: Counter) {
        if others == nil { others = counter } else { others?.merge(counter) }
    }
}
