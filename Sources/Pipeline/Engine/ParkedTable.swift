import EventLog
import Journeys
import Store
import Vocabulary

/// All SQL of what is parked: events, whose bytes stay in the log, and wakes.
package enum ParkedTable {
    /// Parks `events`; the rows at `places`, which were tried again, are gone.
    static func replace(_ places: [ParkedEvent.Place], by events: [ParkedEvent], in db: Transaction) throws {
        for place in places { _ = try drop(place, in: db) }
        let rows = events.map { event -> [SQLValue] in
            [
                event.received.sqlValue, event.position.sequence.sqlValue, event.index.sqlValue, event.key.sqlValue,
                event.type.sqlValue, event.messageID.sqlValue, event.message.sqlValue,
            ]
        }
        try db.merge(
            into: "parked_events",
            columns: ["received", "position", "place", "source", "type", "message_id", "message"],
            key: ["position", "place"],
            rows: rows,
            onConflict: .replace
        )
    }

    /// Keeps what was to be tried again and cannot be: the log has its bytes no more.
    static func keep(lost places: [ParkedEvent.Place], in db: Transaction) throws {
        for place in places {
            try db.execute(
                """
                UPDATE parked_events SET retry = 0, message = 'its record is not in the log any more'
                WHERE position = \(place.position.sequence) AND place = \(place.index)
                """
            )
        }
    }

    /// Asks for a parked event to be tried again; nudge the pipeline then. False where none is parked there.
    package static func retry(_ place: ParkedEvent.Place, in db: Transaction) throws -> Bool {
        try db.execute(
            """
            UPDATE parked_events SET retry = 1
            WHERE position = \(place.position.sequence) AND place = \(place.index)
            """
        ) == 1
    }

    /// Asks for the next `limit` parked events after `cursor` to be tried again.
    /// - Returns: where they are.
    static func retry(
        after cursor: ParkedEvent.Place?,
        limit: Int,
        in db: Transaction
    ) throws -> [ParkedEvent.Place] {
        let places = try db.rows(
            """
            SELECT position, place FROM parked_events
            WHERE (position, place) > (\(cursor?.position.sequence ?? -1), \(cursor?.index ?? 0))
            ORDER BY position, place LIMIT \(limit)
            """
        ) { row in ParkedEvent.Place(position: LogPosition(sequence: try row.get(0)), index: try row.get(1)) }
        guard let first = places.first, let last = places.last else { return [] }
        try db.execute(
            """
            UPDATE parked_events SET retry = 1
            WHERE (position, place) >= (\(first.position.sequence), \(first.index))
                AND (position, place) <= (\(last.position.sequence), \(last.index))
            """
        )
        return places
    }

    /// Gives a parked event up for good; false where none is parked there.
    package static func drop(_ place: ParkedEvent.Place, in db: Transaction) throws -> Bool {
        try db.execute(
            "DELETE FROM parked_events WHERE position = \(place.position.sequence) AND place = \(place.index)"
        ) == 1
    }

    /// What is to be tried again, the earliest first.
    static func retries(limit: Int, in db: Transaction) throws -> [ParkedEvent.Place] {
        try db.rows(
            "SELECT position, place FROM parked_events WHERE retry = 1 ORDER BY position, place LIMIT \(limit)"
        ) { row in
            ParkedEvent.Place(position: LogPosition(sequence: try row.get(0)), index: try row.get(1))
        }
    }

    /// Takes a person's wake out of the queue; their next event plans it anew.
    static func park(_ wake: DueWake, reason: String, in db: Transaction) throws {
        try db.merge(
            into: "parked_wakes",
            columns: ["profile", "moment", "message"],
            key: ["profile"],
            rows: [[wake.profile.sqlValue, wake.moment.sqlValue, .text(reason)]]
        )
        try db.execute("UPDATE profiles SET wake = NULL WHERE id = \(wake.profile)")
    }

    /// The newest parked events before `cursor`.
    package static func newest(
        before cursor: ParkedEvent.Place? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [ParkedEvent] {
        let before: SQL =
            cursor.map { " WHERE (position, place) < (\($0.position.sequence), \($0.index))" } ?? ""
        return try db.rows(
            """
            SELECT received, position, place, source, type, message_id, message, retry
            FROM parked_events\(fragment: before) ORDER BY position DESC, place DESC LIMIT \(limit)
            """
        ) { row in try ParkedEvent(row: row) }
    }

    /// Whose wakes are parked, with the reason of each, after the person `cursor`.
    package static func wakes(
        after cursor: ProfileID? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [(ProfileID, Moment, reason: String)] {
        try db.rows(
            """
            SELECT profile, moment, message FROM parked_wakes
            WHERE profile > \(cursor?.raw ?? -1) ORDER BY profile LIMIT \(limit)
            """
        ) { row in (try row.get(0), try row.get(1), try row.get(2)) }
    }

    package static func count(in db: Transaction) throws -> Int {
        let own: SQL = "SELECT (SELECT COUNT(*) FROM parked_events) + (SELECT COUNT(*) FROM parked_wakes)"
        return try (db.value(own) ?? 0) + TriggerTable.parkedCount(in: db)
    }

    /// How much is parked.
    package static func counts(in db: Transaction) throws -> (events: Int, retried: Int, wakes: Int) {
        try db.row(
            """
            SELECT (SELECT COUNT(*) FROM parked_events), (SELECT COUNT(*) FROM parked_events WHERE retry = 1),
                (SELECT COUNT(*) FROM parked_wakes)
            """
        ) { row in (try row.get(0), try row.get(1), try row.get(2)) } ?? (0, 0, 0)
    }

    /// The records that the log must keep for what is parked of them.
    static func positions(in db: Transaction) throws -> [LogPosition] {
        try db.rows("SELECT DISTINCT position FROM parked_events ORDER BY position") { row in
            LogPosition(sequence: try row.get(0))
        }
    }

    /// Plans a parked wake again, for now; false where none is parked.
    package static func retryWake(of profile: ProfileID, in db: Transaction) throws -> Bool {
        guard try db.execute("DELETE FROM parked_wakes WHERE profile = \(profile)") == 1 else { return false }
        return try db.execute("UPDATE profiles SET wake = \(db.now) WHERE id = \(profile) AND survivor IS NULL") == 1
    }

    /// Plans the next `limit` parked wakes after `cursor` again, for now.
    /// - Returns: whose they are.
    static func retryWakes(after cursor: ProfileID?, limit: Int, in db: Transaction) throws -> [ProfileID] {
        let people = try db.rows(
            "SELECT profile FROM parked_wakes WHERE profile > \(cursor?.raw ?? -1) ORDER BY profile LIMIT \(limit)"
        ) { row in try row.get(0, ProfileID.self) }
        try db.execute("DELETE FROM parked_wakes WHERE profile IN \(many: people)")
        try db.execute("UPDATE profiles SET wake = \(db.now) WHERE survivor IS NULL AND id IN \(many: people)")
        return people
    }

    /// Takes a parked wake off the list; false where none is parked.
    static func dropWake(of profile: ProfileID, in db: Transaction) throws -> Bool {
        try db.execute("DELETE FROM parked_wakes WHERE profile = \(profile)") == 1
    }
}
