import Store
import Vocabulary

/// What of one origin was attempted lately, and what of it went wrong.
package struct BrakeTally: Hashable, Sendable {
    package var attempted = 0
    /// The address is at fault, said at once or later.
    package var hardBounces = 0
    package var complaints = 0
    /// Messages that could not be made for their person.
    package var unmade = 0

    package init(attempted: Int = 0, hardBounces: Int = 0, complaints: Int = 0, unmade: Int = 0) {
        (self.attempted, self.hardBounces, self.complaints) = (attempted, hardBounces, complaints)
        self.unmade = unmade
    }
}

/// When sending stops by itself, before it goes wrong for everybody: one list that is too old, or one template that is
/// broken, costs an installation its name in an hour.
package struct BrakeRules: Sendable {
    /// What is counted, how much of it is too much, and how many there must be, so that the bad luck of a few is none.
    private struct Rule: Sendable {
        var count: @Sendable (BrakeTally) -> Int
        var words: String
        /// Of a thousand.
        var limit: Int
        var least: Int
    }

    private static let rules = [
        Rule(count: { $0.hardBounces }, words: "hard bounces", limit: 50, least: 10),
        Rule(count: { $0.complaints }, words: "complaints", limit: 3, least: 3),
        Rule(count: { $0.unmade }, words: "messages that could not be made", limit: 10, least: 5),
    ]

    /// What is too much, in words for whoever is to look; `nil`: nothing is.
    package static func fault(of tally: BrakeTally) -> String? {
        for rule in rules {
            let count = rule.count(tally)
            guard count >= rule.least, count * 1_000 > tally.attempted * rule.limit else { continue }
            return "\(rule.words): \(count) of \(tally.attempted), the limit is \(percent(rule.limit)) %"
        }
        return nil
    }

    private static func percent(_ perMille: Int) -> String {
        perMille % 10 == 0 ? "\(perMille / 10)" : "\(perMille / 10).\(perMille % 10)"
    }
}

/// Looks at what became of the newest messages and holds the origins of which too many go wrong.
///
/// What was handed over before somebody released such a hold does not count again: they have seen it.
package enum SendingBrake {
    /// The name that stands as `Hold.who`, before what was seen.
    package static let name = "guard"

    private static let window = Duration.hours(24)
    /// The newest messages looked at: enough for a rate, few enough for a look every minute.
    private static let sample = 10_000
    /// Fewer faults than the smallest rule asks for are no reason to look further.
    private static let least = 3

    /// Whether so much went wrong that it is worth looking: a read, so that calm days cost the writer nothing.
    package static func isNeeded(in db: Transaction) throws -> Bool {
        try BrakeTable.faults(since: IDGenerator.lowerBound(at: db.now - window), limit: least, in: db) >= least
    }

    /// - Returns: the holds that it set.
    @discardableResult
    package static func look(in db: Transaction) throws -> [Hold] {
        guard try isNeeded(in: db) else { return [] }
        let since = IDGenerator.lowerBound(at: db.now - window)
        let marks = try BrakeTable.marks(in: db)
        var holds: [Hold] = []
        for (scope, tally) in try tallies(since: since, after: marks, in: db).sorted(by: { $0.0 < $1.0 }) {
            guard let fault = BrakeRules.fault(of: tally), let scope = HoldScope(scope) else { continue }
            let hold = Hold(scope: scope, since: db.now, who: "\(name): \(fault)")
            guard try HoldTable.insert(hold, in: db) else { continue }
            try BrakeTable.mark(scope, in: db)
            holds.append(hold)
        }
        return holds
    }

    private static func tallies(
        since: Int64,
        after marks: [String: Moment],
        in db: Transaction
    ) throws -> [(String, BrakeTally)] {
        var tallies: [String: BrakeTally] = [:]
        try BrakeTable.each(since: since, limit: sample, in: db) { attempt in
            if let mark = marks[attempt.scope], attempt.moment <= mark { return }
            tallies[attempt.scope, default: BrakeTally()].count(attempt.outcome)
        }
        return Array(tallies)
    }
}

extension BrakeTally {
    fileprivate mutating func count(_ outcome: SendReason?) {
        attempted += 1
        switch outcome {
        case .hardBounce, .rejected: hardBounces += 1
        case .complaint: complaints += 1
        case .render: unmade += 1
        default: break
        }
    }
}
