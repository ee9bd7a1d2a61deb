import Vocabulary

/// Nobody is woken: the send waits until the recipient's quiet hours end, or it expires (`SEMANTICS 20`).
enum QuietHoursRule {
    static func verdict(on candidate: Candidate, policy: SendingPolicy, now: Moment) -> Gate.Verdict {
        guard let quiet = policy.quietHours, applies(to: candidate.send, policy),
            let end = quiet.end(at: now, zone: candidate.zone)
        else { return .pass }
        return .hold(until: end, .quietHours)
    }

    private static func applies(to send: Send, _ policy: SendingPolicy) -> Bool {
        switch send.messageClass {
        case .marketing: true
        case .transactional: policy.quietCoversTransactional
        }
    }
}
