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

    /// Asks for a parked event to be tried again; nudge the pipeline then. False where none is parked there.
    package static func retry(_ place: ParkedEvent.Place, in db: Transaction) throws -> Bool {
        try db.execute(
            """
            UPDATE parked_events SET retry = 1
            WHERE position = \(place.position.sequence) AND place = \(place.index)
            """
        ) == 1
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

    /// The newest parked events.
    package static func newest(limit: Int, in db: Transaction) throws -> [ParkedEvent] {
        try db.rows(
            """
            SELECT received, position, place, source, type, message_id, message FROM parked_events
            ORDER BY position DESC, place DESC LIMIT \(limit)
            """
        ) { row in try ParkedEvent(row: row) }
    }

    /// Whose wakes are parked, with the reason of each.
    package static func wakes(limit: Int, in db: Transaction) throws -> [(ProfileID, Moment, reason: String)] {
        try db.rows("SELECT profile, moment, message FROM parked_wakes ORDER BY profile LIMIT \(limit)") { row in
            (try row.get(0), try row.get(1), try row.get(2))
        }
    }

    package static func count(in db: Transaction) throws -> Int {
        let own: SQL = "SELECT (SELECT COUNT(*) FROM parked_events) + (SELECT COUNT(*) FROM parked_wakes)"
        return try (db.value(own) ?? 0) + TriggerTable.parkedCount(in: db)
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
}
