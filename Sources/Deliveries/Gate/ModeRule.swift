/// The sandbox's mode: where a message that passes every rule goes.
///
/// In `capture` the whole gate is run all the same, so that a rehearsal shows each person the decision they would get;
/// only the last step differs: the message is made, kept and shown as `skipped(captured)` instead of handed over. It is
/// a skip and no state of its own, so that sums and outcomes need not know about rehearsals, and it gives its cap back.
enum ModeRule {
    /// Why `candidate` would be kept rather than sent; `nil`: it goes.
    static func keeping(_ candidate: Candidate, policy: SendingPolicy) -> SendReason? {
        policy.mode.keeps(candidate.address ?? "")
    }
}
