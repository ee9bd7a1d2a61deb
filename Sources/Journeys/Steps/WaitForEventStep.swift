import Vocabulary

/// Rests until an event of the person comes, or time is up; of event and timeout the log's order decides.
package struct WaitForEventStep: Hashable, Sendable {
    /// From when events count (`SEMANTICS 18`).
    package enum Scope: String, CaseIterable, Sendable {
        /// After the run reached the step.
        case step
        /// Since the run began: an event that came before the step was reached counts too.
        case run
    }

    package var listener: Listener
    package var scope: Scope
    package var onEvent: StepID
    package var timeout: Timeout?

    /// How long at most, and the way on from there.
    package struct Timeout: Hashable, Sendable {
        package var period: Period
        package var next: StepID
    }
}

extension WaitForEventStep: StepBehavior {
    package static let kind = "waitForEvent"

    package static func read(_ fields: inout FieldReader) -> Step? {
        let listener = fields.listener()
        let scope = fields.optionalChoice("scope", of: Scope.self) ?? .step
        let onEvent = fields.target("onEvent")
        let timeout = readTimeout(&fields)
        guard let listener, let onEvent else { return nil }
        return .waitForEvent(WaitForEventStep(listener: listener, scope: scope, onEvent: onEvent, timeout: timeout))
    }

    /// Time and way belong together.
    private static func readTimeout(_ fields: inout FieldReader) -> Timeout? {
        guard fields.has("timeout") || fields.has("onTimeout") else { return nil }
        let period = fields.period("timeout")
        let next = fields.target("onTimeout")
        if !fields.has("timeout") { fields.report(.missingField, "timeout") }
        guard let period, let next else { return nil }
        return Timeout(period: period, next: next)
    }

    package func write(to fields: inout FieldWriter) {
        fields.write(listener)
        fields.write("scope", scope == .step ? nil : scope.rawValue)
        fields.write("onEvent", onEvent.raw)
        fields.write("timeout", timeout?.period.text)
        fields.write("onTimeout", timeout?.next.raw)
    }

    package var ways: [Way] {
        [Way("onEvent", to: onEvent)] + (timeout.map { [Way("onTimeout", to: $0.next, label: $0.period.text)] } ?? [])
    }

    package var rules: [Rule] { listener.rules }

    package func arrive(_ walk: inout Walk) -> Motion {
        if scope == .run, walk.hasNoticed { return .go(onEvent) }
        return .rest(until: timeout.map { walk.now + $0.period.duration })
    }

    package func hear(_ arrival: Arrival, _ walk: inout Walk) -> Motion {
        guard listener.hears(arrival, key: walk.run.key, in: walk.view) else { return .stay }
        walk.remember(arrival)
        return .go(onEvent)
    }

    /// Where there was no limit, or is none now, this version's holds, from when the step was reached.
    package func takeOver(_ walk: inout Walk) -> Motion {
        guard let timeout else { return .rest(until: nil) }
        return .rest(until: walk.run.wake ?? walk.run.reachedAt + timeout.period.duration)
    }

    package func wake(_ walk: inout Walk) -> Motion { timeout.map { .go($0.next) } ?? .stay }
}
