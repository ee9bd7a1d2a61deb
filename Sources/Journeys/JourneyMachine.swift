import Vocabulary

/// What moves a run.
package enum JourneyTrigger: Hashable, Sendable {
    /// The run begins.
    case entry
    /// An event of its person.
    case event(Arrival)
    /// A moment it waited for.
    case wake
    /// What became of a message it was promised.
    case outcome(MessageOutcome)

    /// It may change what the run remembers and nothing else.
    var changesMemory: Bool {
        switch self {
        case .entry, .event, .wake: false
        case .outcome: true
        }
    }
}

/// Decides what a trigger does to a run: pure, bounded, without a clock.
package struct JourneyMachine {
    let version: LiveVersion

    package init(_ version: LiveVersion) { self.version = version }

    /// - Returns: what is to be done, in order; `run` is then to be saved, `traveller` shows the attributes as set.
    package func advance(
        _ run: inout Run,
        by trigger: JourneyTrigger,
        traveller: inout Traveller,
        now: Moment,
        ids: inout IDGenerator
    ) -> [JourneyEffect] {
        guard run.isWaiting else { return [] }
        var walk = Walk(of: run, in: version, traveller: traveller, ids: ids, now: now)
        switch trigger {
        case .entry: walk.follow(.go(version.entryID))
        case .event(let arrival): hear(arrival, &walk)
        case .wake: wake(&walk)
        case .outcome(let outcome): learn(outcome, &walk)
        }
        (run, traveller, ids) = (walk.run, walk.traveller, walk.ids)
        return walk.effects
    }

    /// Exit rules first; an event nobody listens for changes nothing.
    private func hear(_ arrival: Arrival, _ walk: inout Walk) {
        walk.arrival = arrival
        defer { walk.arrival = nil }
        if counts(arrival, since: walk.run.enteredAt), leaves(on: arrival, walk) {
            return walk.leave(.exitRule)
        }
        notice(arrival, &walk)
        guard counts(arrival, since: walk.run.reachedAt), let step = version[walk.run.step] else { return }
        walk.follow(step.hear(arrival, &walk))
    }

    /// The log's order decides what came after; imported history counts by its own time.
    private func counts(_ arrival: Arrival, since moment: Moment) -> Bool {
        !arrival.isHistorical || arrival.timestamp > moment
    }

    private func leaves(on arrival: Arrival, _ walk: Walk) -> Bool {
        version.definition.exitRules.contains { $0.listener.hears(arrival, key: walk.run.key, in: walk.view) }
    }

    /// Remembers the first event that a later step of scope `run` waits for.
    private func notice(_ arrival: Arrival, _ walk: inout Walk) {
        guard counts(arrival, since: walk.run.enteredAt) else { return }
        for (id, listener) in version.noticed where id != walk.run.step && walk.run.memory.steps[id.raw] == nil {
            if listener.hears(arrival, key: walk.run.key, in: walk.view) { walk.remember(arrival, as: id) }
        }
    }

    /// The step that rests for it goes on; of one that has gone on, what is said later is remembered too.
    private func learn(_ outcome: MessageOutcome, _ walk: inout Walk) {
        guard walk.run.awaits == outcome.send else {
            let isKnown = walk.run.memory.steps[outcome.step.raw].flatMap(MessageOutcome.send) == outcome.send
            return isKnown ? walk.remember(outcome, as: outcome.step) : ()
        }
        walk.remember(outcome, as: walk.run.step)
        walk.run.awaits = nil
        guard let step = version[walk.run.step] else { return }
        walk.follow(step.learn(outcome, &walk))
    }

    /// Waking early is harmless (`SEMANTICS 14`).
    private func wake(_ walk: inout Walk) {
        guard let due = walk.run.wake, due <= walk.now, let step = version[walk.run.step] else { return }
        walk.run.wake = nil
        walk.follow(step.wake(&walk))
    }
}
