import Vocabulary

/// Where runs begin: an event of a person that fits, if re-entrance allows.
package struct EntryStep: Hashable, Sendable {
    package var listener: Listener
    package var reentrance: Reentrance
    /// Older events begin nothing (`stale`, `SEMANTICS 5`); nil: a day.
    package var maximumAge: Period?
    package var next: StepID

    package static let defaultMaximumAge: Duration = .days(1)

    /// What a key may hold; a longer one is refused.
    static let maximumKeyLength = 256

    var age: Duration { maximumAge?.duration ?? Self.defaultMaximumAge }
}

extension EntryStep: StepBehavior {
    package static let kind = "entry"

    package static func read(_ fields: inout FieldReader) -> Step? {
        let listener = fields.listener()
        let reentrance = Reentrance.read(&fields)
        let maximumAge = fields.period("maximumAge")
        let next = fields.target("next")
        guard let listener, let reentrance, let next else { return nil }
        return .entry(EntryStep(listener: listener, reentrance: reentrance, maximumAge: maximumAge, next: next))
    }

    package func write(to fields: inout FieldWriter) {
        fields.write(listener)
        fields.write("reentrance", reentrance.text)
        fields.write("maximumAge", maximumAge?.text)
        fields.write("next", next.raw)
    }

    package var ways: [Way] { [Way("next", to: next)] }
    package var rules: [Rule] { listener.rules }

    package func arrive(_ walk: inout Walk) -> Motion { .go(next) }
}

/// When somebody who was in may come in again, after leaving (`SEMANTICS 17`).
package enum Reentrance: Hashable, Sendable {
    /// Never.
    case once
    /// When the last entry is at least this long ago.
    case after(Period)
    case always

    var text: String {
        switch self {
        case .once: "once"
        case .after(let period): period.text
        case .always: "always"
        }
    }

    /// `once`, `always` (also where nothing is said) or a period.
    static func read(_ fields: inout FieldReader) -> Reentrance? {
        switch fields.optionalText("reentrance") {
        case nil, "always": return .always
        case "once": return .once
        case let text?: return fields.period(text, of: "reentrance", or: ["once", "always"]).map(Reentrance.after)
        }
    }

    /// Why a person who entered at `last` may not enter now; nil: they may.
    func refusal(last: Moment, now: Moment) -> EntryRefusal? {
        switch self {
        case .once: .once
        case .after(let period): now >= last + period.duration ? nil : .tooSoon
        case .always: nil
        }
    }
}
