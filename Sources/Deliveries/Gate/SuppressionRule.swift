/// An address that bounced or complained is not used, whoever owns it and whatever the message (`SEMANTICS 9`).
enum SuppressionRule {
    static func verdict(on candidate: Candidate) -> Gate.Verdict {
        candidate.isSuppressed ? .skip(.suppressed) : .pass
    }
}
