import Vocabulary

extension Runs {
    /// Two persons are one: the survivor takes over runs and entries. Of two runs of one journey under one key the
    /// older goes on, the younger exits `merged` (`SEMANTICS 8`).
    package mutating func merged(
        _ absorbed: ProfileID,
        into survivor: ProfileID,
        now: Moment
    ) -> [JourneyEffect] {
        merges.append((absorbed, survivor))
        takeEntries(of: absorbed, for: survivor)
        let moved = waiting.removeValue(forKey: absorbed) ?? []
        let united = (moved + waiting(of: survivor)).sorted(by: Self.isOlder)
        var kept: Set<EntryMemory.Key> = []
        var effects: [JourneyEffect] = []
        for var run in united {
            run.profile = survivor
            let place = EntryMemory.Key(journey: run.journey, profile: survivor, key: run.key)
            let decided = kept.insert(place).inserted ? [] : run.leave(.merged, now: now)
            keep(run, decided)
            effects += decided
        }
        return effects
    }

    private static func isOlder(_ a: Run, _ b: Run) -> Bool { (a.enteredAt, a.id) < (b.enteredAt, b.id) }

    private mutating func takeEntries(of absorbed: ProfileID, for survivor: ProfileID) {
        for (key, memory) in entries where key.profile == absorbed {
            let heir = EntryMemory.Key(journey: key.journey, profile: survivor, key: key.key)
            entries[heir] = entries[heir].map { $0 + memory } ?? memory
            entries[key] = nil
            changedEntries.formUnion([heir, key])
        }
    }
}
