import Expressions

/// What past events a set of rules reads.
enum HistoryNeed: Hashable, Sendable {
    case some(Set<String>)
    case all

    static let none = HistoryNeed.some([])

    init(of rules: [Rule]) {
        self = rules.reduce(.none) { need, rule in
            guard rule.expression.readsHistory else { return need }
            return need.union(rule.expression.historyTypes.map(HistoryNeed.some) ?? .all)
        }
    }

    func union(_ other: HistoryNeed) -> HistoryNeed {
        switch (self, other) {
        case (.some(let a), .some(let b)): .some(a.union(b))
        case (.all, _), (_, .all): .all
        }
    }

    var types: Set<String>? {
        switch self {
        case .some(let types): types
        case .all: nil
        }
    }
}
