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
        case .refused(let reason):
            tally.record(reason, by: version.journey)
            return [.refused(version.journey, reason)]
        case .admitted(let memory):
            return begin(version, on: arrival, memory, traveller: &traveller, now: now, ids: &ids)
        }
    }

    private enum Admission {
        /// The event does not fit the entry.
        case ignored
        case refused(EntryRefusal)
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
        guard version.status.takesEntries else { return .refused(.paused) }
        guard let text = entry.listener.key.map(view.text) ?? "" else { return .refused(.noKey) }
        let key = EntryMemory.Key(journey: version.journey, profile: traveller.profile, key: text)
        return refusal(of: key, entry.reentrance, now: now).map(Admission.refused) ?? .admitted(key)
    }

    private func refusal(of key: EntryMemory.Key, _ reentrance: Reentrance, now: Moment) -> EntryRefusal? {
        let isInside = waiting(of: key.profile).contains { $0.journey == key.journey && $0.key == key.key }
        if isInside { return .inside }
        return entries[key].flatMap { reentrance.refusal(last: $0.last, now: now) }
    }

    private mutating func begin(
        _ version: LiveVersion,
        on arrival: Arrival,
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
            memory: RunMemory(entry: arrival.value)
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
