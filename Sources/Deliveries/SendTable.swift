import JSON
import Store
import Vocabulary

/// The SQL of `sends` that changes it or takes from it; what only reads for people is in `LedgerTable`.
enum SendTable {
    /// The columns of a whole row, in the order in which `decode` reads them.
    static let columns: SQL = """
        sends.id, origin_kind, origin, version, step, run, profile, born_to, channel, lane, class, topic, address, \
        fixed_address, state, reason, due, not_after, attempt, revision, epoch, taken, handed, finished, reserved, \
        resent, zone, context, tells_run, patient_until
        """

    // MARK: Birth

    /// The rows of new obligations.
    static func insert(_ obligations: [Obligation], in db: Transaction) throws {
        let columns = [
            "id", "origin_kind", "origin", "version", "step", "run", "profile", "born_to", "channel", "lane", "class",
            "topic", "address", "fixed_address", "state", "due", "not_after", "attempt", "revision", "context",
            "tells_run", "patient_until",
        ]
        try db.copy(into: "sends", columns: columns, rows: obligations.map(birthRow))
    }

    private static func birthRow(_ owed: Obligation) -> [SQLValue] {
        [
            owed.send.sqlValue, owed.origin.kind.rawValue.sqlValue, owed.origin.id.sqlValue,
            owed.origin.version.sqlValue, owed.origin.step.sqlValue, owed.origin.run.sqlValue, owed.profile.sqlValue,
            owed.profile.sqlValue, owed.channel.raw.sqlValue, owed.lane.rawValue.sqlValue,
            owed.messageClass.rawValue.sqlValue, owed.topic.sqlValue, owed.address.sqlValue,
            (owed.address != nil).sqlValue, SendState.pending.rawValue.sqlValue, owed.due.sqlValue,
            owed.notAfter.sqlValue, 0.sqlValue, 0.sqlValue, owed.context.jsonText.sqlValue,
            owed.tellsRun.sqlValue, owed.patientUntil.sqlValue,
        ]
    }

    // MARK: Taking

    /// The first `limit` due sends of a lane, oldest first, locked for this transaction; what another holds is passed by.
    static func due(
        _ channel: ChannelName,
        _ lane: Lane,
        now: Moment,
        limit: Int,
        in db: Transaction
    ) throws -> [Send] {
        try db.rows(dueStatement(channel, lane, now: now, limit: limit, db.dialect), decode)
    }

    static func dueStatement(
        _ channel: ChannelName,
        _ lane: Lane,
        now: Moment,
        limit: Int,
        _ dialect: Dialect
    ) -> SQL {
        """
        SELECT \(fragment: columns) FROM sends
        WHERE state = 'pending' AND channel = \(channel.raw) AND lane = \(lane.rawValue) AND due <= \(now)
        ORDER BY due, id LIMIT \(limit)\(fragment: dialect.forUpdateSkipLocked)
        """
    }

    static func outlook(_ channel: ChannelName, in db: Transaction) throws -> Outlook {
        let lanes = Lane.allCases.map { lane -> SQL in
            """
            SELECT (SELECT MIN(due) FROM sends WHERE state = 'pending' AND channel = \(channel.raw) \
            AND lane = \(lane.rawValue)) AS due
            """
        }
        let sql: SQL = """
            SELECT MIN(due), (SELECT MIN(id) FROM sends WHERE state = 'pending' AND reason IN ('hold', 'paused')),
                (SELECT COUNT(*) FROM holds),
                (SELECT MAX(value) FROM sending_settings WHERE name = \(RestoredGap.setting))
            FROM (\(fragment: .joined(lanes, by: " UNION ALL "))) AS lanes
            """
        let found = try db.row(sql) { row in
            let isClosed = try row.get(3, String?.self).flatMap { RestoredGap(text: $0) } != nil
            let outlook = Outlook(
                nextDue: isClosed ? nil : try row.get(0),
                hasHeld: try row.get(1, SendID?.self) != nil,
                isClosed: isClosed
            )
            return (outlook: outlook, hasHolds: try row.get(2, Int.self) > 0)
        }
        guard let found else { return Outlook() }
        var outlook = found.outlook
        if found.hasHolds { outlook.holds = Set(try HoldTable.all(in: db)) }
        return outlook
    }

    /// What a channel's sender has before it.
    struct Outlook: Sendable {
        /// When the next send is due: the far future where only held ones wait.
        var nextDue: Moment?
        /// Whether any send waits for a release.
        var hasHeld = false
        /// Until someone has chosen what of a restore's gap to skip, nothing is taken.
        var isClosed = false
        /// The holds in force, of paused journeys too.
        var holds: Set<Hold> = []
    }

    /// When the counting marketing messages of `people` since `since` were taken.
    static func reservations(
        of people: [ProfileID],
        _ channel: ChannelName,
        since: Moment,
        in db: Transaction
    ) throws -> [ProfileID: [Moment]] {
        let sql: SQL = """
            SELECT profile, reserved FROM sends
            WHERE reserved IS NOT NULL AND profile IN \(many: people) AND channel = \(channel.raw)
                AND reserved > \(since)
            """
        var reservations: [ProfileID: [Moment]] = [:]
        try db.each(sql) { row in reservations[try row.get(0), default: []].append(try row.get(1)) }
        return reservations
    }

    // MARK: Changing

    /// The sends of `ids`, locked, so that what is decided on them still holds when it is saved.
    static func lock(_ ids: [SendID], in db: Transaction) throws -> [Send] {
        let sql: SQL = """
            SELECT \(fragment: columns) FROM sends WHERE id IN \(many: ids) ORDER BY id\(fragment: db.dialect.forUpdate)
            """
        return try db.rows(sql, decode)
    }

    /// Writes what may change of each row.
    static func save(_ sends: [Send], in db: Transaction) throws {
        let columns = [
            "state", "reason", "due", "attempt", "revision", "epoch", "taken", "handed", "finished", "reserved",
            "resent", "address", "zone",
        ]
        try db.update("sends", key: "id", columns: columns, rows: sends.map(changes))
    }

    private static func changes(_ send: Send) -> [SQLValue] {
        [
            send.id.sqlValue, send.state.rawValue.sqlValue, (send.reason?.rawValue).sqlValue, send.due.sqlValue,
            send.machine.attempt.sqlValue, send.revision.sqlValue, send.epoch.sqlValue, send.taken.sqlValue,
            send.handed.sqlValue, send.finished.sqlValue, send.machine.reserved.sqlValue, send.isResent.sqlValue,
            send.address.sqlValue, send.zone.sqlValue,
        ]
    }

    // MARK: Finding those to change

    /// What a run still owes and nobody has taken.
    static func pending(of run: RunID, in db: Transaction) throws -> [Send] {
        let sql: SQL = """
            SELECT \(fragment: columns) FROM sends WHERE state = 'pending' AND run IS NOT NULL AND run = \(run)
            ORDER BY id\(fragment: db.dialect.forUpdate)
            """
        return try db.rows(sql, decode)
    }

    /// What a person is still owed and nobody has taken.
    static func pending(of profile: ProfileID, in db: Transaction) throws -> [Send] {
        let sql: SQL = """
            SELECT \(fragment: columns) FROM sends WHERE profile = \(profile) AND state = 'pending'
            ORDER BY id\(fragment: db.dialect.forUpdate)
            """
        return try db.rows(sql, decode)
    }

    /// What a worker has in its hands.
    static func handing(by epoch: Int64, in db: Transaction) throws -> [Send] {
        let sql: SQL = """
            SELECT \(fragment: columns) FROM sends
            WHERE state <> 'pending' AND state = 'handing' AND epoch = \(epoch) ORDER BY id\(fragment: db.dialect.forUpdate)
            """
        return try db.rows(sql, decode)
    }

    /// The first `limit` sends in anybody's hands.
    static func handing(limit: Int, in db: Transaction) throws -> [Send] {
        let sql: SQL = """
            SELECT \(fragment: columns) FROM sends
            WHERE state <> 'pending' AND state = 'handing' ORDER BY id LIMIT \(limit)\(fragment: db.dialect.forUpdate)
            """
        return try db.rows(sql, decode)
    }

    /// How many pending sends of each class were due from `start` to before `end`.
    static func dueCounts(from start: Moment, to end: Moment, in db: Transaction) throws -> [MessageClass: Int] {
        let sql: SQL = """
            SELECT class, COUNT(*) FROM sends WHERE state = 'pending' AND due >= \(start) AND due < \(end) GROUP BY class
            """
        let rows = try db.rows(sql) { row in
            (try row.known(0, String.self, MessageClass.init(rawValue:)), try row.get(1, Int.self))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Sends of the channel taken by workers that are no more.
    static func orphans(_ channel: ChannelName, alive: [Int64], limit: Int, in db: Transaction) throws -> [Send] {
        let sql: SQL = """
            SELECT \(fragment: columns) FROM sends
            WHERE state <> 'pending' AND state = 'handing' AND channel = \(channel.raw) AND epoch NOT IN \(many: alive)
            ORDER BY id LIMIT \(limit)\(fragment: db.dialect.forUpdate)
            """
        return try db.rows(sql, decode)
    }

    /// The first `limit` sends after `id` that a hold keeps.
    static func held(after id: SendID, limit: Int, in db: Transaction) throws -> [Send] {
        let sql: SQL = """
            SELECT \(fragment: columns) FROM sends
            WHERE state = 'pending' AND reason IN ('hold', 'paused') AND id > \(id)
            ORDER BY id LIMIT \(limit)\(fragment: db.dialect.forUpdate)
            """
        return try db.rows(sql, decode)
    }

    /// Takes out of the rows of `profile` what tells who they are; a person who had no address still has none.
    static func pseudonymise(_ profile: ProfileID, in db: Transaction) throws {
        let sql: SQL = """
            UPDATE sends SET address = CASE WHEN address IS NULL THEN NULL ELSE 'erased' END, context = '{}', zone = NULL
            WHERE profile = \(profile)
            """
        try db.execute(sql)
    }

    /// Ids in order, after `cursor`, of those born before `moment`.
    static func born(before moment: Moment, after cursor: SendID, limit: Int, in db: Transaction) throws -> [SendID] {
        let bound = IDGenerator.lowerBound(at: moment)
        return try db.rows(
            "SELECT id FROM sends WHERE id > \(cursor) AND id < \(bound) ORDER BY id LIMIT \(limit)"
        ) { row in try row.get(0) }
    }

    /// Takes out of settled sends what their messages were made of.
    static func forgetContext(_ ids: [SendID], in db: Transaction) throws {
        let sql: SQL = """
            UPDATE sends SET context = '{}', zone = NULL
            WHERE id IN \(many: ids) AND state NOT IN ('pending', 'handing') AND context <> '{}'
            """
        try db.execute(sql)
    }

    /// All sends of `younger` are from now on those of `older`, who turned out to be the same person.
    static func move(from younger: ProfileID, to older: ProfileID, in db: Transaction) throws {
        try db.execute("UPDATE sends SET profile = \(older) WHERE profile = \(younger)")
    }

    /// Undoes `move`: what was born to `births` goes back to `younger`.
    static func moveBack(
        _ births: [ProfileID],
        to younger: ProfileID,
        from older: ProfileID,
        in db: Transaction
    ) throws {
        try db.execute(
            "UPDATE sends SET profile = \(younger) WHERE profile = \(older) AND born_to IN \(many: births)"
        )
    }
}

extension SendTable {
    /// A row of `columns`.
    static func decode(_ row: borrowing Row) throws -> Send {
        Send(
            id: try row.get(0),
            origin: try origin(row),
            profile: try row.get(6),
            bornTo: try row.get(7),
            channel: ChannelName(try row.get(8)),
            lane: try row.known(9, Int.self, Lane.init(rawValue:)),
            messageClass: try row.known(10, String.self, MessageClass.init(rawValue:)),
            topic: try row.get(11),
            address: try row.get(12),
            hasFixedAddress: try row.get(13),
            notAfter: try row.get(17),
            context: try row.get(27),
            machine: try machine(row),
            revision: try row.get(19),
            epoch: try row.get(20),
            taken: try row.get(21),
            handed: try row.get(22),
            finished: try row.get(23),
            isResent: try row.get(25),
            zone: try row.get(26),
            tellsRun: try row.get(28),
            patientUntil: try row.get(29)
        )
    }

    private static func origin(_ row: borrowing Row) throws -> SendOrigin {
        SendOrigin(
            kind: try row.known(1, String.self, SendOrigin.Kind.init(rawValue:)),
            id: try row.get(2),
            version: try row.get(3),
            step: try row.get(4),
            run: try row.get(5)
        )
    }

    private static func machine(_ row: borrowing Row) throws -> SendMachine {
        SendMachine(
            state: try row.known(14, String.self, SendState.init(rawValue:)),
            reason: try row.get(15, String?.self).flatMap(SendReason.init(rawValue:)),
            due: try row.get(16),
            reserved: try row.get(24),
            attempt: try row.get(18)
        )
    }
}

extension Row {
    /// The value of a closed set that a cell names; a name we do not know is an error, not a guess.
    func known<Raw: SQLDecodable, Value>(_ column: Int, _ raw: Raw.Type, _ make: (Raw) -> Value?) throws -> Value {
        let raw = try get(column, Raw.self)
        guard let value = make(raw) else {
            throw RowError(column: column, wanted: "\(Value.self)", found: "\(raw)")
        }
        return value
    }
}
