import Store
import Vocabulary

/// All SQL of jobs.
enum JobsTable {
    private static let columns: SQL = """
        id, kind, unique_key, payload, created, max_attempts, state, due, attempt, worker, lease, reason, finished
        """

    /// The key's index holds only unfinished jobs, so a job may come again when the last is over.
    static func insert(_ job: Job, in db: Transaction) throws -> Bool {
        try db.execute(
            """
            INSERT INTO jobs (id, kind, unique_key, payload, created, max_attempts, state, due, attempt)
            VALUES (\(job.id), \(job.kind), \(job.uniqueKey.sqlValue), \(job.payload), \(job.created),
                \(job.maxAttempts), \(job.state.rawValue), \(job.due), \(job.attempt))
            ON CONFLICT (kind, unique_key) WHERE state IN ('scheduled', 'executing') DO NOTHING
            """
        ) == 1
    }

    /// Writes what can change of a job.
    static func save(_ job: Job, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE jobs SET state = \(job.state.rawValue), due = \(job.due), attempt = \(job.attempt),
                worker = \((job.claim?.worker).sqlValue), lease = \((job.claim?.lease).sqlValue),
                reason = \(job.reason.sqlValue), finished = \(job.finished.sqlValue)
            WHERE id = \(job.id)
            """
        )
    }

    /// What is due of these kinds, the longest waiting first; rows in another worker's hands are passed over.
    static func lockDue(_ kinds: [String], now: Moment, limit: Int, in db: Transaction) throws -> [Job] {
        try db.rows(
            """
            SELECT \(fragment: columns) FROM jobs
            WHERE state = 'scheduled' AND due <= \(now) AND kind IN \(many: kinds)
            ORDER BY due, id LIMIT \(limit)\(fragment: db.dialect.forUpdateSkipLocked)
            """,
            job
        )
    }

    /// What workers had who have not been heard of since their lease ran out.
    static func lockLost(_ kinds: [String], now: Moment, limit: Int, in db: Transaction) throws -> [Job] {
        try db.rows(
            """
            SELECT \(fragment: columns) FROM jobs
            WHERE state = 'executing' AND lease < \(now) AND kind IN \(many: kinds)
            ORDER BY lease, id LIMIT \(limit)\(fragment: db.dialect.forUpdateSkipLocked)
            """,
            job
        )
    }

    /// Keeps the worker's jobs its own.
    ///
    /// - Returns: those that still are.
    static func beat(_ worker: Int64, until lease: Moment, in db: Transaction) throws -> [JobID] {
        try db.execute("UPDATE jobs SET lease = \(lease) WHERE state = 'executing' AND worker = \(worker)")
        return try db.rows("SELECT id FROM jobs WHERE state = 'executing' AND worker = \(worker)") { row in
            try row.get(0)
        }
    }

    /// When there may be something to do: a job is due, or a worker's lease runs out.
    static func nextMoment(_ kinds: [String], in db: Transaction) throws -> Moment? {
        let moments = try db.rows(
            """
            SELECT MIN(due) FROM jobs WHERE state = 'scheduled' AND kind IN \(many: kinds)
            UNION ALL SELECT MIN(lease) FROM jobs WHERE state = 'executing' AND kind IN \(many: kinds)
            """
        ) { row in try row.get(0, Moment?.self) }
        return moments.compactMap(\.self).min()
    }

    static func lock(_ id: JobID, in db: Transaction) throws -> Job? {
        try db.row(
            "SELECT \(fragment: columns) FROM jobs WHERE id = \(id)\(fragment: db.dialect.forUpdate)",
            job
        )
    }

    static func find(_ id: JobID, in db: Transaction) throws -> Job? {
        try db.row("SELECT \(fragment: columns) FROM jobs WHERE id = \(id)", job)
    }

    /// Whether another unfinished job has the key.
    static func isTaken(_ key: String?, by job: Job, in db: Transaction) throws -> Bool {
        let others: SQL = """
            SELECT COUNT(*) FROM jobs WHERE kind = \(job.kind) AND unique_key = \(key.sqlValue) AND id <> \(job.id)
                AND state IN ('scheduled', 'executing')
            """
        return try db.value(others, Int.self) ?? 0 > 0
    }

    static func page(_ state: JobState, before cursor: JobID?, limit: Int, in db: Transaction) throws -> [Job] {
        try db.rows(
            """
            SELECT \(fragment: columns) FROM jobs WHERE state = \(state.rawValue) AND id < \(cursor?.raw ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """,
            job
        )
    }

    static func counts(in db: Transaction) throws -> [(kind: String, state: JobState, count: Int)] {
        try db.rows("SELECT kind, state, COUNT(*) FROM jobs GROUP BY kind, state ORDER BY kind, state") { row in
            (try row.get(0), try state(row.get(1)), try row.get(2))
        }
    }

    static func prune(finishedBefore moment: Moment, limit: Int, in db: Transaction) throws -> Int {
        try db.execute(
            """
            DELETE FROM jobs WHERE id IN (
                SELECT id FROM jobs WHERE finished < \(moment) ORDER BY finished LIMIT \(limit))
            """
        )
    }

    private static func job(_ row: borrowing Row) throws -> Job {
        var job = Job(
            id: try row.get(0),
            kind: try row.get(1),
            payload: try row.get(3),
            uniqueKey: try row.get(2),
            due: try row.get(7),
            created: try row.get(4),
            maxAttempts: try row.get(5)
        )
        job.state = try state(row.get(6))
        job.attempt = try row.get(8)
        let (worker, lease) = (try row.get(9, Int64?.self), try row.get(10, Moment?.self))
        if let worker, let lease { job.claim = JobClaim(worker: worker, lease: lease) }
        job.reason = try row.get(11)
        job.finished = try row.get(12)
        return job
    }

    private static func state(_ text: String) throws -> JobState {
        guard let state = JobState(rawValue: text) else {
            throw RowError(column: 6, wanted: "a job's state", found: text)
        }
        return state
    }
}

/// The schema of jobs.
package let jobMigrations: [Migration] = [
    Migration(
        "jobs-1",
        [
            """
            CREATE TABLE jobs (
                id BIGINT PRIMARY KEY, kind TEXT NOT NULL, unique_key TEXT, payload TEXT NOT NULL,
                created BIGINT NOT NULL, max_attempts BIGINT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('scheduled', 'executing', 'completed', 'discarded', 'cancelled')),
                due BIGINT NOT NULL, attempt BIGINT NOT NULL, worker BIGINT, lease BIGINT, reason TEXT, finished BIGINT,
                CHECK ((state = 'executing') = (lease IS NOT NULL)),
                CHECK ((state = 'executing') = (worker IS NOT NULL)),
                CHECK ((state IN ('completed', 'discarded', 'cancelled')) = (finished IS NOT NULL)))
            """,
            "CREATE INDEX jobs_due ON jobs (due, id) WHERE state = 'scheduled'",
            "CREATE INDEX jobs_lease ON jobs (lease) WHERE state = 'executing'",
            "CREATE INDEX jobs_finished ON jobs (finished) WHERE finished IS NOT NULL",
            "CREATE INDEX jobs_by_state ON jobs (state, id)",
            """
            CREATE UNIQUE INDEX jobs_unique ON jobs (kind, unique_key) WHERE state IN ('scheduled', 'executing')
            """,
        ]
    )
]
