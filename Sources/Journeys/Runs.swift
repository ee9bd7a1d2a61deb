import Store
import Vocabulary

/// The working set of a batch: the runs and entries of the people it touches. Load, decide, save.
///
/// A value, so that keeping a copy is a savepoint: an event that must be parked leaves no trace.
package struct Runs: Sendable {
    /// Per person, in the order of their ids; only those that wait.
    var waiting: [ProfileID: [Run]] = [:]
    var entries: [EntryMemory.Key: EntryMemory] = [:]
    /// What has changed and is to be saved.
    var changedRuns: [RunID: Run] = [:]
    var changedEntries: Set<EntryMemory.Key> = []
    var merges: [(absorbed: ProfileID, survivor: ProfileID)] = []
    /// Who came to a paused journey and waits outside.
    var queued: [QueuedEntry] = []
    /// How many were moved to another version.
    var moved: [VersionMove.Key: Int64] = [:]
    package internal(set) var tally = StepTally()

    package init() {}

    /// When the person must be looked at again for their runs' sake.
    package func nextWake(of profile: ProfileID) -> Moment? { waiting[profile]?.compactMap(\.wake).min() }

    /// The person's runs that wait, in the order of their ids.
    package func waiting(of profile: ProfileID) -> [Run] { waiting[profile] ?? [] }

    package func hasRuns(_ profile: ProfileID) -> Bool { !(waiting[profile] ?? []).isEmpty }

    /// Whether an event of `type` can move a run of the person or begin one; most can do neither, and then nobody need
    /// look at the person.
    package func areMoved(by type: String, of profile: ProfileID, in journeys: LiveJourneys) -> Bool {
        !journeys.entries(on: type).isEmpty
            || waiting(of: profile).contains { journeys.version(of: $0)?.heardTypes.contains(type) ?? true }
    }

    /// An event comes to a person: exit rules, then their runs by id, then entries by journey id.
    ///
    /// - Parameter received: the moment the log stamped the event with.
    package mutating func advance(
        on event: Event,
        of traveller: inout Traveller,
        received: Moment,
        journeys: LiveJourneys,
        ids: inout IDGenerator
    ) -> [JourneyEffect] {
        let arrival = Arrival(event)
        var effects = move(
            by: .event(arrival),
            traveller: &traveller,
            now: received,
            journeys: journeys,
            ids: &ids
        ) { $1.heardTypes.contains(arrival.type) }
        for version in journeys.entries(on: arrival.type) {
            effects += enter(version, on: arrival, traveller: &traveller, now: received, ids: &ids)
        }
        return effects
    }

    /// The moment has come for which some of the person's runs waited; waking early is harmless.
    package mutating func wake(
        _ traveller: inout Traveller,
        now: Moment,
        journeys: LiveJourneys,
        ids: inout IDGenerator
    ) -> [JourneyEffect] {
        move(by: .wake, traveller: &traveller, now: now, journeys: journeys, ids: &ids) { run, _ in
            run.wake.map { $0 <= now } ?? false
        }
    }

    /// Something born inside has come to one of the person's runs; a run that is over has nothing to learn.
    package mutating func take(
        _ trigger: Trigger,
        of traveller: inout Traveller,
        now: Moment,
        journeys: LiveJourneys,
        ids: inout IDGenerator
    ) -> [JourneyEffect] {
        switch trigger.content {
        case .outcome(let outcome):
            move(by: .outcome(outcome), traveller: &traveller, now: now, journeys: journeys, ids: &ids) { run, _ in
                run.id == trigger.run
            }
        case .move(let key): move(trigger.run, by: key, &traveller, now: now, journeys: journeys, ids: &ids)
        case .entry(let entry): admit(entry, &traveller, now: now, journeys: journeys, ids: &ids)
        }
    }

    private mutating func move(
        by trigger: JourneyTrigger,
        traveller: inout Traveller,
        now: Moment,
        journeys: LiveJourneys,
        ids: inout IDGenerator,
        where matters: (Run, LiveVersion) -> Bool
    ) -> [JourneyEffect] {
        guard let runs = waiting[traveller.profile], !runs.isEmpty else { return [] }
        var effects: [JourneyEffect] = []
        for var run in runs {
            let version = journeys.version(of: run)
            if let version, !matters(run, version) { continue }
            run.memory.open()
            var moved = run
            let decided: [JourneyEffect]
            if let version {
                decided = JourneyMachine(version)
                    .advance(&moved, by: trigger, traveller: &traveller, now: now, ids: &ids)
            } else {
                decided = moved.leave(.stopped, now: now)
            }
            guard moved.hasMoved(since: run) || trigger.changesMemory && moved.memory != run.memory else { continue }
            keep(moved, decided)
            effects += decided
        }
        return effects
    }

    /// Notes a changed run and counts what happened to it.
    mutating func keep(_ run: Run, _ effects: [JourneyEffect]) {
        changedRuns[run.id] = run
        tally.record(effects, of: run)
        var runs = waiting[run.profile] ?? []
        switch (runs.firstIndex { $0.id == run.id }, run.isWaiting) {
        case (let place?, true): runs[place] = run
        case (let place?, false): runs.remove(at: place)
        case (nil, true): runs.insert(run, at: runs.firstIndex { $0.id > run.id } ?? runs.count)
        case (nil, false): break
        }
        waiting[run.profile] = runs.isEmpty ? nil : runs
    }
}
