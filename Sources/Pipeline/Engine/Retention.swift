import EventLog
import Profiles
import Store
import Vocabulary

/// Drops records of the log a week after they were processed, never before, and what merges replaced after a month.
struct Retention: Sendable {
    let store: Store
    let log: EventLog

    static let every = Duration.hours(1)
    private static let period = Duration.days(7)
    /// Rows dropped in one go; what is left comes at the next.
    private static let limit = 1_000

    /// - Returns: whether nothing is left to drop.
    func drop(processed: LogPosition, now: Moment) async throws -> Bool {
        let (end, kept, forgotten) = try await store.write { db in
            try MarksTable.add(processed, at: now, in: db)
            let end = try MarksTable.position(processedBefore: now - Self.period, in: db)
            let forgotten = try ProfilesTable.forgetOldMerges(now: now, limit: Self.limit, in: db)
            return (end, try ParkedTable.positions(in: db), forgotten)
        }
        let dropped = try await log.drop(
            through: end,
            receivedBefore: now - Self.period,
            keeping: kept,
            limit: Self.limit
        )
        return dropped < Self.limit && forgotten < Self.limit
    }
}

/// All SQL of `pipeline_marks`.
enum MarksTable {
    static func add(_ position: LogPosition, at moment: Moment, in db: Transaction) throws {
        try db.merge(
            into: "pipeline_marks",
            columns: ["moment", "position"],
            key: ["moment"],
            rows: [[moment.sqlValue, position.sequence.sqlValue]]
        )
    }

    /// How far everything was processed at `moment`; forgets what was said before.
    static func position(processedBefore moment: Moment, in db: Transaction) throws -> LogPosition {
        let newest: SQL = """
            SELECT moment, position FROM pipeline_marks WHERE moment <= \(moment) ORDER BY moment DESC LIMIT 1
            """
        let mark = try db.row(newest) { row in (try row.get(0, Moment.self), try row.get(1, Int64.self)) }
        guard let (moment, position) = mark else { return .start }
        try db.execute("DELETE FROM pipeline_marks WHERE moment < \(moment)")
        return LogPosition(sequence: position)
    }
}
