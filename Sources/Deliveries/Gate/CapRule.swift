import Vocabulary

/// No more marketing than a person bears: per calendar day of the recipient and per seven rolling days
/// (`SEMANTICS 28`). Transactional messages neither count nor are capped.
enum CapRule {
    /// How far back a reservation can matter.
    static let reach: Duration = .days(7)

    static func counts(_ send: Send) -> Bool { send.messageClass == .marketing }

    /// - Parameter reserved: when the person's counting messages were taken.
    static func verdict(
        on candidate: Candidate,
        reserved: [Moment],
        policy: SendingPolicy,
        now: Moment
    ) -> Gate.Verdict {
        guard counts(candidate.send) else { return .pass }
        let midnight = startOfDay(now, zone: candidate.zone)
        if reserved.count(where: { $0 >= midnight }) >= policy.caps.perDay { return .skip(.capDay) }
        if reserved.count(where: { $0 > now - reach }) >= policy.caps.perSevenDays { return .skip(.capWeek) }
        return .pass
    }

    private static func startOfDay(_ now: Moment, zone: Zone) -> Moment {
        let civil = zone.civil(at: now)
        return zone.moment(of: CivilTime(year: civil.year, month: civil.month, day: civil.day))
    }
}
