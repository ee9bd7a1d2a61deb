import Profiles
import Vocabulary

/// What a sandbox allows itself to send, to whom and when: read from the database in every take, so that a change acts
/// on the next one.
package struct SendingPolicy: Hashable, Sendable {
    package var mode: SendingMode
    /// How much goes in all.
    package var allowance: SendingAllowance
    /// Where "today" and quiet hours are reckoned for people whose zone is unknown.
    package var zone: Zone
    package var caps: MarketingCaps
    /// `nil`: no quiet hours.
    package var quietHours: QuietHours?
    /// Quiet hours hold transactional messages too.
    package var quietCoversTransactional: Bool
    /// What silence about marketing means on each channel; denied where nothing was chosen (`SEMANTICS 9`).
    package var consentDefaults: ConsentDefaults
    /// An uncertain transactional message goes once more with the same Message-ID (`SEMANTICS 26`).
    package var resendsUncertain: Bool
    /// Lanes whose exact bytes are kept for the ledger; what is captured is kept always.
    package var keepsBodies: Set<Lane>
    /// Opens and clicks so soon after the hand-over are a program's.
    package var tooSoon: Duration
    /// The counted error of an address that quarantines it (`SEMANTICS 31`).
    package var quarantineErrors: Int
    /// A restore closed all lanes; `nil`: someone has chosen since, or there was none (`SEMANTICS 37`).
    package var gap: RestoredGap?
    /// The choice after a restore: what was due before it expires rather than goes.
    package var skipsDueBefore: Moment?

    package init(
        mode: SendingMode = .capture,
        allowance: SendingAllowance = .unlimited,
        zone: Zone = .utc,
        caps: MarketingCaps = MarketingCaps(),
        quietHours: QuietHours? = nil,
        quietCoversTransactional: Bool = false,
        consentDefaults: ConsentDefaults = .deny,
        resendsUncertain: Bool = false,
        keepsBodies: Set<Lane> = [.transactional, .triggered],
        tooSoon: Duration = MachineRules.standardTooSoon,
        quarantineErrors: Int = 5,
        gap: RestoredGap? = nil,
        skipsDueBefore: Moment? = nil
    ) {
        self.mode = mode
        self.allowance = allowance
        self.zone = zone
        self.caps = caps
        self.quietHours = quietHours
        self.quietCoversTransactional = quietCoversTransactional
        self.consentDefaults = consentDefaults
        self.resendsUncertain = resendsUncertain
        self.keepsBodies = keepsBodies
        self.tooSoon = tooSoon
        self.quarantineErrors = quarantineErrors
        self.gap = gap
        self.skipsDueBefore = skipsDueBefore
    }
}

/// How far a sandbox's messages go. A new one captures, so it cannot hurt anyone (invariant 9).
package enum SendingMode: Hashable, Sendable {
    /// Everything is decided and made as if live, kept and shown, and not sent.
    case capture
    /// As `live` for the listed addresses (`a@example.org`) and domains (`@example.org`), as `capture` for others.
    case allowlist([String])
    case live

    /// Why a message to `address` is kept rather than sent; `nil`: it goes.
    package func keeps(_ address: String) -> SendReason? {
        switch self {
        case .capture: .captured
        case .allowlist(let entries): Self.matches(address, entries) ? nil : .notAllowlisted
        case .live: nil
        }
    }

    private static func matches(_ address: String, _ entries: [String]) -> Bool {
        let folded = address.lowercased()
        return entries.contains { entry in
            let entry = entry.lowercased()
            return entry.hasPrefix("@") ? folded.hasSuffix(entry) : folded == entry
        }
    }
}

/// How much marketing one person gets on one channel.
package struct MarketingCaps: Hashable, Sendable {
    /// In the recipient's calendar day.
    package var perDay: Int
    /// In any seven times 24 hours.
    package var perSevenDays: Int

    package init(perDay: Int = 1, perSevenDays: Int = 3) {
        self.perDay = perDay
        self.perSevenDays = perSevenDays
    }
}

/// The hours of the recipient's wall clock in which nothing arrives: from `start` to before `end`, minutes of the day.
package struct QuietHours: Hashable, Sendable {
    package var start: Int
    package var end: Int

    package static let minutesPerDay = 24 * 60

    /// `nil` where a time is none or both are one.
    package init?(start: Int, end: Int) {
        let day = 0..<Self.minutesPerDay
        guard day.contains(start), day.contains(end), start != end else { return nil }
        self.start = start
        self.end = end
    }

    /// When the quiet that reigns at `now` ends; `nil` where none does.
    package func end(at now: Moment, zone: Zone) -> Moment? {
        let civil = zone.civil(at: now)
        let minute = civil.hour * 60 + civil.minute
        let reigns = start < end ? (start..<end).contains(minute) : minute >= start || minute < end
        guard reigns else { return nil }
        let left = (end - minute + Self.minutesPerDay) % Self.minutesPerDay
        let wall = Moment(milliseconds: civil.startOfMinute.utcMoment.milliseconds + Int64(left) * 60_000)
        let planned = zone.moment(of: CivilTime(utc: wall))
        // Where clocks were turned back the hour may have been passed once already: then count on from now.
        return planned > now ? planned : now + (wall - civil.utcMoment)
    }
}

extension CivilTime {
    fileprivate var startOfMinute: CivilTime {
        CivilTime(year: year, month: month, day: day, hour: hour, minute: minute)
    }
}
