import JSON
import Store
import Vocabulary

/// All SQL of moves from one version to another.
enum MoveTable {
    static func insert(_ move: VersionMove, in db: Transaction) throws {
        let steps = AttributeObject(move.steps.sorted { $0.key < $1.key }.map { ($0.key.raw, .string($0.value.raw)) })
        try db.execute(
            """
            INSERT INTO journey_moves (journey_id, from_version, to_version, steps, created, moved)
            VALUES (\(move.key.journey), \(move.key.from), \(move.key.to), \(AttributeValue.object(steps).jsonText),
                \(db.now), 0)
            """
        )
    }

    /// Those that are not finished, of all journeys or of one.
    static func unfinished(of journey: JourneyID? = nil, in db: Transaction) throws -> [VersionMove] {
        let scope: SQL = journey.map { "journey_id = \($0)" } ?? "1 = 1"
        return try db.rows(
            """
            SELECT journey_id, from_version, to_version, steps FROM journey_moves
            WHERE finished IS NULL AND \(fragment: scope) ORDER BY journey_id, from_version, to_version
            """
        ) { row in
            let steps = try AttributeValue(json: row.get(3, [UInt8].self)).object ?? AttributeObject()
            let pairs = steps.compactMap { from, to in to.string.map { (StepID(from), StepID($0)) } }
            return VersionMove(
                key: VersionMove.Key(journey: try row.get(0), from: try row.get(1), to: try row.get(2)),
                steps: Dictionary(pairs) { first, _ in first }
            )
        }
    }

    static func count(moved: Int64, by key: VersionMove.Key, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE journey_moves SET moved = moved + \(moved) WHERE journey_id = \(key.journey)
                AND from_version = \(key.from) AND to_version = \(key.to)
            """
        )
    }

    static func finish(_ key: VersionMove.Key, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE journey_moves SET finished = \(db.now) WHERE journey_id = \(key.journey)
                AND from_version = \(key.from) AND to_version = \(key.to) AND finished IS NULL
            """
        )
    }

    /// What was asked before of the people of a version is over.
    static func finish(from version: Int, of journey: JourneyID, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE journey_moves SET finished = \(db.now)
            WHERE journey_id = \(journey) AND from_version = \(version) AND finished IS NULL
            """
        )
    }

    /// What moves of a journey did, the latest first.
    static func records(of journey: JourneyID, limit: Int, in db: Transaction) throws -> [MoveRecord] {
        try db.rows(
            """
            SELECT from_version, to_version, created, moved, finished FROM journey_moves WHERE journey_id = \(journey)
            ORDER BY created DESC, from_version LIMIT \(limit)
            """
        ) { row in
            MoveRecord(
                from: try row.get(0),
                to: try row.get(1),
                created: try row.get(2),
                moved: try row.get(3),
                finished: try row.get(4)
            )
        }
    }

    /// Some of those who stand on a step and have not been told to move, oldest first.
    static func untold(
        at key: StepKey,
        limit: Int,
        in db: Transaction
    ) throws -> [(run: RunID, profile: ProfileID)] {
        try db.rows(
            """
            SELECT id, profile_id FROM runs
            WHERE journey_id = \(key.journey) AND version = \(key.version) AND step = \(key.step.raw)
                AND status = 'waiting' AND NOT EXISTS
                (SELECT 1 FROM triggers WHERE source = \(Trigger.Source.move.rawValue) AND subject = runs.id)
            ORDER BY id LIMIT \(limit)
            """
        ) { row in (try row.get(0), try row.get(1)) }
    }
}

/// What a move from one version to another has done so far.
package struct MoveRecord: Hashable, Sendable {
    package var from: Int
    package var to: Int
    package var created: Moment
    package var moved: Int64
    /// `nil`: it goes on.
    package var finished: Moment?
}
