import Store
import Vocabulary

extension Runs {
    /// A colleague ends a person's run; `nil` where no such run waits.
    package mutating func withdraw(_ id: RunID, of profile: ProfileID, now: Moment) -> [JourneyEffect]? {
        guard var run = waiting(of: profile).first(where: { $0.id == id }) else { return nil }
        let effects = run.leave(.withdrawn, now: now)
        keep(run, effects)
        return effects
    }

    /// The person is erased: their runs end, and what all of them remember goes; the numbers stay. Their sends are the
    /// ledger's to cancel.
    package static func erase(of profile: ProfileID, now: Moment, in db: Transaction) throws {
        var runs = try load(for: [profile], in: db)
        for var run in runs.waiting(of: profile) {
            let effects = run.leave(.erased, now: now)
            runs.keep(run, effects)
        }
        try runs.save(in: db)
        try RunTable.forget(of: profile, in: db)
        try RunTable.recountEntries(of: profile, in: db)
    }

    /// What runs that ended before `moment` remember of events goes, at most `limit` of them; the runs stay.
    /// - Returns: how many.
    package static func forgetMemories(endedBefore moment: Moment, limit: Int, in db: Transaction) throws -> Int {
        try RunTable.forgetMemories(endedBefore: moment, limit: limit, in: db)
    }
}
