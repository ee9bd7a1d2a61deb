import Vocabulary

/// Someone said stop: nothing in the hold's scope is taken until it is released.
enum HoldRule {
    static func verdict(on candidate: Candidate, holds: [Hold]) -> Gate.Verdict {
        holds.contains { $0.scope.covers(candidate.send) } ? .hold(until: .distantFuture, .hold) : .pass
    }
}
