import Store
import Vocabulary

/// What a person can do to sends that nobody has in hand, one or many at once.
package enum SendAct: String, CaseIterable, Sendable {
    /// Failed or not sent: asked of the gate once more, while its last moment lies ahead.
    case retry
    /// Withdrawn before anybody took it.
    case cancel
    /// A cancel taken back.
    case restore
    /// Held, or waiting for its next attempt: looked at now.
    case release
    /// Uncertain: it went.
    case markSent = "mark_sent"
    /// Uncertain: it did not go, and stays so.
    case markNotSent = "mark_not_sent"
    /// Uncertain: it did not go, and goes once more, with the same Message-ID.
    case resend

    /// Reasons of skips that no retry can mend: nobody is there, or another message goes in its place.
    static let lastingReasons: [SendReason] = [.noPerson, .merged, .duplicateAddress]

    /// Whether it can be done to `send` at `now`; `condition` says the same in SQL.
    package func applies(to send: Send, now: Moment) -> Bool {
        switch self {
        case .retry:
            [.failed, .skipped].contains(send.state) && send.notAfter >= now
                && !(send.reason.map(Self.lastingReasons.contains) ?? false)
        case .cancel: send.state == .pending
        case .restore: send.state == .cancelled && send.reason == .withdrawn && send.notAfter >= now
        case .release: send.state == .pending && send.reason != nil
        case .markSent, .markNotSent: send.state == .uncertain
        case .resend: send.state == .uncertain && !send.isResent && send.notAfter >= now
        }
    }

    func condition(at now: Moment) -> SQL {
        switch self {
        case .retry:
            """
            state <> 'pending' AND state IN ('failed', 'skipped') AND not_after >= \(now)
                AND reason NOT IN \(many: Self.lastingReasons.map(\.rawValue))
            """
        case .cancel: "state = 'pending'"
        case .restore: "state <> 'pending' AND state = 'cancelled' AND reason = 'withdrawn' AND not_after >= \(now)"
        case .release: "state = 'pending' AND reason IS NOT NULL"
        case .markSent, .markNotSent: "state <> 'pending' AND state = 'uncertain'"
        case .resend: "state <> 'pending' AND state = 'uncertain' AND resent = 0 AND not_after >= \(now)"
        }
    }

    func transition(now: Moment) -> SendMachine.Transition {
        switch self {
        case .retry: .retry(now: now)
        case .cancel: .cancel(.withdrawn)
        case .restore: .restore
        case .release: .release(now: now)
        case .markSent: .accept
        case .markNotSent: .refuse(.notSent)
        case .resend: .resend(now: now)
        }
    }

    /// Whether something may be due afterwards.
    package var makesDue: Bool {
        switch self {
        case .retry, .restore, .release, .resend: true
        case .cancel, .markSent, .markNotSent: false
        }
    }
}

/// Acts on the sends of a filter: first how many, then chunk by chunk.
package enum SendActs {
    /// The most that one act changes; what is beyond is told and may be done next.
    package static let limit = 10_000
    /// Sends changed in one transaction.
    package static let chunk = 1_000

    /// How many sends of `filter` born through `last` the act would change.
    package static func count(
        _ act: SendAct,
        _ filter: LedgerFilter,
        through last: SendID,
        in db: Transaction
    ) throws -> Int64 {
        try SendActTable.count(act, filter, through: last, in: db)
    }

    /// Their ids, the oldest first, at most `limit`.
    package static func ids(
        _ act: SendAct,
        _ filter: LedgerFilter,
        through last: SendID,
        in db: Transaction
    ) throws -> [SendID] {
        try SendActTable.ids(act, filter, through: last, limit: limit, in: db)
    }

    /// Does it to those of `ids` that still allow it.
    ///
    /// - Parameter moment: when the act began, the same for all its chunks: by it a cancel can be taken back.
    /// - Returns: how many were changed.
    package static func perform(
        _ act: SendAct,
        on ids: [SendID],
        by who: String,
        at moment: Moment,
        sink: OutcomeSink,
        in db: Transaction
    ) throws -> Int {
        var changes = LedgerChanges()
        for send in try SendTable.lock(ids, in: db) where act.applies(to: send, now: moment) {
            try changes.apply(act.transition(now: moment), to: send, at: moment, detail: who)
        }
        try changes.save(in: db, sink: sink)
        return changes.changed.count
    }

    /// The newest send there is: acts leave alone what is born after it.
    package static func newest(in db: Transaction) throws -> SendID {
        SendID(raw: try db.value("SELECT MAX(id) FROM sends", Int64?.self).flatMap(\.self) ?? 0)
    }
}

/// The SQL that finds the sends of an act.
enum SendActTable {
    static func count(_ act: SendAct, _ filter: LedgerFilter, through last: SendID, in db: Transaction) throws -> Int64
    {
        let sql: SQL = """
            SELECT COUNT(*) FROM sends WHERE \(fragment: act.condition(at: db.now)) AND sends.id <= \(last)
                AND \(fragment: filter.condition(at: db.now))
            """
        return try db.value(sql) ?? 0
    }

    static func ids(
        _ act: SendAct,
        _ filter: LedgerFilter,
        through last: SendID,
        limit: Int,
        in db: Transaction
    ) throws -> [SendID] {
        let sql: SQL = """
            SELECT sends.id FROM sends WHERE \(fragment: act.condition(at: db.now)) AND sends.id <= \(last)
                AND \(fragment: filter.condition(at: db.now)) ORDER BY sends.id LIMIT \(limit)
            """
        return try db.rows(sql) { row in try row.get(0) }
    }
}
