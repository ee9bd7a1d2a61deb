import EventLog
import Store
import Vocabulary

/// All SQL of the pipeline's own rows: the cursor, what is parked, and what it counted.
package enum PipelineTable {
    /// Where a pipeline stands, and who it is.
    package struct Cursor: Sendable {
        package var epoch: Int64
        package var position: LogPosition
        /// The moment through which everything has been acted on.
        package var moment: Moment
        /// The last id given, so that a restart goes on after it.
        package var lastID: Int64
        /// How often a process has started at this very position: two crashes there point at an event.
        package var starts: Int64
    }

    /// Takes the pipeline of shard 0: a new epoch, refused while another's lease lasts.
    ///
    /// - Returns: `nil` where another process holds it.
    package static func take(owner: String, lease: Duration, in db: Transaction) throws -> Cursor? {
        try db.execute(
            """
            INSERT INTO pipeline_cursor (shard, epoch, owner, lease, position, moment, last_id, started_at, starts)
            VALUES (0, 0, '', 0, 0, 0, 0, -1, 0) ON CONFLICT (shard) DO NOTHING
            """)
        let changed = try db.execute(
            """
            UPDATE pipeline_cursor SET epoch = epoch + 1, owner = \(owner), lease = \(db.now + lease),
                starts = CASE WHEN started_at = position THEN starts + 1 ELSE 1 END, started_at = position
            WHERE shard = 0 AND (lease < \(db.now) OR owner = \(owner) OR owner = '')
            """)
        return changed == 1 ? try cursor(in: db) : nil
    }

    package static func cursor(in db: Transaction) throws -> Cursor? {
        try db.row("SELECT epoch, position, moment, last_id, starts FROM pipeline_cursor WHERE shard = 0") { row in
            Cursor(
                epoch: try row.get(0), position: LogPosition(sequence: try row.get(1)), moment: try row.get(2),
                lastID: try row.get(3), starts: try row.get(4))
        }
    }

    /// Keeps the lease while nothing else is written.
    ///
    /// - Returns: whether this epoch still holds it.
    package static func renew(epoch: Int64, lease: Duration, in db: Transaction) throws -> Bool {
        try db.execute(
            "UPDATE pipeline_cursor SET lease = \(db.now + lease) WHERE shard = 0 AND epoch = \(epoch)") == 1
    }

    /// Gives the lease back, so that a successor need not wait for it.
    package static func release(epoch: Int64, in db: Transaction) throws {
        try db.execute("UPDATE pipeline_cursor SET owner = '', lease = 0 WHERE shard = 0 AND epoch = \(epoch)")
    }

    /// Begins a batch: moves the cursor, and so decides who may commit (`SEMANTICS 36`).
    static func move(_ batch: Batch, epoch: Int64, in db: Transaction) throws {
        let changed = try db.execute(
            """
            UPDATE pipeline_cursor SET position = \(batch.to.sequence),
                moment = CASE WHEN moment > \(batch.horizon) THEN moment ELSE \(batch.horizon) END
            WHERE shard = 0 AND epoch = \(epoch) AND position = \(batch.from.sequence)
            """)
        guard changed == 1 else { throw PipelineOvertaken() }
    }

    static func lastID(in db: Transaction) throws -> Int64 {
        try db.value("SELECT last_id FROM pipeline_cursor WHERE shard = 0") ?? 0
    }

    static func keep(lastID: Int64, in db: Transaction) throws {
        try db.execute("UPDATE pipeline_cursor SET last_id = \(lastID) WHERE shard = 0")
    }
}

/// Another process owns the pipeline now: nothing was committed, and this one steps down.
package struct PipelineOvertaken: Error {}

/// The pipeline's schema.
package let pipelineMigrations: [Migration] = [
    Migration(
        "pipeline-1",
        [
            """
            CREATE TABLE pipeline_cursor (
                shard BIGINT PRIMARY KEY, epoch BIGINT NOT NULL, owner TEXT NOT NULL, lease BIGINT NOT NULL,
                position BIGINT NOT NULL, moment BIGINT NOT NULL, last_id BIGINT NOT NULL,
                started_at BIGINT NOT NULL, starts BIGINT NOT NULL)
            """,
            """
            CREATE TABLE parked_events (
                position BIGINT NOT NULL, place BIGINT NOT NULL, received BIGINT NOT NULL, source BIGINT NOT NULL,
                type TEXT NOT NULL, message_id TEXT, message TEXT NOT NULL, PRIMARY KEY (position, place))
            """,
        ] + DedupeTable.migrations)
]
