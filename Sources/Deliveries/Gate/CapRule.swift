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
        let used = used(reserved, zone: candidate.zone, now: now)
        if used.today >= policy.caps.perDay { return .skip(.capDay) }
        if used.inSevenDays >= policy.caps.perSevenDays { return .skip(.capWeek) }
        return .pass
    }

    /// When the cap that kept `candidate` back has room again, as far as is known today.
    static func opening(
        for candidate: Candidate,
        after reason: SendReason,
        _ reserved: [Moment],
        _ policy: SendingPolicy,
        now: Moment
    ) -> Moment? {
        if reason == .capDay { return startOfNextDay(now, zone: candidate.zone) }
        guard reason == .capWeek, policy.caps.perSevenDays > 0 else { return nil }
        let counting = reserved.filter { $0 > now - reach }.sorted()
        return counting[counting.count - policy.caps.perSevenDays] + reach
    }

    private static func startOfNextDay(_ now: Moment, zone: Zone) -> Moment {
        let noon = zone.civil(at: startOfDay(now, zone: zone) + .hours(36))
        return zone.moment(of: CivilTime(year: noon.year, month: noon.month, day: noon.day))
    }

    /// How many of `reserved` count today by the recipient's calendar, and in seven days.
    static func used(_ reserved: [Moment], zone: Zone, now: Moment) -> (today: Int, inSevenDays: Int) {
        let midnight = startOfDay(now, zone: zone)
        return (reserved.count { $0 >= midnight }, reserved.count { $0 > now - reach })
    }

    private static func startOfDay(_ now: Moment, zone: Zone) -> Moment {
        let civil = zone.civil(at: now)
        return zone.moment(of: CivilTime(year: civil.year, month: civil.month, day: civil.day))
    }
}
