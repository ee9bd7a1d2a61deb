import Vocabulary

/// Past its `notAfter` a message is worth nothing to anyone: expired, never sent stale (`SEMANTICS 27`).
enum ExpiryRule {
    static func verdict(on candidate: Candidate, now: Moment) -> Gate.Verdict {
        now > candidate.send.notAfter ? .expire : .pass
    }
}
