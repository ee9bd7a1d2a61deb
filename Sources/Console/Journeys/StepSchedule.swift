import Journeys
import Vocabulary

/// When people reach each step, counted from their entry: the shortest and the longest way there.
struct StepSchedule: Sendable {
    struct Span: Hashable, Sendable {
        var earliest: Duration
        /// `nil`: nobody can say, it depends on the person.
        var latest: Duration?

        /// `at once`, `day 30`, `day 0 to 30`, `from day 3`.
        var words: String {
            guard let latest else { return earliest == .zero ? "any time later" : "\(Self.day(earliest)) or later" }
            if earliest == latest { return earliest == .zero ? "at once" : Self.day(earliest) }
            return "\(Self.day(earliest)) to \(Self.day(latest))"
        }

        /// With the time of day where there is a usual one: `day 3, about 10:00 UTC`.
        func words(entering hour: UsualHour?) -> String {
            guard let hour, earliest == latest, earliest >= .days(1) else { return words }
            return hour.words(after: earliest)
        }

        /// `day 3`, `day 3 and 4 h`, `after 20 min`
        private static func day(_ duration: Duration) -> String {
            let days = duration.milliseconds / 86_400_000
            let rest = Duration.milliseconds(duration.milliseconds % 86_400_000)
            if days == 0 { return rest == .zero ? "at once" : "after \(Words.span(rest))" }
            return rest == .zero ? "day \(days)" : "day \(days) and \(Words.span(rest))"
        }
    }

    private(set) var spans: [StepID: Span] = [:]

    /// Steps in an order in which each comes after all that lead to it; a published graph has no cycle.
    private(set) var order: [StepID] = []

    init(_ definition: JourneyDefinition) {
        guard let entry = definition.entry?.id else { return }
        order = Self.order(definition, from: entry)
        spans[entry] = Span(earliest: .zero, latest: .zero)
        for id in order {
            guard let step = definition[id], let span = spans[id] else { continue }
            for way in step.ways { widen(way.target, by: Self.time(of: way, from: step.step), after: span) }
        }
    }

    private mutating func widen(_ target: StepID, by time: Span, after span: Span) {
        let earliest = span.earliest + time.earliest
        let latest = span.latest.flatMap { latest in time.latest.map { latest + $0 } }
        guard let known = spans[target] else {
            spans[target] = Span(earliest: earliest, latest: latest)
            return
        }
        let longest = known.latest.flatMap { known in latest.map { max(known, $0) } }
        spans[target] = Span(earliest: min(known.earliest, earliest), latest: longest)
    }

    /// How long a step keeps those who go on by `way`.
    private static func time(of way: Way, from step: Step) -> Span {
        switch step {
        case .email(let email) where email.rests: return Span(earliest: .zero, latest: email.lifetime)
        case .entry, .condition, .email, .updateProfile, .end: return Span(earliest: .zero, latest: .zero)
        case .wait(let wait):
            switch wait.end {
            case .after(let period): return Span(earliest: period.duration, latest: period.duration)
            case .until: return Span(earliest: .zero, latest: nil)
            }
        case .waitForEvent(let wait):
            let limit = wait.timeout?.period.duration
            return way.name == "onTimeout"
                ? Span(earliest: limit ?? .zero, latest: limit) : Span(earliest: .zero, latest: limit)
        }
    }

    /// Depth first, each step put before those it leads to.
    private static func order(_ definition: JourneyDefinition, from entry: StepID) -> [StepID] {
        var seen: Set<StepID> = []
        var reversed: [StepID] = []
        func visit(_ id: StepID) {
            guard seen.insert(id).inserted else { return }
            for way in (definition[id]?.ways ?? []).reversed() { visit(way.target) }
            reversed.append(id)
        }
        visit(entry)
        return reversed.reversed()
    }
}
