import Vocabulary

/// Days, months and years as people in a zone count them, on milliseconds since the epoch.
struct LocalCalendar {
    let zone: Zone

    enum Unit: Sendable { case second, minute, hour, day, week, month, quarter, year }

    /// Years 1 to 9999; dates outside are null.
    static let range: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    func civil(_ moment: Int64) -> CivilTime? {
        guard Self.range.contains(moment) else { return nil }
        return zone.civil(at: Moment(milliseconds: moment))
    }

    private func offset(_ moment: Int64) -> Int64 { zone.offset(at: Moment(milliseconds: moment)).milliseconds }

    private func transition(after moment: Int64) -> Int64 {
        zone.nextTransition(after: Moment(milliseconds: moment))?.milliseconds ?? .max
    }

    // MARK: Adding

    /// `moment` some days or months later at the same time of day; the 31st of a short month is its last day.
    func adding(days: Int64 = 0, months: Int64 = 0, to moment: Int64) -> Int64? {
        requested(days: days, months: months, after: moment).flatMap(resolved)
    }

    private func resolved(_ civil: CivilTime) -> Int64? {
        let result = zone.moment(of: civil).milliseconds
        return Self.range.contains(result) ? result : nil
    }

    private func requested(days: Int64, months: Int64, after moment: Int64) -> CivilTime? {
        guard days.magnitude <= 4_000_000, months.magnitude <= 120_000, var civil = civil(moment) else { return nil }
        if months != 0 {
            let total = civil.year * 12 + civil.month - 1 + Int(months)
            guard total >= 12, total < 120_000 else { return nil }
            (civil.year, civil.month) = (total / 12, total % 12 + 1)
            civil.day = min(civil.day, CivilTime.daysIn(month: civil.month, year: civil.year))
        }
        let local = civil.utcMoment.milliseconds + days * 86_400_000
        guard Self.range.contains(local) else { return nil }
        return CivilTime(utc: Moment(milliseconds: local))
    }

    /// As `adding`, for a moment that moves with the clock at `now`: the result moves alike until the returned bound,
    /// or stands still until then where the wanted time is one that the clocks skip.
    func addingMoving(days: Int64, months: Int64, to moment: Int64, now: Int64) -> (slot: Slot, until: Int64)? {
        guard let wanted = requested(days: days, months: months, after: moment), let result = resolved(wanted) else {
            return nil
        }
        var bound = transition(after: moment)
        if months != 0 { bound = min(bound, boundary(after: moment, .day)) }
        let skipped = wanted.utcMoment.milliseconds
        let reading = result + offset(result)
        let value = AttributeValue.moment(Moment(milliseconds: result))
        guard reading == skipped else {
            return (Slot(value: value), min(bound, moment + reading - skipped).shifted(from: moment, to: now))
        }
        bound = min(bound, transition(after: result).shifted(from: result, to: moment))
        return (Slot(value: value, motion: .clock(at: now)), bound.shifted(from: moment, to: now))
    }

    // MARK: Boundaries

    /// The beginning of the unit in which `moment` lies.
    func start(of unit: Unit, at moment: Int64) -> Int64? {
        civil(moment).flatMap { resolved(Self.truncated($0, to: unit)) }
    }

    /// A moment up to which a clock in this zone stays within its unit and its offset.
    func boundary(after moment: Int64, _ unit: Unit) -> Int64 {
        guard let civil = civil(moment) else { return .max }
        let next = Self.next(after: Self.truncated(civil, to: unit), unit).utcMoment.milliseconds - offset(moment)
        return min(next, transition(after: moment))
    }

    private static func truncated(_ civil: CivilTime, to unit: Unit) -> CivilTime {
        var start = CivilTime(year: civil.year, month: civil.month, day: civil.day)
        switch unit {
        case .second, .minute, .hour:
            start.hour = civil.hour
            if unit != .hour { start.minute = civil.minute }
            if unit == .second { start.second = civil.second }
        case .day: break
        case .week:
            let days = Int64(civil.weekday - 1)
            start = CivilTime(utc: start.utcMoment - .days(days))
        case .month: start.day = 1
        case .quarter: (start.month, start.day) = ((civil.month - 1) / 3 * 3 + 1, 1)
        case .year: (start.month, start.day) = (1, 1)
        }
        return start
    }

    private static func next(after start: CivilTime, _ unit: Unit) -> CivilTime {
        var next = start
        switch unit {
        case .second: next.second += 1
        case .minute: next.minute += 1
        case .hour: next.hour += 1
        case .day: next = CivilTime(utc: start.utcMoment + .days(1))
        case .week: next = CivilTime(utc: start.utcMoment + .days(7))
        case .month: (next.year, next.month) = start.month == 12 ? (start.year + 1, 1) : (start.year, start.month + 1)
        case .quarter:
            (next.year, next.month) = start.month == 10 ? (start.year + 1, 1) : (start.year, start.month + 3)
        case .year: next.year += 1
        }
        return next
    }
}

extension Int64 {
    /// A bound on one moving date as a bound on another; forever stays forever.
    func shifted(from date: Int64, to other: Int64) -> Int64 {
        self == .max ? .max : addingClamped(other.subtractingClamped(date))
    }
}
