import Vocabulary

/// A date given to a function, and whether it moves with the clock.
struct Instant {
    var milliseconds: Int64
    var moves: Bool
}

extension Evaluator {
    var calendar: LocalCalendar { LocalCalendar(zone: context.zone) }

    func instant(_ position: Int) -> Instant? {
        let slot = stack[position]
        guard let moment = DateText.moment(of: slot.value, zone: context.zone) else { return nil }
        return Instant(milliseconds: moment.milliseconds, moves: !slot.motion.isStill)
    }

    static var null: Slot { Slot(value: .null) }

    private func dated(_ milliseconds: Int64?) -> Slot {
        Slot(value: milliseconds.map { .moment(Moment(milliseconds: $0)) } ?? .null)
    }

    // MARK: Making

    /// The beginning of a day in the zone; null for a date that is none.
    func civilDate(_ base: Int) -> Slot {
        guard let year = Arithmetic.wholeNumber(value(base)), let month = Arithmetic.wholeNumber(value(base + 1)),
            let day = Arithmetic.wholeNumber(value(base + 2)), (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Int64(CivilTime.daysIn(month: Int(month), year: Int(year)))
        else { return Self.null }
        let civil = CivilTime(year: Int(year), month: Int(month), day: Int(day))
        return Slot(value: .moment(context.zone.moment(of: civil)))
    }

    /// ISO text, or milliseconds since the epoch.
    mutating func dateTime(_ base: Int) -> Slot {
        switch value(base) {
        case .moment: return stack[base]
        case .string(let text): return dated(DateText.parse(text, zone: context.zone)?.milliseconds)
        case .integer(let number):
            var slot = dated(number)
            if case .steps(let steps) = stack[base].motion, steps.unit == 1, steps.isRising {
                slot.motion = stack[base].motion
            } else {
                settle(stack[base])
            }
            return slot
        case .null, .bool, .decimal, .double, .array, .object: return Self.null
        }
    }

    // MARK: Adding

    mutating func shifted(_ base: Int, by shift: DateShift) -> Slot {
        guard let from = instant(base), let count = Arithmetic.wholeNumber(value(base + 1)) else { return Self.null }
        switch shift {
        case .milliseconds(let unit): return moved(from, by: count.multipliedClamped(by: unit), base)
        case .days(let unit): return moved(from, days: count.multipliedClamped(by: unit))
        case .months(let unit): return moved(from, months: count.multipliedClamped(by: unit))
        }
    }

    private func moved(_ from: Instant, by milliseconds: Int64, _ base: Int) -> Slot {
        var slot = stack[base]
        slot.value = .moment(Moment(milliseconds: from.milliseconds.addingClamped(milliseconds)))
        return slot
    }

    private mutating func moved(_ from: Instant, days: Int64 = 0, months: Int64 = 0) -> Slot {
        guard from.moves else { return dated(calendar.adding(days: days, months: months, to: from.milliseconds)) }
        guard
            let (slot, bound) = calendar.addingMoving(days: days, months: months, to: from.milliseconds, now: now)
        else {
            settle(Slot(value: .null, motion: .clock(at: now)))
            return Self.null
        }
        hold(until: bound)
        return slot
    }

    // MARK: Differences

    /// Whole units from one date to the other, cut towards zero.
    func difference(from start: Int, to end: Int, unit: Int64) -> Slot {
        guard let start = instant(start), let end = instant(end) else { return Self.null }
        return difference(start, end, unit: unit)
    }

    func difference(_ start: Instant, _ end: Instant, unit: Int64) -> Slot {
        let distance = end.milliseconds.subtractingClamped(start.milliseconds)
        let value = AttributeValue.integer(distance / unit)
        guard start.moves != end.moves else { return Slot(value: value) }
        let rising = end.moves ? distance : Int64(0).subtractingClamped(distance)
        let count = rising / unit
        let next = count >= 0 && rising > -unit ? (count + 1) * unit - rising : count * unit + 1 - rising
        let steps = Motion.Steps(next: now.addingClamped(next), unit: unit, isRising: end.moves)
        return Slot(value: value, motion: .steps(steps))
    }

    func ageInDays(_ base: Int) -> Slot {
        guard let birth = instant(base) else { return Self.null }
        return difference(birth, Instant(milliseconds: now, moves: true), unit: 86_400_000)
    }

    /// Whole years since a date, by its anniversaries; 0 before it.
    mutating func age(_ base: Int) -> Slot {
        guard let birth = instant(base), let born = calendar.civil(birth.milliseconds),
            let today = calendar.civil(now)
        else { return Self.null }
        guard !birth.moves else { return Slot(value: .integer(0)) }
        var years = Int64(max(0, today.year - born.year))
        while years > 0, let day = anniversary(years, of: birth), day > now { years -= 1 }
        if let next = anniversary(years + 1, of: birth) { hold(until: next) }
        return Slot(value: .integer(years))
    }

    private func anniversary(_ years: Int64, of birth: Instant) -> Int64? {
        calendar.adding(months: years * 12, to: birth.milliseconds)
    }

    // MARK: Parts

    mutating func partOf(_ base: Int, _ part: DatePart) -> Slot {
        guard let date = instant(base), let civil = calendar.civil(date.milliseconds) else { return Self.null }
        holdWithin(part.unit, date)
        return Slot(value: .integer(Int64(part.value(of: civil))))
    }

    mutating func startOf(_ unit: LocalCalendar.Unit, _ date: Instant?) -> Slot {
        guard let date else { return Self.null }
        holdWithin(unit, date)
        return dated(calendar.start(of: unit, at: date.milliseconds))
    }

    /// A part of a moving date holds until the date leaves the unit.
    mutating func holdWithin(_ unit: LocalCalendar.Unit, _ date: Instant) {
        guard date.moves else { return }
        let boundary = calendar.boundary(after: date.milliseconds, unit)
        hold(until: boundary.shifted(from: date.milliseconds, to: now))
    }

    mutating func formatted(_ base: Int) -> Slot {
        guard let date = instant(base), case .string(let text) = value(base + 1), let format = DateFormat(text),
            let civil = calendar.civil(date.milliseconds)
        else { return Self.null }
        if let unit = format.finestUnit {
            holdWithin(unit, date)
        } else {
            settle(stack[base])
        }
        let offset = context.zone.offset(at: Moment(milliseconds: date.milliseconds))
        return Slot(value: .string(format.text(of: civil, offset: offset)))
    }

    // MARK: Windows

    /// Whether a date lies in (now − d, now].
    mutating func inLast(_ base: Int, unit: Int64) -> Slot {
        guard let date = instant(base), let length = length(base + 1, unit) else { return Self.null }
        let distance = now.subtractingClamped(date.milliseconds)
        if !date.moves {
            if distance < 0 {
                hold(until: date.milliseconds)
            } else if distance < length {
                hold(until: date.milliseconds.addingClamped(length))
            }
        }
        return Slot(value: .bool(distance >= 0 && distance < length))
    }

    /// Whether a date lies in (now, now + d].
    mutating func inNext(_ base: Int, unit: Int64) -> Slot {
        guard let date = instant(base), let length = length(base + 1, unit) else { return Self.null }
        let distance = date.milliseconds.subtractingClamped(now)
        if !date.moves, distance > 0 {
            hold(until: distance <= length ? date.milliseconds : date.milliseconds.subtractingClamped(length))
        }
        return Slot(value: .bool(distance > 0 && distance <= length))
    }

    /// A number of units, fractions too, in whole milliseconds.
    private func length(_ position: Int, _ unit: Int64) -> Int64? {
        let product = Arithmetic.multiply(value(position), .integer(unit))
        return Arithmetic.wholeNumber(Arithmetic.rounded(product, .down))
    }
}
