import Store
import Vocabulary

/// A journey in a list, with what its runs add up to.
package struct JourneySummary: Hashable, Sendable {
    package var journey: Journey
    package var counts: RunCounts
}

/// Runs by status; `entered = waiting + exited + failed` by construction, and `JourneyCheck` compares it to the runs.
package struct RunCounts: Hashable, Sendable {
    package var waiting: Int64
    package var exited: Int64
    package var failed: Int64

    package var entered: Int64 { waiting + exited + failed }
}

/// A version as the console draws it: the graph, and the numbers at each step.
package struct VersionPicture: Sendable {
    package var version: JourneyVersion
    package var counts: [StepID: StepCounts]

    package subscript(step: StepID) -> StepCounts { counts[step] ?? StepCounts() }
}

/// What the faces ask of journeys; all reads, in the caller's transaction.
package enum JourneyReading {
    package static let pageLimit = 500

    package static func list(in db: Transaction) throws -> [JourneySummary] { try JourneyCountTable.summaries(in: db) }

    package static func journey(_ id: JourneyID, in db: Transaction) throws -> Journey? {
        try JourneyTable.find(id, in: db)
    }

    package static func journey(named name: String, in db: Transaction) throws -> Journey? {
        try JourneyTable.find(named: name, in: db)
    }

    /// The text being edited.
    package static func draft(of id: JourneyID, in db: Transaction) throws -> String? {
        try JourneyTable.draft(of: id, in: db)
    }

    package static func picture(
        of id: JourneyID,
        version number: Int,
        in db: Transaction
    ) throws -> VersionPicture? {
        guard let version = try JourneyTable.version(number, of: id, in: db) else { return nil }
        return VersionPicture(
            version: version,
            counts: try JourneyCountTable.steps(of: id, version: number, in: db)
        )
    }

    /// The numbers alone, for a page that is live.
    package static func counts(
        of id: JourneyID,
        version number: Int,
        in db: Transaction
    ) throws -> [StepID: StepCounts] {
        try JourneyCountTable.steps(of: id, version: number, in: db)
    }

    /// How many events began no run, by reason.
    package static func refusals(by id: JourneyID, in db: Transaction) throws -> [EntryRefusal: Int64] {
        try JourneyCountTable.refusals(by: id, in: db)
    }

    /// Where people stand, in all versions.
    package static func standings(of id: JourneyID, in db: Transaction) throws -> [StepKey] {
        try JourneyCountTable.inhabited(id, in: db).map(\.key)
    }

    /// What moves between versions of a journey did, the latest first.
    package static func moves(of id: JourneyID, limit: Int = 20, in db: Transaction) throws -> [MoveRecord] {
        try MoveTable.records(of: id, limit: limit, in: db)
    }

    /// How many came while the journey was paused and wait outside.
    package static func waitingOutside(_ id: JourneyID, in db: Transaction) throws -> Int64 {
        try TriggerTable.count(entriesOf: id, in: db)
    }

    /// Those who are (`waiting`) or ended (`exited`, `failed`) at a step; the last run's id is the next cursor.
    package static func people(
        at step: StepKey,
        _ outcome: Outcome = .waiting,
        after cursor: RunID? = nil,
        limit: Int = 50,
        in db: Transaction
    ) throws -> [Run] {
        try RunTable.runs(
            at: step,
            status: outcome.rawValue,
            after: cursor ?? RunID(raw: 0),
            limit: min(limit, pageLimit),
            in: db
        )
    }

    package enum Outcome: String, CaseIterable, Sendable { case waiting, exited, failed }

    /// A person's runs, newest first; the last run's id is the next cursor.
    package static func runs(
        of profile: ProfileID,
        before cursor: RunID? = nil,
        limit: Int = 50,
        in db: Transaction
    ) throws -> [Run] {
        try RunTable.runs(
            of: profile,
            before: cursor ?? RunID(raw: .max),
            limit: min(limit, pageLimit),
            in: db
        )
    }

    package static func run(_ id: RunID, in db: Transaction) throws -> Run? { try RunTable.find(id, in: db) }
}
