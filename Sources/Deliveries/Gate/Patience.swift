import Vocabulary

/// Where its origin would rather wait, what is skipped today is held and asked again, up to a moment (`SEMANTICS 20`).
enum Patience {
    /// How often the gate is asked again about what changes without telling.
    static let pause: Duration = .hours(1)

    /// - Parameter retry: when the reason passes, where that is known.
    /// - Returns: `nil` where the send is to be skipped now.
    static func hold(
        _ send: Send,
        _ reason: SendReason,
        retry: Moment?,
        now: Moment
    ) -> SendMachine.Transition? {
        guard reason.mayPass, let end = send.patientUntil, now < end else { return nil }
        // Not held past its own expiry: then the expiry rule shall see it.
        let last = min(end, send.notAfter + .milliseconds(1))
        return .hold(until: min(retry ?? now + pause, last), reason)
    }
}
