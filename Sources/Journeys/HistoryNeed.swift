import Expressions

/// What past events a set of rules reads.
package enum HistoryNeed: Hashable, Sendable {
    case some(Set<String>)
    case all

    package static let none = HistoryNeed.some([])

    init(of rules: [Rule]) {
        self = rules.reduce(.none) { need, rule in
            guard rule.expression.readsHistory else { return need }
            return need.union(rule.expression.historyTypes.map(HistoryNeed.some) ?? .all)
        }
    }

    package func union(_ other: HistoryNeed) -> HistoryNeed {
        switch (self, other) {
        case (.some(let a), .some(let b)): .some(a.union(b))
        case (.all, _), (_, .all): .all
        }
    }

    /// The types; `nil`: all.
    package var types: Set<String>? {
        switch self {
        case .some(let types): types
        case .all: nil
        }
    }
}
