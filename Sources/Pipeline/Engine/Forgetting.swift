import Deliveries
import Journeys
import Profiles
import Reports
import Store
import Vocabulary

/// How long a sandbox keeps what is over; `nil`: for ever.
package struct RetentionPeriods: Hashable, Sendable {
    /// Events of people's histories, from their receipt.
    package var events: Duration?
    /// What finished runs remember of events, from their end. The run itself stays, so that sums hold.
    package var runs: Duration?
    /// What settled sends were made of and what was said about them, from their birth. The row stays.
    package var sends: Duration?

    package init(
        events: Duration? = .days(1_095),
        runs: Duration? = .days(400),
        sends: Duration? = .days(400)
    ) {
        self.events = events
        self.runs = runs
        self.sends = sends
    }
}

/// Forgets what is over and old: a bounded piece of each kind at a time, beside `Retention`.
///
/// Nothing that is counted goes: rows of the ledger and of runs stay without what tells about the person, and events
/// that go are counted, so that `check` stays clean.
struct Forgetting: Sendable {
    let store: Store
    let periods: RetentionPeriods

    /// People whose events are looked at in one transaction, and events, runs and sends that change in it.
    private static let people = 100
    private static let limit = 2_000
    /// After one round through all people the next begins.
    private static let roundEvery = Duration.hours(24)

    /// - Returns: whether nothing is left to forget for now.
    func forget(now: Moment) async throws -> Bool {
        let isDone = try await [forgetSends(now: now), forgetRuns(now: now), forgetEvents(now: now)]
        return isDone.allSatisfy(\.self)
    }

    private func forgetSends(now: Moment) async throws -> Bool {
        guard let period = periods.sends else { return true }
        return try await store.write { db in
            let mark = try RetentionTable.mark(.sends, in: db)
            let next = try forgetSendDetails(
                after: SendID(raw: mark.position),
                bornBefore: now - period,
                limit: Self.limit,
                in: db
            )
            guard let next else { return true }
            try RetentionTable.set(.sends, .init(position: next.raw, moment: now), in: db)
            return false
        }
    }

    private func forgetRuns(now: Moment) async throws -> Bool {
        guard let period = periods.runs else { return true }
        return try await store.write { db in
            try Runs.forgetMemories(endedBefore: now - period, limit: Self.limit, in: db) < Self.limit
        }
    }

    /// A round goes through the people born before the bound, since nobody else can have events as old.
    private func forgetEvents(now: Moment) async throws -> Bool {
        guard let period = periods.events else { return true }
        return try await store.write { db in
            var mark = try RetentionTable.mark(.events, in: db)
            guard mark.position > 0 || now - mark.moment >= Self.roundEvery else { return true }
            let bound = now - period
            let people = try ProfilesTable.born(
                before: bound,
                after: ProfileID(raw: mark.position),
                limit: Self.people,
                in: db
            )
            let forgotten = try ProfilesTable.forgetEvents(
                of: people,
                receivedBefore: bound,
                limit: Self.limit,
                in: db
            )
            if forgotten > 0 { try Counters.add(["events.forgotten": Int64(forgotten)], in: db) }
            let isRoundOver = forgotten < Self.limit && people.count < Self.people
            // The same people again where not all of theirs went.
            if forgotten < Self.limit { mark.position = isRoundOver ? 0 : people.last?.raw ?? 0 }
            if isRoundOver { mark.moment = now }
            try RetentionTable.set(.events, mark, in: db)
            return isRoundOver
        }
    }
}

/// All SQL of `retention_marks`: how far each kind of forgetting is.
enum RetentionTable {
    enum Kind: String { case sends, events }

    struct Mark: Sendable {
        var position: Int64
        var moment: Moment
    }

    static func mark(_ kind: Kind, in db: Transaction) throws -> Mark {
        let sql: SQL = "SELECT position, moment FROM retention_marks WHERE name = \(kind.rawValue)"
        return try db.row(sql) { row in Mark(position: try row.get(0), moment: try row.get(1)) }
            ?? Mark(position: 0, moment: .distantPast)
    }

    static func set(_ kind: Kind, _ mark: Mark, in db: Transaction) throws {
        try db.merge(
            into: "retention_marks",
            columns: ["name", "position", "moment"],
            key: ["name"],
            rows: [[kind.rawValue.sqlValue, mark.position.sqlValue, mark.moment.sqlValue]]
        )
    }
}
