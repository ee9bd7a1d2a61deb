import Jobs
import Store
import Vocabulary

/// Moves people to a newer version, a bounded number at a time: a job tells them by triggers, and the pipeline, which
/// alone walks people, moves each in its own transaction.
///
/// It keeps no place of its own: who was told has a trigger or is gone from the old version, so a crash between any two
/// transactions loses nobody and moves nobody twice.
package enum JourneyMover {
    package static let jobKind = "journeys.move"
    /// How many are told in one transaction; no more are told before the pipeline has moved them, so that a move never
    /// stands long in front of events.
    package static let chunk = 500
    /// Until the pipeline may be done with a chunk.
    private static let pause = Duration.milliseconds(50)
    /// Somebody's move is parked and waits for a person.
    private static let longPause = Duration.hours(1)

    /// - Parameter pipeline: nudged when people were told.
    package static func handler(_ store: Store, pipeline: Nudge) -> JobHandler {
        JobHandler(kind: jobKind) { job in
            guard let key = VersionMove.Key(payload: job.payload) else { throw JobRefused("no move: \(job.payload)") }
            let progress = try await store.write { db in
                let progress = try advance(key, in: db)
                Failpoint.reach("move.before-commit")
                return progress
            }
            Failpoint.reach("move.after-commit")
            switch progress {
            case .told, .waits:
                pipeline.signal()
                return .snooze(pause)
            case .parked: return .snooze(longPause)
            case .finished: return .done
            }
        }
    }

    package enum Progress: Hashable, Sendable {
        case told(Int)
        /// The pipeline has not moved those told before.
        case waits
        /// All are moved but those whose move is parked.
        case parked
        case finished
    }

    /// Tells the next few.
    package static func advance(_ key: VersionMove.Key, in db: Transaction) throws -> Progress {
        guard let journey = try JourneyTable.lock(key.journey, in: db), journey.status.walks,
            let move = try MoveTable.unfinished(of: key.journey, in: db).first(where: { $0.key == key })
        else {
            try MoveTable.finish(key, in: db)
            return .finished
        }
        let told = try TriggerTable.moves(of: key.journey, in: db)
        guard told.due == 0 else { return .waits }
        var triggers: [Trigger] = []
        for step in move.steps.keys.sorted() where triggers.count < chunk {
            let place = StepKey(journey: key.journey, version: key.from, step: step)
            for (run, profile) in try MoveTable.untold(at: place, limit: chunk - triggers.count, in: db) {
                triggers.append(Trigger(moving: run, of: profile, key, at: db.now))
            }
        }
        guard triggers.isEmpty else {
            try TriggerTable.write(triggers, in: db)
            return .told(triggers.count)
        }
        guard told.parked == 0 else { return .parked }
        try MoveTable.finish(key, in: db)
        return .finished
    }

    /// Writes a move and the job that does it; one under way from the same version ends where it is.
    static func begin(_ move: VersionMove, ids: inout IDGenerator, in db: Transaction) throws {
        try MoveTable.finish(from: move.key.from, of: move.key.journey, in: db)
        try MoveTable.insert(move, in: db)
        let job = Job(
            id: JobID(raw: ids.next(now: db.now)),
            kind: jobKind,
            payload: move.key.payload,
            uniqueKey: move.key.payload,
            due: db.now,
            created: db.now
        )
        try Jobs.insert(job, in: db)
    }
}

extension VersionMove.Key {
    /// `0abc…:1:2`
    fileprivate var payload: String { "\(journey):\(from):\(to)" }

    fileprivate init?(payload: String) {
        let parts = payload.split(separator: ":").map(String.init)
        guard parts.count == 3, let journey = JourneyID(parts[0]), let from = Int(parts[1]), let to = Int(parts[2])
        else { return nil }
        self.init(journey: journey, from: from, to: to)
    }
}
