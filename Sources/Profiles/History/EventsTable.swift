import JSON
import Store
import Vocabulary

/// The SQL of `events`. Every read goes by person along `events_by_profile`.
enum EventsTable {
    static func append(_ records: [EventRecord], in db: Transaction) throws {
        try db.copy(
            into: "events",
            columns: [
                "profile", "moment", "id", "type", "received", "message_id", "body", "born_profile", "source",
            ],
            rows: records.map { record in
                [
                    record.profile.sqlValue, record.moment.sqlValue, .integer(record.id), .text(record.type.storable),
                    record.received.sqlValue, (record.messageID?.storable).sqlValue, .text(record.body),
                    record.born.sqlValue,
                    .text(record.source),
                ]
            }
        )
    }

    /// Those of `profiles` with more events than one read may take.
    static func people(_ profiles: Set<ProfileID>, withMoreThan limit: Int, in db: Transaction) throws -> Set<ProfileID>
    {
        Set(
            try db.rows(
                "SELECT id FROM profiles WHERE id IN \(many: profiles.sorted()) AND event_count > \(limit)"
            ) { row in try row.get(0, ProfileID.self) }
        )
    }

    /// Everything after `since` of many people at once, the oldest first.
    static func all(
        of profiles: Set<ProfileID>,
        types: Set<String>?,
        since: Moment,
        in db: Transaction,
        _ body: (ProfileID, AttributeValue) -> Void
    ) throws {
        guard !profiles.isEmpty else { return }
        try db.each(all(of: profiles, types: types, since: since)) { row in body(try row.get(0), try value(row)) }
    }

    static func all(of profiles: Set<ProfileID>, types: Set<String>?, since: Moment) -> SQL {
        """
        SELECT profile, moment, id, type, body FROM events
        WHERE profile IN \(many: profiles.sorted()) AND moment > \(since)\(fragment: typed(types))
        ORDER BY profile, moment, id
        """
    }

    /// The latest `limit` of one person, the newest first.
    static func latest(
        of profile: ProfileID,
        types: Set<String>?,
        since: Moment,
        limit: Int,
        in db: Transaction
    ) throws -> [AttributeValue] {
        try db.rows(latest(of: profile, types: types, since: since, limit: limit)) { row in try value(row) }
    }

    static func latest(of profile: ProfileID, types: Set<String>?, since: Moment, limit: Int) -> SQL {
        """
        SELECT profile, moment, id, type, body FROM events
        WHERE profile = \(profile) AND moment > \(since)\(fragment: typed(types))
        ORDER BY moment DESC, id DESC LIMIT \(limit)
        """
    }

    /// A page of one person's events, the newest first, before the event `cursor`.
    static func page(
        of profile: ProfileID,
        before cursor: EventCursor?,
        types: Set<String>?,
        limit: Int,
        in db: Transaction
    ) throws -> [EventRecord] {
        try db.rows(page(of: profile, before: cursor, types: types, limit: limit)) { row in
            let body = try AttributeValue(json: try row.get(4))
            return EventRecord(
                profile: try row.get(0),
                moment: try row.get(1),
                id: try row.get(2),
                type: try row.get(3),
                received: try row.get(5),
                messageID: try row.get(6),
                details: .values(properties: body["properties"], context: body["context"]),
                born: try row.get(7),
                source: try row.get(8)
            )
        }
    }

    static func page(of profile: ProfileID, before cursor: EventCursor?, types: Set<String>?, limit: Int) -> SQL {
        let before: SQL = cursor.map { " AND (moment, id) < (\($0.moment), \($0.id))" } ?? ""
        return """
            SELECT profile, moment, id, type, body, received, message_id, born_profile, source FROM events
            WHERE profile = \(profile)\(fragment: before)\(fragment: typed(types))
            ORDER BY moment DESC, id DESC LIMIT \(limit)
            """
    }

    static func dailyCounts(
        of profile: ProfileID,
        type: String,
        since: Moment,
        in db: Transaction
    ) throws -> [(day: Moment, count: Int64)] {
        try db.rows(
            """
            SELECT moment / 86400000, COUNT(*) FROM events
            WHERE profile = \(profile) AND moment > \(since) AND type = \(type)
            GROUP BY moment / 86400000 ORDER BY moment / 86400000
            """
        ) { row in (Moment(milliseconds: try row.get(0, Int64.self) * 86_400_000), try row.get(1)) }
    }

    /// How often each type happened, and when first and last: rebuilds a profile's counters after an undo.
    static func counters(of profile: ProfileID, in db: Transaction) throws -> [(String, EventCounters.Counter)] {
        try db.rows(
            """
            SELECT type, COUNT(*), MIN(moment), MAX(moment) FROM events WHERE profile = \(profile)
            GROUP BY type ORDER BY MIN(moment), type
            """
        ) { row in
            (
                try row.get(0),
                EventCounters.Counter(count: try row.get(1), first: try row.get(2), last: try row.get(3))
            )
        }
    }

    static func move(from absorbed: ProfileID, to survivor: ProfileID, in db: Transaction) throws {
        try db.execute("UPDATE events SET profile = \(survivor) WHERE profile = \(absorbed)")
    }

    static func giveBack(to person: ProfileID, from holder: ProfileID, births: [ProfileID], in db: Transaction) throws {
        try db.execute(
            """
            UPDATE events SET profile = \(person) WHERE profile = \(holder) AND born_profile IN \(many: births)
            """
        )
    }

    static func delete(of profile: ProfileID, in db: Transaction) throws {
        try db.execute("DELETE FROM events WHERE profile = \(profile)")
    }

    static func forget(
        of people: [ProfileID],
        receivedBefore moment: Moment,
        limit: Int,
        in db: Transaction
    ) throws -> Int {
        guard !people.isEmpty else { return 0 }
        return try db.execute(
            """
            DELETE FROM events WHERE (profile, moment, id) IN (
                SELECT profile, moment, id FROM events
                WHERE profile IN \(many: people) AND received < \(moment) ORDER BY profile, moment, id LIMIT \(limit))
            """
        )
    }

    private static func typed(_ types: Set<String>?) -> SQL {
        types.map { " AND type IN \(many: $0.sorted())" } ?? ""
    }

    private static func value(_ row: borrowing Row) throws -> AttributeValue {
        let body = try AttributeValue(json: try row.get(4))
        return [
            "eventType": .string(try row.get(3)), "timestamp": .moment(try row.get(1)),
            "properties": body["properties"], "context": body["context"],
        ]
    }
}

/// The event before which a page of history begins.
package struct EventCursor: Hashable, Sendable {
    package var moment: Moment
    package var id: Int64

    package init(moment: Moment, id: Int64) {
        self.moment = moment
        self.id = id
    }
}

extension String {
    /// Without U+0000, which PostgreSQL keeps in no text.
    var storable: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.filter { $0 != "\0" })) : self
    }
}
