import Accounts
import Deliveries
import Journeys
import Profiles
import Store
import Vocabulary

extension HandActs {
    /// Takes a merge back everywhere: people, history, consents, runs and sends return to whom they were born.
    /// - Throws: an `UndoMergeError`.
    package func undoMerge(_ id: Int64, by who: String) async throws -> UndoneMerge {
        let undone = try await store.write { db in
            let undone = try People.undoMerge(id, in: db)
            try Runs.giveBack(undone.births, to: undone.person, from: undone.holder, in: db)
            try moveSendsBack(undone.births, to: undone.person, from: undone.holder, in: db)
            for person in [undone.holder, undone.person] {
                let detail = "\(undone.person) out of \(undone.holder)"
                try Audit.record(.undoMerge, on: .person(person), by: who, detail: detail, in: db)
            }
            return undone
        }
        wakePipeline()
        return undone
    }

    /// Unites two persons because someone decided that they are one; the older survives.
    /// - Throws: a `MergeRefusal`.
    package func merge(_ a: ProfileID, _ b: ProfileID, by who: String) async throws -> Absorption.Pair {
        let pair = try await store.write { db in
            var people = try People.load(identities: [], profiles: [a, b], in: db)
            people.rowsElsewhere = try MovedRowsTable.counts(of: people.ids, in: db)
            var ids = IDGenerator(shard: Self.shard, after: try ProfilesTable.lastID(in: db))
            let pair = try people.merge(a, b, cause: who, at: db.now, ids: &ids)
            var runs = try Runs.load(for: [pair.survivor, pair.absorbed], in: db)
            let effects = runs.merged(pair.absorbed, into: pair.survivor, now: db.now)
            people.setWake(pair.survivor, to: db.now)
            try people.save(in: db)
            try runs.save(in: db)
            try moveSends(from: pair.absorbed, to: pair.survivor, in: db)
            try Self.cancelSends(of: effects, in: db)
            let detail = "\(pair.absorbed) into \(pair.survivor)"
            try Audit.record(.merge, on: .person(pair.survivor), by: who, detail: detail, in: db)
            return pair
        }
        wakePipeline()
        return pair
    }

    /// Ends a run that waits: the person leaves the journey, and what it owes and nobody has taken is cancelled.
    package func end(_ run: RunID, of id: ProfileID, by who: String) async throws {
        try await store.write { db in
            var people = try People.load(identities: [], profiles: [id], in: db)
            let person = people.current(id)
            var runs = try Runs.load(for: [person], in: db)
            guard let effects = runs.withdraw(run, of: person, now: db.now) else { throw HandActRefusal.noSuchRun }
            // Writes the row that the pipeline locks, so that whoever decides on them at this moment decides again.
            people.setWake(person, to: db.now)
            try people.save(in: db)
            try runs.save(in: db)
            try Self.cancelSends(of: effects, in: db)
            try Audit.record(.endRun, on: .person(person), by: who, detail: "run \(run)", in: db)
        }
        wakePipeline()
    }

    /// Ids made here never meet the pipeline's, which are of shard 0.
    private static let shard: Int64 = 1

    private static func cancelSends(of effects: [JourneyEffect], in db: Transaction) throws {
        for case .cancelSends(let run, _) in effects { try cancelPending(of: run, now: db.now, in: db) }
    }
}
