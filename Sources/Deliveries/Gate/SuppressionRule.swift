/// An address that bounced or complained is not used, whoever owns it and whatever the message (`SEMANTICS 9`); but for
/// the one mail by which its owner, who asked for it, can say that they want mail again.
enum SuppressionRule {
    static func verdict(on candidate: Candidate) -> Gate.Verdict {
        candidate.isSuppressed && !candidate.send.origin.isOptIn ? .skip(.suppressed) : .pass
    }
}
