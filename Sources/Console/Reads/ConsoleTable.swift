import Deliveries
import Journeys
import Store
import Vocabulary

/// The few counts and looks that pages need and no chapter offers; reads only.
enum ConsoleTable {
    /// The sends of a span by the hour of their birth and by state; ids begin with the time, so the key's range serves.
    static func sendsByHour(
        from: Moment,
        to: Moment,
        in db: Transaction
    ) throws -> [(hour: Int64, state: SendState, count: Int64)] {
        let (first, last) = (IDGenerator.lowerBound(at: from), IDGenerator.lowerBound(at: to))
        let width = IDGenerator.lowerBound(at: from + .hours(1)) - first
        let rows = try db.rows(
            """
            SELECT (id - \(first)) / \(width) AS hour, state, COUNT(*) FROM sends
            WHERE id >= \(first) AND id < \(last) GROUP BY 1, 2 ORDER BY 1, 2
            """
        ) { row in (try row.get(0, Int64.self), try row.get(1, String.self), try row.get(2, Int64.self)) }
        return rows.compactMap { row in SendState(rawValue: row.1).map { (row.0, $0, row.2) } }
    }

    /// Pending sends that come due in a span, by the hour.
    static func dueByHour(from: Moment, to: Moment, in db: Transaction) throws -> [(hour: Int64, count: Int64)] {
        try db.rows(
            """
            SELECT (due - \(from)) / 3600000 AS hour, COUNT(*) FROM sends
            WHERE state = 'pending' AND channel = 'email' AND lane IN (0, 1, 2) AND due >= \(from) AND due < \(to)
            GROUP BY 1 ORDER BY 1
            """
        ) { row in (try row.get(0, Int64.self), try row.get(1, Int64.self)) }
    }

    /// People for whom something is planned in a span, by the hour: a wait that ends, a timeout.
    static func wakesByHour(from: Moment, to: Moment, in db: Transaction) throws -> [(hour: Int64, count: Int64)] {
        try db.rows(
            """
            SELECT (wake - \(from)) / 3600000 AS hour, COUNT(*) FROM profiles
            WHERE wake IS NOT NULL AND wake >= \(from) AND wake < \(to) GROUP BY 1 ORDER BY 1
            """
        ) { row in (try row.get(0, Int64.self), try row.get(1, Int64.self)) }
    }

    /// People whose next planned moment lies in a span, the soonest first.
    static func waking(
        from: Moment,
        to: Moment,
        limit: Int,
        in db: Transaction
    ) throws -> [(profile: ProfileID, moment: Moment)] {
        try db.rows(
            """
            SELECT id, wake FROM profiles WHERE wake IS NOT NULL AND wake >= \(from) AND wake < \(to)
            ORDER BY wake, id LIMIT \(limit)
            """
        ) { row in (try row.get(0, ProfileID.self), try row.get(1, Moment.self)) }
    }

    /// How many sends are in a state, of those born since `since`.
    static func count(_ state: SendState, since: Moment, in db: Transaction) throws -> Int64 {
        let first = IDGenerator.lowerBound(at: since)
        return try db.value(
            "SELECT COUNT(*) FROM sends WHERE state <> 'pending' AND state = \(state.rawValue) AND id >= \(first)"
        ) ?? 0
    }

    /// How many sends could go at `moment`.
    static func due(before moment: Moment, in db: Transaction) throws -> Int64 {
        try db.value("SELECT COUNT(*) FROM sends WHERE state = 'pending' AND due <= \(moment)") ?? 0
    }

    /// When the newest few at each of a version's steps entered: enough to tell at what hour people usually come.
    static func entries(
        of journey: JourneyID,
        version: Int,
        steps: [StepID],
        in db: Transaction
    ) throws -> [Moment] {
        let looks = steps.prefix(lookLimit).flatMap { step in
            JourneyReading.Outcome.allCases.map { outcome -> SQL in
                """
                SELECT entered_at FROM (SELECT entered_at FROM runs WHERE journey_id = \(journey)
                    AND version = \(version) AND step = \(step.raw) AND status = \(outcome.rawValue)
                    ORDER BY id DESC LIMIT 20) AS newest
                """
            }
        }
        guard !looks.isEmpty else { return [] }
        return try db.rows(.joined(looks, by: " UNION ALL ")) { row in try row.get(0, Moment.self) }
    }

    /// Steps looked at; SQLite takes no more than 500 looks in one statement.
    private static let lookLimit = 100
}
