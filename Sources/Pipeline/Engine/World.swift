import Deliveries
import Journeys
import Profiles
import Reports
import Store
import Vocabulary

/// Everything a batch touches, in memory, while it is decided.
struct World {
    var people: People
    var runs: Runs
    var counts: [String: Int64] = [:]
    private let journeys: LiveJourneys
    /// Of those whose journeys read it.
    private var history: [ProfileID: [AttributeValue]]
    private var ids: IDGenerator
    private var happened: [EventRecord] = []
    private var owed: [Obligation] = []
    private var cancelled: [(run: RunID, reason: RunReason, now: Moment)] = []
    private var touched: Set<ProfileID> = []
    /// Whose wake came and left them where they were: looked at again much later, not at once.
    private var stuck: [ProfileID: Moment] = [:]

    private static let stuckPause = Duration.hours(1)

    /// The people named by the events, told something or woken, their runs, and the history that live conditions read.
    static func load(
        for inputs: [Input],
        _ triggers: [DueTrigger],
        wakes: [DueWake],
        journeys: LiveJourneys,
        tombstones: TombstoneKey?,
        in db: Transaction
    ) throws -> World {
        let named = inputs.map { People.identities(of: $0.event) }
        let moved = Set(wakes.map(\.profile)).union(triggers.map(\.trigger.profile))
        var people = try People.load(
            identities: Set(named.joined()),
            profiles: moved,
            hash: tombstones.map { $0.hash },
            in: db
        )
        let runs = try Runs.load(for: Set(people.ids), in: db)
        let needs = circles(of: zip(inputs, named), triggers, people, runs, journeys)
        people.rowsElsewhere = try MovedRowsTable.counts(of: needs.meeting, in: db)
        let history = try history(needs.historyNeeds, in: db)
        let ids = IDGenerator(after: try PipelineTable.lastID(in: db))
        return World(people: people, runs: runs, journeys: journeys, history: history, ids: ids)
    }

    /// Who may become one in this batch, and what of their past is read.
    private static func circles(
        of named: some Sequence<(Input, [Identity])>,
        _ triggers: [DueTrigger],
        _ people: People,
        _ runs: Runs,
        _ journeys: LiveJourneys
    ) -> Circles {
        var circles = Circles()
        for (input, identities) in named {
            circles.join(identities, owner: people.owner(of:), needing: journeys.historyNeed(on: input.event.type))
        }
        for due in triggers {
            circles.add(journeys.historyNeed(of: due.trigger), to: people.current(due.trigger.profile))
        }
        for id in people.ids where runs.hasRuns(id) {
            circles.add(journeys.historyNeed(of: runs.waiting(of: id)), to: id)
        }
        return circles
    }

    /// Groups of people that differ in what they need; beyond it all get what any needs, so that a batch stays a
    /// handful of queries.
    private static let historyGroups = 4

    private static func history(
        _ needs: [HistoryNeed: Set<ProfileID>],
        in db: Transaction
    ) throws -> [ProfileID: [AttributeValue]] {
        var needs = needs
        if needs.count > historyGroups {
            let everyone = needs.values.reduce(into: Set()) { $0.formUnion($1) }
            needs = [needs.keys.reduce(.none) { $0.union($1) }: everyone]
        }
        var history: [ProfileID: [AttributeValue]] = [:]
        for (need, profiles) in needs {
            history.merge(try EventHistory.load(for: profiles, types: need.types, in: db)) { first, _ in first }
        }
        return history
    }

    /// An event becomes part of its person, and moves that person's journeys.
    ///
    /// - Returns: the people whose wake may have changed.
    mutating func absorb(_ input: Input) -> [ProfileID] {
        let absorption = people.absorb(
            input.event,
            source: input.source,
            received: input.moment,
            logged: input.logged,
            ids: &ids
        )
        for reason in absorption.reasons { counts["events.reason.\(reason.code.rawValue)", default: 0] += 1 }
        if input.isClamped { counts["events.reason.future_timestamp", default: 0] += 1 }
        for pair in absorption.merges {
            perform(
                runs.merged(pair.absorbed, into: pair.survivor, now: input.moment),
                of: pair.survivor,
                at: input.moment
            )
            uniteHistory(of: pair)
        }
        guard let profile = absorption.profile else { return [] }
        remember(input, absorption)
        counts["events.taken", default: 0] += 1
        touched.insert(profile)
        guard runs.areMoved(by: input.event.type, of: profile, in: journeys) else { return [profile] }
        var traveller = traveller(profile)
        let effects = runs.advance(
            on: input.event,
            of: &traveller,
            received: input.moment,
            journeys: journeys,
            ids: &ids
        )
        perform(effects, of: profile, at: input.moment)
        return [profile]
    }

    /// Something born inside has come to a person; one who is gone has nothing to learn.
    mutating func take(_ due: DueTrigger) -> [ProfileID] {
        let profile = people.current(due.trigger.profile)
        guard people[profile] != nil else { return [] }
        touched.insert(profile)
        var traveller = traveller(profile)
        let effects = runs.take(due.trigger, of: &traveller, now: due.moment, journeys: journeys, ids: &ids)
        perform(effects, of: profile, at: due.moment)
        return [profile]
    }

    /// A planned moment has come for a person; `now` is that moment.
    mutating func wake(_ wake: DueWake) -> [ProfileID] {
        let profile = people.current(wake.profile)
        touched.insert(profile)
        guard let planned = plannedWake(of: profile), planned <= wake.moment else { return [] }
        var traveller = traveller(profile)
        let effects = runs.wake(&traveller, now: wake.moment, journeys: journeys, ids: &ids)
        perform(effects, of: profile, at: wake.moment)
        guard plannedWake(of: profile) == planned else { return [profile] }
        stuck[profile] = wake.moment
        counts["wakes.stuck", default: 0] += 1
        return []
    }

    /// When the person must next be looked at: the earliest boundary of what is planned for them (`SEMANTICS 14`).
    func plannedWake(of profile: ProfileID) -> Moment? { runs.nextWake(of: people.current(profile)) }

    private mutating func traveller(_ profile: ProfileID) -> Traveller {
        people.openAttributes(of: profile)
        let person = people[profile]
        return Traveller(
            profile: profile,
            attributes: person?.value ?? [:],
            history: history[profile] ?? [],
            zone: person?.zone.flatMap(Zone.init) ?? .utc
        )
    }

    private mutating func remember(_ input: Input, _ absorption: Absorption) {
        let id = ids.next(now: input.moment)
        guard let record = EventRecord(input.event, absorption, id: id, received: input.moment, source: input.source)
        else { return }
        // Everyone else's is not loaded, for nothing asks for it.
        if absorption.isNew { history[record.profile] = [] }
        history[record.profile]?.insert(inOrderOfTime: record.value)
        happened.append(record)
    }

    private mutating func uniteHistory(of pair: Absorption.Pair) {
        for event in history.removeValue(forKey: pair.absorbed) ?? [] {
            history[pair.survivor, default: []].insert(inOrderOfTime: event)
        }
    }

    private mutating func perform(_ effects: [JourneyEffect], of profile: ProfileID, at now: Moment) {
        for effect in effects {
            switch effect {
            case .owe(let obligation):
                owed.append(obligation)
                people.rowsElsewhere[profile, default: 0] += 1
            case .entered: people.rowsElsewhere[profile, default: 0] += 1
            case .cancelSends(let run, let reason): cancelled.append((run, reason, now))
            case .updateProfile(let profile, let updates):
                for update in updates {
                    people.update(profile, path: update.path, to: update.value, at: now, source: "journey")
                }
            case .refused, .queued, .transferred, .moved, .exited, .failed: break
            }
        }
    }

    /// Writes everything that changed, in bulk.
    mutating func save(in db: Transaction) throws -> BatchOutcome {
        var nextWake: Moment?
        for profile in Set(touched.map(people.current)) {
            var wake = plannedWake(of: profile)
            if let moment = stuck[profile] { wake = wake.map { max($0, moment + Self.stuckPause) } }
            people.setWake(profile, to: wake)
            if let wake { nextWake = min(nextWake ?? wake, wake) }
        }
        for merge in try people.save(in: db) {
            try moveSends(from: merge.absorbed, to: merge.survivor, in: db)
            Failpoint.reach("pipeline.during-merge")
        }
        for index in owed.indices { owed[index].profile = people.current(owed[index].profile) }
        try EventHistory.append(happened, following: people, in: db)
        try runs.save(in: db)
        let fresh = try owe(owed, in: db)
        for (run, _, now) in cancelled { try cancelPending(of: run, now: now, in: db) }
        try Counters.add(counts.filter { $0.value != 0 }, in: db)
        try PipelineTable.keep(lastID: ids.last, in: db)
        return BatchOutcome(owed: fresh.count, nextWake: nextWake, events: happened.count)
    }
}

extension [AttributeValue] {
    /// As the store would give the history back: events by their own time, of the same time the newest last.
    fileprivate mutating func insert(inOrderOfTime event: AttributeValue) {
        let moment = event.timestamp
        var index = count
        while index > 0, self[index - 1].timestamp > moment { index -= 1 }
        insert(event, at: index)
    }
}

extension AttributeValue {
    /// An event value's own time, the past's edge where it has none.
    fileprivate var timestamp: Moment {
        if case .moment(let moment) = self["timestamp"] { moment } else { .distantPast }
    }
}
