import JSON
import Store
import Vocabulary

/// All SQL of runs, their people's entries, and the counters.
enum RunTable {
    private static let columnNames = [
        "id", "journey_id", "version", "profile_id", "born_to", "run_key", "step", "entered_at", "reached_at", "visit",
        "wake", "status", "reason", "ended_at", "memory", "awaits",
    ]

    private static let columns: SQL = """
        id, journey_id, version, profile_id, born_to, run_key, step, entered_at, reached_at, visit, wake, status,
        reason, ended_at, memory, awaits
        """

    private static func run(_ row: borrowing Row) throws -> Run {
        Run(
            id: try row.get(0),
            journey: try row.get(1),
            version: try row.get(2),
            profile: try row.get(3),
            bornTo: try row.get(4),
            key: try row.get(5),
            step: StepID(try row.get(6)),
            enteredAt: try row.get(7),
            reachedAt: try row.get(8),
            visit: try row.get(9),
            wake: try row.get(10),
            awaits: try row.get(15),
            status: try Run.Status(text: row.get(11), reason: row.get(12)),
            endedAt: try row.get(13),
            memory: try RunMemory(stored: row.get(14))
        )
    }

    private static func values(of run: Run) -> [SQLValue] {
        [
            run.id.sqlValue, run.journey.sqlValue, run.version.sqlValue, run.profile.sqlValue, run.bornTo.sqlValue,
            run.key.sqlValue, run.step.raw.sqlValue, run.enteredAt.sqlValue, run.reachedAt.sqlValue,
            run.visit.sqlValue, run.wake.sqlValue, run.status.text.sqlValue, run.status.reason?.code.sqlValue ?? .null,
            run.endedAt.sqlValue, run.memory.text.sqlValue, run.awaits.sqlValue,
        ]
    }

    // MARK: Runs

    /// The runs on which these people are, in the order of their ids.
    static func waiting(of profiles: some Sequence<ProfileID>, in db: Transaction) throws -> [Run] {
        try db.rows(
            """
            SELECT \(fragment: columns) FROM runs
            WHERE profile_id IN \(many: profiles) AND status = 'waiting' ORDER BY id
            """,
            run
        )
    }

    /// Some of those inside a journey, oldest first.
    static func waiting(in journey: JourneyID, limit: Int, in db: Transaction) throws -> [Run] {
        try db.rows(
            """
            SELECT \(fragment: columns) FROM runs
            WHERE journey_id = \(journey) AND status = 'waiting' ORDER BY id LIMIT \(limit)
            """,
            run
        )
    }

    static func save(_ runs: [Run], in db: Transaction) throws {
        try db.merge(into: "runs", columns: columnNames, key: ["id"], rows: runs.map(values))
    }

    /// After a merge: the finished runs of the absorbed person are the survivor's.
    static func handOver(from absorbed: ProfileID, to survivor: ProfileID, in db: Transaction) throws {
        try db.execute("UPDATE runs SET profile_id = \(survivor) WHERE profile_id = \(absorbed)")
    }

    /// Takes out of an erased person's runs what they remember; that they were stays.
    static func forget(of profile: ProfileID, in db: Transaction) throws {
        try db.execute("UPDATE runs SET memory = '{}', run_key = '' WHERE profile_id = \(profile)")
    }

    /// Takes out what the longest-ended runs remember.
    static func forgetMemories(endedBefore moment: Moment, limit: Int, in db: Transaction) throws -> Int {
        try db.execute(
            """
            UPDATE runs SET memory = '{}' WHERE id IN (
                SELECT id FROM runs WHERE ended_at IS NOT NULL AND memory <> '{}' AND ended_at < \(moment)
                ORDER BY ended_at LIMIT \(limit))
            """
        )
    }

    // MARK: Entries

    static func entries(
        of profiles: some Sequence<ProfileID>,
        in db: Transaction
    ) throws -> [EntryMemory.Key: EntryMemory] {
        var entries: [EntryMemory.Key: EntryMemory] = [:]
        try db.each(
            """
            SELECT journey_id, profile_id, run_key, last_entry, entries FROM journey_entries
            WHERE profile_id IN \(many: profiles)
            """
        ) { row in
            let key = EntryMemory.Key(journey: try row.get(0), profile: try row.get(1), key: try row.get(2))
            entries[key] = EntryMemory(last: try row.get(3), count: try row.get(4))
        }
        return entries
    }

    static func save(_ entries: [(EntryMemory.Key, EntryMemory)], in db: Transaction) throws {
        let rows = entries.map { key, memory -> [SQLValue] in
            [
                key.profile.sqlValue, key.journey.sqlValue, key.key.sqlValue, memory.last.sqlValue,
                memory.count.sqlValue,
            ]
        }
        try db.merge(
            into: "journey_entries",
            columns: ["profile_id", "journey_id", "run_key", "last_entry", "entries"],
            key: ["profile_id", "journey_id", "run_key"],
            rows: rows
        )
    }

    static func removeEntries(of profile: ProfileID, in db: Transaction) throws {
        try db.execute("DELETE FROM journey_entries WHERE profile_id = \(profile)")
    }

    // MARK: A merge taken back

    /// The runs born to `births` leave `holder` for `person`.
    static func giveBack(_ births: [ProfileID], to person: ProfileID, from holder: ProfileID, in db: Transaction) throws
    {
        try db.execute(
            "UPDATE runs SET profile_id = \(person) WHERE profile_id = \(holder) AND born_to IN \(many: births)"
        )
    }

    /// What a person remembers of entries, counted anew from their runs.
    static func recountEntries(of profile: ProfileID, in db: Transaction) throws {
        try removeEntries(of: profile, in: db)
        try db.execute(
            """
            INSERT INTO journey_entries (profile_id, journey_id, run_key, last_entry, entries)
            SELECT profile_id, journey_id, run_key, MAX(entered_at), COUNT(*) FROM runs
            WHERE profile_id = \(profile) GROUP BY profile_id, journey_id, run_key
            """
        )
    }

    // MARK: Counters

    /// Adds to a step's counters.
    static func add(_ counts: StepCounts, to key: StepKey, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO journey_step_counts (journey_id, version, step, reached, departed, waiting, exited, failed)
            VALUES (\(key.journey), \(key.version), \(key.step.raw), \(counts.reached), \(counts.left),
                \(counts.waiting), \(counts.exited), \(counts.failed))
            ON CONFLICT (journey_id, version, step) DO UPDATE SET
                reached = journey_step_counts.reached + excluded.reached,
                departed = journey_step_counts.departed + excluded.departed,
                waiting = journey_step_counts.waiting + excluded.waiting,
                exited = journey_step_counts.exited + excluded.exited,
                failed = journey_step_counts.failed + excluded.failed
            """
        )
    }

    static func add(_ count: Int64, refusedFor reason: EntryRefusal, by journey: JourneyID, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO journey_refusals (journey_id, reason, refused) VALUES (\(journey), \(reason.rawValue), \(count))
            ON CONFLICT (journey_id, reason) DO UPDATE SET refused = journey_refusals.refused + excluded.refused
            """
        )
    }

    // MARK: For people to read

    static func find(_ id: RunID, in db: Transaction) throws -> Run? {
        try db.row("SELECT \(fragment: columns) FROM runs WHERE id = \(id)", run)
    }

    /// A person's runs, newest first, before a cursor.
    static func runs(of profile: ProfileID, before: RunID, limit: Int, in db: Transaction) throws -> [Run] {
        try db.rows(
            """
            SELECT \(fragment: columns) FROM runs
            WHERE profile_id = \(profile) AND id < \(before) ORDER BY id DESC LIMIT \(limit)
            """,
            run
        )
    }

    /// Those whose run stands, or ended, at a step, oldest first, after a cursor.
    static func runs(
        at key: StepKey,
        status: String,
        after: RunID,
        limit: Int,
        in db: Transaction
    ) throws -> [Run] {
        try db.rows(
            """
            SELECT \(fragment: columns) FROM runs
            WHERE journey_id = \(key.journey) AND version = \(key.version) AND step = \(key.step.raw)
                AND status = \(status) AND id > \(after) ORDER BY id LIMIT \(limit)
            """,
            run
        )
    }
}

extension Run.Status {
    /// As stored.
    package var text: String {
        switch self {
        case .waiting: "waiting"
        case .exited: "exited"
        case .failed: "failed"
        }
    }

    package var reason: RunReason? {
        switch self {
        case .waiting: nil
        case .exited(let reason), .failed(let reason): reason
        }
    }

    fileprivate init(text: String, reason: String?) throws(RowError) {
        switch (text, reason) {
        case ("waiting", nil): self = .waiting
        case ("exited", let reason?): self = .exited(RunReason(reason))
        case ("failed", let reason?): self = .failed(RunReason(reason))
        default: throw RowError(column: 11, wanted: "a run's status", found: text)
        }
    }
}
