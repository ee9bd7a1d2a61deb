import Profiles

/// Marketing needs a yes for its channel and topic; unknown denies unless the owner chose otherwise (`SEMANTICS 9`).
enum ConsentRule {
    static func verdict(on candidate: Candidate) -> Gate.Verdict {
        guard candidate.isKnown else { return .skip(.noPerson) }
        guard candidate.send.messageClass == .marketing else { return .pass }
        switch candidate.consent {
        case .yes, .allowedByDefault: return .pass
        case .no: return .skip(.optedOut)
        case .unknown: return .skip(.noConsent)
        }
    }
}
