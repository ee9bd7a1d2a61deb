import Deliveries
import JSON
import Store
import Vocabulary

/// All SQL of triggers.
package enum TriggerTable {
    /// Tells the runs that rest for these sends: Deliveries' `OutcomeSink`. Nudge the pipeline afterwards.
    package static func tell(_ settled: [OutcomeTrigger], in db: Transaction) throws {
        try write(settled.compactMap(Trigger.init), in: db)
    }

    /// What was said before of the same subjects, and not acted on, is forgotten.
    static func write(_ triggers: [Trigger], in db: Transaction) throws {
        let latest = Dictionary(triggers.map { (Key($0), $0) }) { _, later in later }
        let rows = latest.values.sorted { Key($0) < Key($1) }.map { trigger -> [SQLValue] in
            [
                trigger.source.rawValue.sqlValue, trigger.subject.sqlValue, trigger.moment.sqlValue,
                trigger.profile.sqlValue, trigger.run.sqlValue, trigger.journey.sqlValue,
                trigger.body.jsonText.sqlValue,
                .null,
            ]
        }
        try db.merge(
            into: "triggers",
            columns: ["source", "subject", "moment", "profile", "run", "journey", "body", "parked"],
            key: ["source", "subject"],
            rows: rows
        )
    }

    private struct Key: Hashable, Comparable {
        var source: Int64
        var subject: Int64

        init(_ trigger: Trigger) { (source, subject) = (trigger.source.rawValue, trigger.subject) }

        static func < (a: Key, b: Key) -> Bool { (a.source, a.subject) < (b.source, b.subject) }
    }

    // MARK: For the pipeline

    /// When the next one is due; `nil`: there is none.
    package static func next(in db: Transaction) throws -> Moment? {
        try db.row("SELECT moment FROM triggers WHERE parked IS NULL ORDER BY moment LIMIT 1") { row in try row.get(0) }
    }

    /// What is due, in the one order; a run's own person is theirs, whoever they were when it was written.
    package static func due(through moment: Moment, limit: Int, in db: Transaction) throws -> [Trigger] {
        try db.rows(
            """
            SELECT t.source, t.subject, t.moment, COALESCE(r.profile_id, t.profile), t.run, t.journey, t.body
            FROM triggers t LEFT JOIN runs r ON r.id = t.run
            WHERE t.parked IS NULL AND t.moment <= \(moment)
            ORDER BY t.moment, t.source, t.subject LIMIT \(limit)
            """,
            trigger
        )
    }

    /// Removes what was acted on, and only that: what was said of a subject since then is kept.
    package static func remove(_ triggers: [Trigger], in db: Transaction) throws {
        let groups = Dictionary(grouping: triggers) { [$0.source.rawValue, $0.moment.milliseconds] }
        for (key, group) in groups {
            try db.execute(
                """
                DELETE FROM triggers WHERE source = \(key[0]) AND moment = \(key[1])
                    AND subject IN \(many: group.map(\.subject))
                """
            )
        }
    }

    /// Of an erased person nothing happens any more.
    package static func forget(of profile: ProfileID, in db: Transaction) throws {
        try db.execute("DELETE FROM triggers WHERE profile = \(profile)")
    }

    // MARK: Entries that wait outside

    /// Lets everybody come in, or be turned away, who waits outside a journey: now, in the order in which they came.
    static func admit(entriesOf journey: JourneyID, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE triggers SET moment = \(db.now)
            WHERE journey = \(journey) AND source = \(Trigger.Source.entry.rawValue) AND parked IS NULL
            """
        )
    }

    /// How many wait outside.
    static func count(entriesOf journey: JourneyID, in db: Transaction) throws -> Int64 {
        try db.value(
            """
            SELECT COUNT(*) FROM triggers WHERE journey = \(journey) AND source = \(Trigger.Source.entry.rawValue)
            """
        ) ?? 0
    }

    /// How many of a journey are told to move and have not moved yet, and how many of them cannot.
    static func moves(of journey: JourneyID, in db: Transaction) throws -> (due: Int64, parked: Int64) {
        try db.row(
            """
            SELECT COUNT(*), COUNT(parked) FROM triggers
            WHERE journey = \(journey) AND source = \(Trigger.Source.move.rawValue)
            """
        ) { row in
            let (all, parked) = (try row.get(0, Int64.self), try row.get(1, Int64.self))
            return (all - parked, parked)
        } ?? (0, 0)
    }

    // MARK: Parking

    /// Sets one aside that cannot be acted on.
    package static func park(_ trigger: Trigger, reason: String, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE triggers SET parked = \(reason) WHERE source = \(trigger.source.rawValue)
                AND subject = \(trigger.subject) AND moment = \(trigger.moment)
            """
        )
    }

    package static func parked(limit: Int, in db: Transaction) throws -> [(trigger: Trigger, reason: String)] {
        try db.rows(
            """
            SELECT source, subject, moment, profile, run, journey, body, parked FROM triggers WHERE parked IS NOT NULL
            ORDER BY moment, source, subject LIMIT \(limit)
            """
        ) { row in (try trigger(row), try row.get(7)) }
    }

    package static func parkedCount(in db: Transaction) throws -> Int {
        try db.value("SELECT COUNT(*) FROM triggers WHERE parked IS NOT NULL") ?? 0
    }

    /// Asks for a parked one to be tried again, now; nudge the pipeline then. False where none is parked.
    package static func retry(_ source: Trigger.Source, _ subject: Int64, in db: Transaction) throws -> Bool {
        try db.execute(
            """
            UPDATE triggers SET parked = NULL, moment = \(db.now)
            WHERE source = \(source.rawValue) AND subject = \(subject) AND parked IS NOT NULL
            """
        ) == 1
    }

    /// A row's columns, of which some belong to its content.
    struct Stored {
        var subject: Int64
        var moment: Moment
        var profile: ProfileID
        var journey: JourneyID?
    }

    private static func trigger(_ row: borrowing Row) throws -> Trigger {
        let stored = Stored(
            subject: try row.get(1),
            moment: try row.get(2),
            profile: try row.get(3),
            journey: try row.get(5)
        )
        let (number, json) = (try row.get(0, Int64.self), try row.get(6, [UInt8].self))
        guard let source = Trigger.Source(rawValue: number),
            let content = Trigger.Content(source, stored, body: try AttributeValue(json: json))
        else { throw RowError(column: 6, wanted: "a trigger", found: String(decoding: json, as: UTF8.self)) }
        return Trigger(
            moment: stored.moment,
            subject: stored.subject,
            profile: stored.profile,
            run: try row.get(4),
            content: content
        )
    }
}
