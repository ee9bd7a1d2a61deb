import Store
import Vocabulary

/// The SQL that sums runs and counters: for lists, for a version's graph, and for `check`.
enum JourneyCountTable {
    /// All journeys by name, each with what its runs add up to.
    static func summaries(in db: Transaction) throws -> [JourneySummary] {
        try db.rows(
            """
            SELECT j.id, j.name, j.status, j.newest_version, j.created, j.changed, j.new_entries,
                CAST(COALESCE(SUM(c.waiting), 0) AS BIGINT), CAST(COALESCE(SUM(c.exited), 0) AS BIGINT),
                CAST(COALESCE(SUM(c.failed), 0) AS BIGINT)
            FROM journeys j LEFT JOIN journey_step_counts c ON c.journey_id = j.id
            GROUP BY j.id, j.name, j.status, j.newest_version, j.created, j.changed, j.new_entries
            ORDER BY j.name
            """
        ) { row in
            JourneySummary(
                journey: try JourneyTable.journey(row),
                counts: RunCounts(waiting: try row.get(7), exited: try row.get(8), failed: try row.get(9))
            )
        }
    }

    static func steps(of journey: JourneyID, version: Int, in db: Transaction) throws -> [StepID: StepCounts] {
        var counts: [StepID: StepCounts] = [:]
        try db.each(
            """
            SELECT step, reached, departed, waiting, exited, failed FROM journey_step_counts
            WHERE journey_id = \(journey) AND version = \(version)
            """
        ) { row in
            counts[StepID(try row.get(0))] = StepCounts(
                reached: try row.get(1),
                left: try row.get(2),
                waiting: try row.get(3),
                exited: try row.get(4),
                failed: try row.get(5)
            )
        }
        return counts
    }

    /// Where people of a journey stand, by version and step.
    static func inhabited(_ journey: JourneyID, in db: Transaction) throws -> [(key: StepKey, waiting: Int64)] {
        try db.rows(
            """
            SELECT version, step, waiting FROM journey_step_counts
            WHERE journey_id = \(journey) AND waiting > 0 ORDER BY version, step
            """
        ) { row in
            let key = StepKey(journey: journey, version: try row.get(0), step: StepID(try row.get(1)))
            return (key, try row.get(2))
        }
    }

    static func refusals(by journey: JourneyID, in db: Transaction) throws -> [EntryRefusal: Int64] {
        var refusals: [EntryRefusal: Int64] = [:]
        try db.each("SELECT reason, refused FROM journey_refusals WHERE journey_id = \(journey)") { row in
            if let reason = EntryRefusal(rawValue: try row.get(0)) { refusals[reason] = try row.get(1) }
        }
        return refusals
    }

    // MARK: Check

    /// Steps whose counters do not add up.
    static let unbalancedSteps: SQL = """
        SELECT journey_id, version, step FROM journey_step_counts
        WHERE reached <> departed + waiting + exited + failed OR reached < 0 OR departed < 0 OR waiting < 0
        """

    /// Steps whose counters differ from the runs themselves, counted either way round.
    static let miscountedSteps: SQL = """
        SELECT s.journey_id, s.version, s.step,
            CAST(SUM(s.waiting) AS BIGINT), CAST(SUM(s.exited) AS BIGINT), CAST(SUM(s.failed) AS BIGINT)
        FROM (
            SELECT journey_id, version, step, waiting, exited, failed FROM journey_step_counts
            UNION ALL
            SELECT journey_id, version, step, -SUM(CASE status WHEN 'waiting' THEN 1 ELSE 0 END),
                -SUM(CASE status WHEN 'exited' THEN 1 ELSE 0 END), -SUM(CASE status WHEN 'failed' THEN 1 ELSE 0 END)
            FROM runs GROUP BY journey_id, version, step
        ) s
        GROUP BY s.journey_id, s.version, s.step
        HAVING SUM(s.waiting) <> 0 OR SUM(s.exited) <> 0 OR SUM(s.failed) <> 0
        """

    /// Journeys that remember another number of entries than they have runs: entered is not the sum any more.
    static let miscountedEntries: SQL = """
        SELECT s.journey_id, CAST(SUM(s.difference) AS BIGINT)
        FROM (
            SELECT journey_id, entries AS difference FROM journey_entries
            UNION ALL
            SELECT journey_id, -1 FROM runs
        ) s
        GROUP BY s.journey_id HAVING SUM(s.difference) <> 0
        """

    /// Versions whose first step was reached by another number of runs than entered.
    static let miscountedArrivals: SQL = """
        SELECT s.journey_id, s.version, CAST(SUM(s.difference) AS BIGINT)
        FROM (
            SELECT journey_id, version, waiting + exited + failed AS difference FROM journey_step_counts
            UNION ALL
            SELECT journey_id, version, -1 FROM runs
        ) s
        GROUP BY s.journey_id, s.version HAVING SUM(s.difference) <> 0
        """
}
