import Store
import Vocabulary

/// Something a colleague or a program did by hand: who, when, what, on what. Only ever added to.
package struct AuditLine: Hashable, Sendable {
    /// Counts lines without a gap, so that a missing one shows.
    package var number: Int64
    package var moment: Moment
    /// `user:ada@example.org` or `key:Shop`.
    package var who: String
    package var act: AuditAct
    package var subject: AuditSubject
    /// In words: the reason given, how many it was. Never holds an address.
    package var detail: String
}

/// What can be done by hand and is remembered.
package enum AuditAct: String, CaseIterable, Sendable {
    case suppress, lift
    case stateConsent = "state_consent"
    case erase
    case undoMerge = "undo_merge"
    case merge
    case endRun = "end_run"
    case cancelSends = "cancel_sends"
    case restoreSends = "restore_sends"
    case retrySends = "retry_sends"
    case releaseSends = "release_sends"
    case resolveSends = "resolve_sends"
    case retryParked = "retry_parked"
    case dropParked = "drop_parked"
    case changeSending = "change_sending"
}

/// On what something was done.
package enum AuditSubject: Hashable, Sendable, CustomStringConvertible {
    case person(ProfileID)
    case send(SendID)
    /// Many sends, those of a filter.
    case sends
    /// Parked events and wakes.
    case parked
    /// How far and how much may be sent.
    case sending
    /// The list of addresses that must not be used.
    case suppressions

    /// As stored.
    package var description: String {
        switch self {
        case .person(let id): "person:\(id)"
        case .send(let id): "send:\(id)"
        case .sends: "sends"
        case .parked: "parked"
        case .sending: "sending"
        case .suppressions: "suppressions"
        }
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.dropFirst().first) {
        case ("person", let id?): if let id = ProfileID(id) { self = .person(id) } else { return nil }
        case ("send", let id?): if let id = SendID(id) { self = .send(id) } else { return nil }
        case ("sends", nil): self = .sends
        case ("parked", nil): self = .parked
        case ("sending", nil): self = .sending
        case ("suppressions", nil): self = .suppressions
        default: return nil
        }
    }
}

/// The record of what was done by hand, written in the transaction that does it.
package enum Audit {
    /// Longer details are cut.
    package static let detailLimit = 500

    package static func record(
        _ act: AuditAct,
        on subject: AuditSubject,
        by who: String,
        detail: String = "",
        in db: Transaction
    ) throws {
        try AuditTable.append(
            AuditLine(
                number: try AuditTable.nextNumber(in: db),
                moment: db.now,
                who: who,
                act: act,
                subject: subject,
                detail: String(detail.prefix(detailLimit))
            ),
            in: db
        )
    }

    /// The newest lines before `cursor`, of one subject or of all.
    package static func page(
        of subject: AuditSubject? = nil,
        before cursor: Int64? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [AuditLine] {
        try AuditTable.page(of: subject, before: cursor, limit: limit, in: db)
    }
}

/// All SQL of `audit_lines`: added to and read, never changed.
enum AuditTable {
    /// One row that every writer must pass, so that numbers follow the commits and leave no gap.
    static func nextNumber(in db: Transaction) throws -> Int64 {
        try db.execute(
            """
            INSERT INTO audit_head (one, last) VALUES (1, 1)
            ON CONFLICT (one) DO UPDATE SET last = audit_head.last + 1
            """
        )
        return try db.value("SELECT last FROM audit_head") ?? 1
    }

    static func append(_ line: AuditLine, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO audit_lines (number, moment, who, act, subject, detail)
            VALUES (\(line.number), \(line.moment), \(line.who), \(line.act.rawValue), \(line.subject.description),
                \(line.detail))
            """
        )
    }

    static func page(
        of subject: AuditSubject?,
        before cursor: Int64?,
        limit: Int,
        in db: Transaction
    ) throws -> [AuditLine] {
        let about: SQL = subject.map { " AND subject = \($0.description)" } ?? ""
        return try db.rows(
            """
            SELECT number, moment, who, act, subject, detail FROM audit_lines
            WHERE number < \(cursor ?? .max)\(fragment: about) ORDER BY number DESC LIMIT \(limit)
            """
        ) { row in
            AuditLine(
                number: try row.get(0),
                moment: try row.get(1),
                who: try row.get(2),
                act: try known(row.get(3), AuditAct.init),
                subject: try known(row.get(4), AuditSubject.init),
                detail: try row.get(5)
            )
        }
    }

    private static func known<Value>(_ text: String, _ make: (String) -> Value?) throws -> Value {
        guard let value = make(text) else { throw UnknownAuditText(text: text) }
        return value
    }
}

/// A line that another release wrote.
struct UnknownAuditText: Error { var text: String }

/// The schema of the audit.
let auditMigration = Migration(
    "accounts-2",
    [
        "CREATE TABLE audit_head (one BIGINT PRIMARY KEY CHECK (one = 1), last BIGINT NOT NULL)",
        """
        CREATE TABLE audit_lines (
            number BIGINT PRIMARY KEY, moment BIGINT NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL)
        """,
        "CREATE INDEX audit_lines_by_subject ON audit_lines (subject, number)",
    ]
)
