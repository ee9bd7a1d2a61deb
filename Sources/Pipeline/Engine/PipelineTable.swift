import EventLog
import Store
import Vocabulary

/// All SQL of the pipeline's cursor: where it stands, and who may move it.
package enum PipelineTable {
    /// Where a pipeline stands, and who it is.
    package struct Cursor: Sendable {
        package var epoch: Int64
        package var position: LogPosition
        /// How many items of the next record are done too.
        package var place: Int
        /// The moment through which everything has been acted on.
        package var moment: Moment
        /// The last id given, so that a restart goes on after it.
        package var lastID: Int64
        /// How often in a row a process died at this very position: two crashes there point at an event.
        package var crashes: Int64
        /// The item of the next record that was alone in the hands of a process that died.
        package var marked: Int?
        /// How many processes in a row died with just that item in their hands.
        package var deaths: Int64
    }

    /// How long a pipeline may be silent before another may take its place.
    package static let lease = Duration.seconds(10)

    /// Takes the pipeline of shard 0: a new epoch, refused while another's lease lasts.
    ///
    /// An embedded store belongs to one process, so whoever starts on it is the heir.
    /// - Returns: `nil` where another process holds it.
    package static func take(owner: String, in db: Transaction) throws -> Cursor? {
        try db.execute(
            """
            INSERT INTO pipeline_cursor (shard, epoch, owner, lease, position, place, moment, last_id, crashed_at,
                crashes, marked, marked_by, deaths)
            VALUES (0, 0, '', 0, 0, 0, 0, 0, -1, 0, -1, 0, 0) ON CONFLICT (shard) DO NOTHING
            """
        )
        let isFree: SQL =
            switch db.dialect {
            case .sqlite: "shard = 0"
            case .postgres: "shard = 0 AND (owner = '' OR owner = \(owner) OR lease < \(db.now))"
            }
        // Who did not release it died.
        let changed = try db.execute(
            """
            UPDATE pipeline_cursor SET epoch = epoch + 1, owner = \(owner), lease = \(db.now + lease),
                crashes = CASE WHEN owner = '' THEN 0 WHEN crashed_at = position THEN crashes + 1 ELSE 1 END,
                crashed_at = CASE WHEN owner = '' THEN -1 ELSE position END,
                deaths = CASE WHEN owner = '' OR marked < 0 THEN 0 WHEN marked_by = epoch THEN deaths + 1
                    ELSE deaths END
            WHERE \(fragment: isFree)
            """
        )
        return changed == 1 ? try cursor(in: db) : nil
    }

    package static func cursor(in db: Transaction) throws -> Cursor? {
        try db.row(
            "SELECT epoch, position, place, moment, last_id, crashes, marked, deaths FROM pipeline_cursor WHERE shard = 0"
        ) { row in
            let marked = try row.get(6, Int.self)
            return Cursor(
                epoch: try row.get(0),
                position: LogPosition(sequence: try row.get(1)),
                place: try row.get(2),
                moment: try row.get(3),
                lastID: try row.get(4),
                crashes: try row.get(5),
                marked: marked < 0 ? nil : marked,
                deaths: try row.get(7)
            )
        }
    }

    /// What a pipeline that rests finds when it looks.
    struct News: Sendable {
        /// Where the log ends.
        var appended: LogPosition
        var nextWake: Moment?
        /// Parked events that someone wants tried again.
        var retries: Int
    }

    /// Keeps the lease while nothing else is written, and looks in the same statement for what other processes did.
    ///
    /// - Returns: `nil` where another epoch holds the pipeline.
    static func renew(epoch: Int64, in db: Transaction) throws -> News? {
        try db.row(
            """
            UPDATE pipeline_cursor SET lease = \(db.now + lease) WHERE shard = 0 AND epoch = \(epoch)
            RETURNING (SELECT COALESCE(MAX(position), 0) FROM log_head),
                (SELECT MIN(moment) FROM (
                    SELECT MIN(wake) AS moment FROM profiles WHERE wake IS NOT NULL
                    UNION ALL SELECT MIN(moment) FROM triggers WHERE parked IS NULL) AS planned),
                (SELECT COUNT(*) FROM parked_events WHERE retry = 1)
            """
        ) { row in
            News(
                appended: LogPosition(sequence: try row.get(0)),
                nextWake: try row.get(1),
                retries: try row.get(2)
            )
        }
    }

    /// Gives the lease back, so that a successor need not wait for it and nobody takes this for a crash.
    package static func release(epoch: Int64, in db: Transaction) throws {
        try db.execute("UPDATE pipeline_cursor SET owner = '', lease = 0 WHERE shard = 0 AND epoch = \(epoch)")
    }

    /// Begins a batch: moves the cursor, and so decides who may commit (`SEMANTICS 36`).
    static func move(_ batch: Batch, epoch: Int64, in db: Transaction) throws {
        let changed = try db.execute(
            """
            UPDATE pipeline_cursor SET position = \(batch.to.record.sequence), place = \(batch.to.place),
                moment = CASE WHEN moment > \(batch.horizon) THEN moment ELSE \(batch.horizon) END,
                marked = CASE WHEN position = \(batch.to.record.sequence) AND place = \(batch.to.place)
                    THEN marked ELSE -1 END,
                deaths = CASE WHEN position = \(batch.to.record.sequence) AND place = \(batch.to.place)
                    THEN deaths ELSE 0 END,
                lease = \(db.now + lease)
            WHERE shard = 0 AND epoch = \(epoch) AND position = \(batch.from.record.sequence)
                AND place = \(batch.from.place)
            """
        )
        guard changed == 1 else { throw PipelineOvertaken() }
    }

    /// Says which event is about to be processed alone, so that the next process knows if this one dies of it.
    static func mark(_ input: Input, epoch: Int64, in db: Transaction) throws {
        let changed = try db.execute(
            """
            UPDATE pipeline_cursor SET deaths = CASE WHEN marked = \(input.index) THEN deaths ELSE 0 END,
                marked = \(input.index), marked_by = \(epoch)
            WHERE shard = 0 AND epoch = \(epoch)
            """
        )
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
