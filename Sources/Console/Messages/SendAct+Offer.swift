import Deliveries

extension SendAct {
    /// Whether some of a facet's messages can have this done; how many of them exactly is counted before it is.
    func concerns(_ facet: LedgerFacet) -> Bool {
        switch self {
        case .retry: facet.state == .failed || facet.state == .skipped
        case .cancel: facet.state == .pending
        case .release: facet.state == .pending && facet.reason != nil
        case .restore: facet.state == .cancelled && facet.reason == .withdrawn
        case .markSent, .markNotSent, .resend: facet.state == .uncertain
        }
    }

    /// What leads to it, with at most how many; `nil` where another act says it already.
    func offer(_ count: Int64) -> String? {
        let number = Words.number(count)
        return switch self {
        case .retry: "Try again those of \(number) that can still go…"
        case .cancel: "Cancel \(number)…"
        case .release: "Look at \(number) now…"
        case .restore: "Take the cancel of \(number) back…"
        case .markSent: "\(number) uncertain: they were sent…"
        case .markNotSent: "\(number) uncertain: they were not sent…"
        case .resend: "\(number) uncertain: they were not sent, send them once more…"
        }
    }
}
