import JSON
import Store
import Vocabulary

/// All SQL of journeys and their versions.
enum JourneyTable {
    private static let columns: SQL = "id, name, status, newest_version, created, changed, new_entries"

    /// - Parameter first: the column where `columns` begin.
    static func journey(_ row: borrowing Row, from first: Int = 0) throws -> Journey {
        Journey(
            id: try row.get(first),
            name: try row.get(first + 1),
            status: try status(row.get(first + 2)),
            newEntries: try row.get(first + 6, String?.self).flatMap(Journey.NewEntries.init(rawValue:)),
            newestVersion: try row.get(first + 3),
            created: try row.get(first + 4),
            changed: try row.get(first + 5)
        )
    }

    private static func status(_ text: String) throws -> Journey.Status {
        guard let status = Journey.Status(rawValue: text) else {
            throw RowError(column: 2, wanted: "a journey's status", found: text)
        }
        return status
    }

    // MARK: Objects

    static func insert(_ journey: Journey, draft: String, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO journeys (id, name, status, newest_version, draft, created, changed)
            VALUES (\(journey.id), \(journey.name), \(journey.status.rawValue), \(journey.newestVersion), \(draft),
                \(journey.created), \(journey.changed))
            """
        )
    }

    /// Locked, so that two who change one journey come after each other.
    static func lock(_ id: JourneyID, in db: Transaction) throws -> Journey? {
        try db.row(
            "SELECT \(fragment: columns) FROM journeys WHERE id = \(id)\(fragment: db.dialect.forUpdate)"
        ) { row in try journey(row) }
    }

    static func find(_ id: JourneyID, in db: Transaction) throws -> Journey? {
        try db.row("SELECT \(fragment: columns) FROM journeys WHERE id = \(id)") { row in try journey(row) }
    }

    static func find(named name: String, in db: Transaction) throws -> Journey? {
        try db.row("SELECT \(fragment: columns) FROM journeys WHERE name = \(name)") { row in
            try journey(row)
        }
    }

    static func draft(of id: JourneyID, in db: Transaction) throws -> String? {
        try db.value("SELECT draft FROM journeys WHERE id = \(id)")
    }

    static func saveDraft(_ draft: String, name: String, of id: JourneyID, in db: Transaction) throws {
        try db.execute(
            "UPDATE journeys SET draft = \(draft), name = \(name), changed = \(db.now) WHERE id = \(id)"
        )
    }

    static func saveStatus(_ journey: Journey, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE journeys SET status = \(journey.status.rawValue),
                new_entries = \((journey.newEntries?.rawValue).sqlValue), newest_version = \(journey.newestVersion),
                changed = \(journey.changed)
            WHERE id = \(journey.id)
            """
        )
    }

    /// Counts those who came while it was paused and wait outside: by its row, so that whoever resumes it meanwhile sees
    /// all of them.
    /// - Returns: false where it is not paused any more, or not so.
    static func count(queued: Int, by id: JourneyID, in db: Transaction) throws -> Bool {
        try db.execute(
            """
            UPDATE journeys SET queued = queued + \(queued)
            WHERE id = \(id) AND status = 'paused' AND new_entries = 'queue'
            """
        ) == 1
    }

    // MARK: Versions

    static func insert(_ version: JourneyVersion, in db: Transaction) throws {
        let lineage = AttributeValue.object(
            AttributeObject(version.lineage.sorted { $0.key < $1.key }.map { ($0.key.raw, .integer($0.value)) })
        )
        try db.execute(
            """
            INSERT INTO journey_versions (journey_id, number, definition, lineage, published)
            VALUES (\(version.journey), \(version.number), \(version.definition.text), \(lineage.jsonText),
                \(version.published))
            """
        )
    }

    static func version(_ number: Int, of journey: JourneyID, in db: Transaction) throws -> JourneyVersion? {
        try db.row(
            """
            SELECT journey_id, number, definition, lineage, published FROM journey_versions
            WHERE journey_id = \(journey) AND number = \(number)
            """,
            version
        )
    }

    /// Every version that somebody may enter, still walks or is to be moved to, with its journey's status.
    static func walked(in db: Transaction) throws -> [(version: JourneyVersion, journey: Journey)] {
        try db.rows(
            """
            SELECT v.journey_id, v.number, v.definition, v.lineage, v.published,
                j.id, j.name, j.status, j.newest_version, j.created, j.changed, j.new_entries
            FROM journeys j JOIN journey_versions v ON v.journey_id = j.id
            WHERE j.status IN ('live', 'paused', 'closed') AND (v.number = j.newest_version OR EXISTS (
                SELECT 1 FROM journey_step_counts c
                WHERE c.journey_id = v.journey_id AND c.version = v.number AND c.waiting > 0) OR EXISTS (
                SELECT 1 FROM journey_moves m
                WHERE m.journey_id = v.journey_id AND m.to_version = v.number AND m.finished IS NULL))
            ORDER BY v.journey_id, v.number
            """
        ) { row in
            (try version(row), try journey(row, from: 5))
        }
    }

    private static func version(_ row: borrowing Row) throws -> JourneyVersion {
        let (journey, number) = (try row.get(0, JourneyID.self), try row.get(1, Int.self))
        let lineage = try AttributeValue(json: row.get(3)).object ?? AttributeObject()
        let members = lineage.compactMap { step, value -> (StepID, Int64)? in
            if case .integer(let id) = value { (StepID(step), id) } else { nil }
        }
        return JourneyVersion(
            journey: journey,
            number: number,
            definition: try definition(row.get(2), of: journey, version: number),
            lineage: Dictionary(members) { first, _ in first },
            published: try row.get(4)
        )
    }

    private static func definition(
        _ text: String,
        of journey: JourneyID,
        version: Int
    ) throws(JourneyError) -> JourneyDefinition {
        do throws(Diagnostics) {
            return try JourneyDefinition(text)
        } catch {
            throw .unreadable(journey, version: version, error)
        }
    }

    // MARK: Revision

    /// Tells the pipeline, at its next transaction, that what is live has changed.
    static func advanceRevision(in db: Transaction) throws {
        try db.execute("UPDATE journey_revision SET revision = revision + 1 WHERE one = 1")
    }

    static func revision(in db: Transaction) throws -> Int64 {
        try db.value("SELECT revision FROM journey_revision WHERE one = 1") ?? 0
    }
}
