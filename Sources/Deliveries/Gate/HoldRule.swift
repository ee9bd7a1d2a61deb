import Vocabulary

/// Someone said stop, or paused the journey: nothing in the hold's scope is taken until it is released.
enum HoldRule {
    static func verdict(on candidate: Candidate, holds: [Hold]) -> Gate.Verdict {
        reason(holding: candidate.send, holds).map { .hold(until: .distantFuture, $0) } ?? .pass
    }

    /// Of several holds a person's own word is the one to show.
    static func reason(holding send: Send, _ holds: [Hold]) -> SendReason? {
        let covering = holds.filter { $0.scope.covers(send) }.map(\.reason)
        return covering.contains(.hold) ? .hold : covering.first
    }
}
