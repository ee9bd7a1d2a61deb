import Vocabulary

extension Runs {
    /// Begins a run where the event fits the entry and re-entrance allows.
    mutating func enter(
        _ version: LiveVersion,
        on arrival: Arrival,
        traveller: inout Traveller,
        now: Moment,
        ids: inout IDGenerator
    ) -> [JourneyEffect] {
        switch admission(to: version, of: arrival, traveller, now: now) {
        case .ignored: return []
        case .refused(let reason): return refuse(version.journey, reason)
        case .outside(let key):
            let place = ids.next(now: now)
            return queue(QueuedEntry(place: place, key: key, event: arrival.value, received: now))
        case .admitted(let key):
            return begin(version, on: arrival.value, key, traveller: &traveller, now: now, ids: &ids)
        }
    }

    private mutating func refuse(_ journey: JourneyID, _ reason: EntryRefusal) -> [JourneyEffect] {
        tally.record(reason, by: journey)
        return [.refused(journey, reason)]
    }

    private mutating func queue(_ entry: QueuedEntry) -> [JourneyEffect] {
        queued.append(entry)
        return [.queued(entry)]
    }

    /// Somebody waited outside a paused journey: now it was resumed or closed, or they waited long enough.
    ///
    /// The condition held when they came and is not asked again; re-entrance is.
    mutating func admit(
        _ entry: QueuedEntry,
        _ traveller: inout Traveller,
        now: Moment,
        journeys: LiveJourneys,
        ids: inout IDGenerator
    ) -> [JourneyEffect] {
        var entry = entry
        entry.key.profile = traveller.profile
        if now >= entry.leaves { return refuse(entry.journey, .waitedTooLong) }
        guard let version = journeys.newest(of: entry.journey) else { return refuse(entry.journey, .paused) }
        switch version.status {
        case .draft, .closed, .stopped: return refuse(entry.journey, .paused)
        // Paused again before their turn came.
        case .paused: return version.newEntries == .queue ? queue(entry) : refuse(entry.journey, .paused)
        case .live:
            if let reason = refusal(of: entry.key, version.entry.reentrance, now: now) {
                return refuse(entry.journey, reason)
            }
            return begin(version, on: entry.event, entry.key, traveller: &traveller, now: now, ids: &ids)
        }
    }

    private enum Admission {
        /// The event does not fit the entry.
        case ignored
        case refused(EntryRefusal)
        /// The journey is paused and those who come wait outside.
        case outside(EntryMemory.Key)
        case admitted(EntryMemory.Key)
    }

    private func admission(
        to version: LiveVersion,
        of arrival: Arrival,
        _ traveller: Traveller,
        now: Moment
    ) -> Admission {
        let entry = version.entry
        if arrival.isHistorical || now - arrival.timestamp > entry.age { return .refused(.stale) }
        let view = JourneyView(of: traveller, event: arrival.value, now: now)
        if let condition = entry.listener.condition, !view.holds(condition) { return .ignored }
        guard version.status.takesEntries || version.newEntries == .queue else { return .refused(.paused) }
        guard let text = entry.listener.key.map(view.text) ?? "" else { return .refused(.noKey) }
        let key = EntryMemory.Key(journey: version.journey, profile: traveller.profile, key: text)
        guard version.status.takesEntries else { return .outside(key) }
        return refusal(of: key, entry.reentrance, now: now).map(Admission.refused) ?? .admitted(key)
    }

    private func refusal(of key: EntryMemory.Key, _ reentrance: Reentrance, now: Moment) -> EntryRefusal? {
        let isInside = waiting(of: key.profile).contains { $0.journey == key.journey && $0.key == key.key }
        if isInside { return .inside }
        return entries[key].flatMap { reentrance.refusal(last: $0.last, now: now) }
    }

    private mutating func begin(
        _ version: LiveVersion,
        on event: AttributeValue,
        _ key: EntryMemory.Key,
        traveller: inout Traveller,
        now: Moment,
        ids: inout IDGenerator
    ) -> [JourneyEffect] {
        var run = Run(
            id: RunID(raw: ids.next(now: now)),
            journey: version.journey,
            version: version.number,
            profile: traveller.profile,
            bornTo: traveller.profile,
            key: key.key,
            step: version.entryID,
            enteredAt: now,
            reachedAt: now,
            visit: 0,
            wake: nil,
            status: .waiting,
            endedAt: nil,
            memory: RunMemory(entry: event)
        )
        entries[key] = EntryMemory(last: now, count: (entries[key]?.count ?? 0) + 1)
        changedEntries.insert(key)
        let effects =
            [.entered(run.id)]
            + JourneyMachine(version)
            .advance(&run, by: .entry, traveller: &traveller, now: now, ids: &ids)
        keep(run, effects)
        return effects
    }
}
