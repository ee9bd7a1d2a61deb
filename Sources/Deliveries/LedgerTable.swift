import Store
import Vocabulary

/// Which sends a page, a count or a list speaks of; every member narrows it.
package struct LedgerFilter: Hashable, Sendable {
    package var id: SendID?
    package var state: SendState?
    package var reason: SendReason?
    /// Only those without a reason; `reason: nil` asks for none and all.
    package var hasNoReason = false
    /// Only pending ones that stand so.
    package var phase: PendingPhase?
    package var originKind: SendOrigin.Kind?
    package var origin: Int64?
    package var step: String?
    package var run: RunID?
    package var profile: ProfileID?
    package var channel: ChannelName?
    package var lane: Lane?
    package var address: String?
    /// Born at or after, by its id.
    package var since: Moment?
    package var before: Moment?
    /// Settled at this very moment: those of one act.
    package var finished: Moment?

    package init() {}

    /// The condition as SQL, true where nothing narrows.
    func condition(at now: Moment) -> SQL {
        let parts: [SQL?] = [
            id.map { "sends.id = \($0)" }, state.map(Self.isIn), hasNoReason ? "reason IS NULL" : nil,
            phase.map { Self.isIn($0, now: now) }, finished.map { "finished = \($0)" },
            reason.map { "reason = \($0.rawValue)" },
            originKind.map { "origin_kind = \($0.rawValue)" }, origin.map { "origin = \($0)" },
            step.map { "step = \($0)" }, run.map { "run IS NOT NULL AND run = \($0)" },
            profile.map { "profile = \($0)" },
            channel.map { "channel = \($0.raw)" }, lane.map { "lane = \($0.rawValue)" },
            address.map { "LOWER(address) = \($0.lowercased())" },
            since.map { "sends.id >= \(IDGenerator.lowerBound(at: $0))" },
            before.map { "sends.id < \(IDGenerator.lowerBound(at: $0))" },
        ]
        return .joined(["1 = 1"] + parts.compactMap(\.self), by: " AND ")
    }
}

extension LedgerFilter {
    /// Says more than it must, so that a partial index is seen to hold the answer and gives it in order of id.
    fileprivate static func isIn(_ state: SendState) -> SQL {
        if state == .pending { return "state = 'pending'" }
        let settled: SQL = "state <> 'pending' AND state = \(state.rawValue)"
        return state.hasReasons ? settled : settled + " AND reason IS NULL"
    }

    /// As `Send.phase(at:)` tells them apart.
    fileprivate static func isIn(_ phase: PendingPhase, now: Moment) -> SQL {
        switch phase {
        case .held: "state = 'pending' AND reason IN ('hold', 'quiet_hours')"
        case .scheduled: "state = 'pending' AND COALESCE(reason, '') NOT IN ('hold', 'quiet_hours') AND due > \(now)"
        case .due: "state = 'pending' AND COALESCE(reason, '') NOT IN ('hold', 'quiet_hours') AND due <= \(now)"
        }
    }
}

/// How many sends stand where, and why.
package struct LedgerFacet: Hashable, Sendable {
    package var state: SendState
    package var reason: SendReason?
    /// For `pending`: scheduled, held or due.
    package var phase: PendingPhase?
    package var count: Int64
}

/// How many sends of one step stand where.
package struct StepFacet: Hashable, Sendable {
    package var step: String
    package var version: Int64
    package var state: SendState
    package var reason: SendReason?
    package var count: Int64
}

/// One send with all that is known of it.
package struct LedgerEntry: Hashable, Sendable {
    package var send: Send
    package var events: [SendEvent]
    /// `nil` where none was kept, or its time is over.
    package var body: SendBody?
    /// `nil` where nothing came of it that we know.
    package var seen: SendSeen?
}

/// The ledger as people read it: counts that always sum, lists by key, one send in full.
package enum LedgerTable {
    // MARK: Counts

    /// State and reason, counted; they sum to the number targeted, because every send has exactly one of them.
    package static func facets(_ filter: LedgerFilter, now: Moment, in db: Transaction) throws -> [LedgerFacet] {
        try pendingFacets(filter, now: now, in: db) + otherFacets(filter, now: now, in: db)
    }

    /// What is pending, told apart by whether its moment has come.
    private static func pendingFacets(
        _ filter: LedgerFilter,
        now: Moment,
        in db: Transaction
    ) throws -> [LedgerFacet] {
        let sql: SQL = """
            SELECT reason, CASE WHEN due > \(now) AND COALESCE(reason, '') NOT IN ('hold', 'quiet_hours') THEN 1 ELSE 0
                END AS waits, COUNT(*)
            FROM sends WHERE state = 'pending' AND \(fragment: filter.condition(at: now)) GROUP BY 1, 2 ORDER BY 1, 2
            """
        return try db.rows(sql) { row in
            let reason = try row.get(0, String?.self).flatMap(SendReason.init(rawValue:))
            let phase = PendingPhase(reason, isAhead: try row.get(1))
            return LedgerFacet(state: .pending, reason: reason, phase: phase, count: try row.get(2))
        }
    }

    /// All else, from the index alone where nothing narrows.
    private static func otherFacets(
        _ filter: LedgerFilter,
        now: Moment,
        in db: Transaction
    ) throws -> [LedgerFacet] {
        let sql: SQL = """
            SELECT state, reason, COUNT(*) FROM sends WHERE state <> 'pending' AND \(fragment: filter.condition(at: now))
            GROUP BY state, reason ORDER BY state, reason
            """
        return try db.rows(sql) { row in
            let reason = try row.get(1, String?.self).flatMap(SendReason.init(rawValue:))
            return LedgerFacet(
                state: try row.known(0, String.self, SendState.init(rawValue:)),
                reason: reason,
                phase: nil,
                count: try row.get(2)
            )
        }
    }

    /// What became of what an origin owes, step by step.
    package static func steps(
        of kind: SendOrigin.Kind,
        _ origin: Int64,
        in db: Transaction
    ) throws -> [StepFacet] {
        let sql: SQL = """
            SELECT step, version, state, reason, COUNT(*) FROM sends
            WHERE origin_kind = \(kind.rawValue) AND origin = \(origin)
            GROUP BY step, version, state, reason ORDER BY step, version, state, reason
            """
        return try db.rows(sql) { row in
            StepFacet(
                step: try row.get(0),
                version: try row.get(1),
                state: try row.known(2, String.self, SendState.init(rawValue:)),
                reason: try row.get(3, String?.self).flatMap(SendReason.init(rawValue:)),
                count: try row.get(4)
            )
        }
    }

    // MARK: Lists

    /// The newest sends before `cursor`.
    package static func page(
        _ filter: LedgerFilter,
        before cursor: SendID? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [Send] {
        let sql: SQL = """
            SELECT \(fragment: SendTable.columns) FROM sends
            WHERE sends.id < \(cursor?.raw ?? .max) AND \(fragment: filter.condition(at: db.now))
            ORDER BY sends.id DESC LIMIT \(limit)
            """
        return try db.rows(sql, SendTable.decode)
    }

    /// What is still to come, the soonest first; what a hold keeps comes last.
    package static func upcoming(_ filter: LedgerFilter, limit: Int, in db: Transaction) throws -> [Send] {
        let sql: SQL = """
            SELECT \(fragment: SendTable.columns) FROM sends
            WHERE state = 'pending' AND \(fragment: filter.condition(at: db.now)) ORDER BY due, sends.id LIMIT \(limit)
            """
        return try db.rows(sql, SendTable.decode)
    }

    /// What was owed to a person, the newest first.
    package static func sends(
        of profile: ProfileID,
        before cursor: SendID? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [Send] {
        var filter = LedgerFilter()
        filter.profile = profile
        return try page(filter, before: cursor, limit: limit, in: db)
    }

    /// The sends of these ids that there are.
    package static func sends(many ids: [SendID], in db: Transaction) throws -> [Send] {
        try db.rows(
            "SELECT \(fragment: SendTable.columns) FROM sends WHERE sends.id IN \(many: ids) ORDER BY sends.id",
            SendTable.decode
        )
    }

    /// One send with its history and its bytes.
    package static func entry(_ id: SendID, in db: Transaction) throws -> LedgerEntry? {
        guard let send = try send(id, in: db) else { return nil }
        return LedgerEntry(
            send: send,
            events: try SendEventTable.events(of: id, in: db),
            body: try SendBodyTable.body(of: id, in: db),
            seen: try HitTable.seen(id, in: db)
        )
    }

    package static func send(_ id: SendID, in db: Transaction) throws -> Send? {
        try db.row("SELECT \(fragment: SendTable.columns) FROM sends WHERE sends.id = \(id)", SendTable.decode)
    }

    /// When the next send of a channel is due; the far future where only held ones wait.
    package static func nextDue(_ channel: ChannelName, in db: Transaction) throws -> Moment? {
        try SendTable.outlook(channel, in: db).nextDue
    }
}
