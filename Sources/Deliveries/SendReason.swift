/// Why a send is held, skipped, failed, uncertain or withdrawn: the code shown on the person and on the step
/// (invariant 6). Each has a paragraph in `docs/sending.md`.
package enum SendReason: String, CaseIterable, Sendable {
    // Held: still pending.
    /// A person or a command stopped the lane, the channel or the origin.
    case hold
    /// Its journey is paused.
    case paused
    /// The recipient's night.
    case quietHours = "quiet_hours"
    /// A temporary failure: waits for its next attempt.
    case retry
    /// Taken but begun too late after its gate: goes through the gate again.
    case late
    /// An uncertain transactional message, sent once more under the same Message-ID.
    case resend

    // Skipped by the gate.
    /// The sandbox captures: made and kept, but not sent.
    case captured
    /// The sandbox sends to listed addresses only: made and kept, but not sent.
    case notAllowlisted = "not_allowlisted"
    /// The person is gone (erased).
    case noPerson = "no_person"
    case noAddress = "no_address"
    /// Nobody said yes, and unknown denies.
    case noConsent = "no_consent"
    /// The person said no.
    case optedOut = "opted_out"
    case suppressed
    case capDay = "cap_day"
    case capWeek = "cap_week"
    case duplicateAddress = "duplicate_address"
    case merged

    // Failed.
    /// The content could not be made for this person.
    case render
    /// The next hop refused it for good.
    case rejected
    /// A person looked and says that an uncertain message did not go.
    case notSent = "not_sent"

    // Bounced.
    case hardBounce = "hard_bounce"
    case softBounce = "soft_bounce"
    case complaint
    /// It came back for what it is or where it comes from, or nobody says why: the address may be fine.
    case returned

    // Uncertain.
    /// The worker died between taking and recording.
    case crashed
    /// The connection was lost between the last byte and its reply.
    case connectionLost = "connection_lost"

    // Expired and cancelled.
    case stale
    case exited
    case withdrawn
}

extension SendReason {
    /// A pending send with this reason is kept back by it; with others it only waits for its turn.
    package var keepsBack: Bool { self == .hold || self == .paused || self == .quietHours || mayPass }

    /// What makes the gate skip a message today and may let it through tomorrow.
    package var mayPass: Bool {
        switch self {
        case .noAddress, .noConsent, .optedOut, .suppressed, .capDay, .capWeek: true
        case .hold, .paused, .quietHours, .retry, .late, .resend, .captured, .notAllowlisted, .noPerson,
            .duplicateAddress,
            .merged, .render, .rejected, .notSent, .hardBounce, .softBounce, .complaint, .returned, .crashed,
            .connectionLost, .stale, .exited, .withdrawn:
            false
        }
    }

    /// The sandbox's mode kept the message rather than sending it: to its journey it went, so that a rehearsal walks
    /// as the real thing would.
    package var isRehearsal: Bool { self == .captured || self == .notAllowlisted }
}
