import Vocabulary

/// Past its `notAfter` a message is worth nothing to anyone: expired, never sent stale (`SEMANTICS 27`). The same is true
/// of what was due in the gap before a restore, where someone chose so: it may have gone before (`SEMANTICS 37`).
enum ExpiryRule {
    static func verdict(on candidate: Candidate, policy: SendingPolicy, now: Moment) -> Gate.Verdict {
        let isSkipped = policy.skipsDueBefore.map { candidate.send.due < $0 } ?? false
        return isSkipped || now > candidate.send.notAfter ? .expire : .pass
    }
}
