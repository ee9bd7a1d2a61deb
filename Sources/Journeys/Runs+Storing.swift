import Store
import Vocabulary

extension Runs {
    /// Loads what the batch needs of these people; both sides of a coming merge must be among them.
    package static func load(for profiles: Set<ProfileID>, in db: Transaction) throws -> Runs {
        var runs = Runs()
        guard !profiles.isEmpty else { return runs }
        let waiting = try RunTable.waiting(of: profiles, in: db)
        runs.waiting = Dictionary(grouping: waiting, by: \.profile)
        runs.entries = try RunTable.entries(of: profiles, in: db)
        return runs
    }

    /// A merge is taken back: runs and entries return to the person they were born to. Those that left because of it
    /// stay out; both persons are to be woken, for what they wait for is planned anew.
    package static func giveBack(
        _ births: [ProfileID],
        to person: ProfileID,
        from holder: ProfileID,
        in db: Transaction
    ) throws {
        try RunTable.giveBack(births, to: person, from: holder, in: db)
        for profile in [person, holder] { try RunTable.recountEntries(of: profile, in: db) }
    }

    /// Writes all that has changed, in bulk; ends before beginnings, so that a person is never inside twice.
    package func save(in db: Transaction) throws {
        let changed = changedRuns.values.sorted { $0.id < $1.id }
        try RunTable.save(changed.filter { !$0.isWaiting }, in: db)
        try RunTable.save(changed.filter(\.isWaiting), in: db)
        for merge in merges {
            try RunTable.handOver(from: merge.absorbed, to: merge.survivor, in: db)
            try RunTable.removeEntries(of: merge.absorbed, in: db)
        }
        let kept = changedEntries.compactMap { key in entries[key].map { (key, $0) } }
        try RunTable.save(
            kept.sorted { ($0.0.profile, $0.0.journey, $0.0.key) < ($1.0.profile, $1.0.journey, $1.0.key) },
            in: db
        )
        try save(tally, in: db)
        for (key, count) in moved { try MoveTable.count(moved: count, by: key, in: db) }
        try saveQueue(in: db)
    }

    /// - Throws: `JourneysChanged` where somebody has resumed or closed a journey since it was loaded: those who came
    ///   meanwhile must not be left outside.
    private func saveQueue(in db: Transaction) throws {
        for (journey, entries) in Dictionary(grouping: queued, by: \.journey).sorted(by: { $0.key < $1.key }) {
            guard try JourneyTable.count(queued: entries.count, by: journey, in: db) else { throw JourneysChanged() }
        }
        try TriggerTable.write(queued.map(Trigger.init), in: db)
    }

    private func save(_ tally: StepTally, in db: Transaction) throws {
        for (key, counts) in tally.steps.sorted(by: { $0.key < $1.key }) where counts != StepCounts() {
            try RunTable.add(counts, to: key, in: db)
        }
        for (journey, refusals) in tally.refusals.sorted(by: { $0.key < $1.key }) {
            for (reason, count) in refusals.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                try RunTable.add(count, refusedFor: reason, by: journey, in: db)
            }
        }
    }
}

/// What is live has changed since it was loaded: load it again and try again.
package struct JourneysChanged: Error {
    package init() {}
}

extension StepKey: Comparable {
    /// One order of locking rows for all who count.
    package static func < (a: StepKey, b: StepKey) -> Bool {
        (a.journey, a.version, a.step) < (b.journey, b.version, b.step)
    }
}

extension LiveJourneys {
    /// Whether a snapshot is still what is live: compare with `revision`, in the transaction that uses it.
    package static func revision(in db: Transaction) throws -> Int64 { try JourneyTable.revision(in: db) }

    package static func load(in db: Transaction) throws -> LiveJourneys {
        let walked = try JourneyTable.walked(in: db)
        let newest = walked.map { ($0.journey.id, $0.journey.newestVersion) }
        return LiveJourneys(
            walked.compactMap {
                LiveVersion($0.version, status: $0.journey.status, newEntries: $0.journey.newEntries)
            },
            newest: Dictionary(newest) { first, _ in first },
            moves: try MoveTable.unfinished(in: db),
            revision: try JourneyTable.revision(in: db)
        )
    }
}
