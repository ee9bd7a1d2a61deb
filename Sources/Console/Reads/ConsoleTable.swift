import Deliveries
import Store
import Vocabulary

/// The few counts and looks that pages need and no chapter offers; reads only.
enum ConsoleTable {
    /// The sends of a span by the hour of their birth and by state; ids begin with the time, so the key's range serves.
    static func sendsByHour(
        from: Moment,
        to: Moment,
        in db: Transaction
    ) throws -> [(hour: Int64, state: SendState, count: Int64)] {
        let (first, last) = (IDGenerator.lowerBound(at: from), IDGenerator.lowerBound(at: to))
        let width = IDGenerator.lowerBound(at: from + .hours(1)) - first
        let rows = try db.rows(
            """
            SELECT (id - \(first)) / \(width) AS hour, state, COUNT(*) FROM sends
            WHERE id >= \(first) AND id < \(last) GROUP BY 1, 2 ORDER BY 1, 2
            """
        ) { row in (try row.get(0, Int64.self), try row.get(1, String.self), try row.get(2, Int64.self)) }
        return rows.compactMap { row in SendState(rawValue: row.1).map { (row.0, $0, row.2) } }
    }

    /// Pending sends that come due in a span, by the hour.
    static func dueByHour(from: Moment, to: Moment, in db: Transaction) throws -> [(hour: Int64, count: Int64)] {
        try db.rows(
            """
            SELECT (due - \(from)) / 3600000 AS hour, COUNT(*) FROM sends
            WHERE state = 'pending' AND channel = 'email' AND lane IN (0, 1, 2) AND due >= \(from) AND due < \(to)
            GROUP BY 1 ORDER BY 1
            """
        ) { row in (try row.get(0, Int64.self), try row.get(1, Int64.self)) }
    }

    /// People for whom something is planned in a span, by the hour: a wait that ends, a timeout.
    static func wakesByHour(from: Moment, to: Moment, in db: Transaction) throws -> [(hour: Int64, count: Int64)] {
        try db.rows(
            """
            SELECT (wake - \(from)) / 3600000 AS hour, COUNT(*) FROM profiles
            WHERE wake IS NOT NULL AND wake >= \(from) AND wake < \(to) GROUP BY 1 ORDER BY 1
            """
        ) { row in (try row.get(0, Int64.self), try row.get(1, Int64.self)) }
    }

    /// People whose next planned moment lies in a span, the soonest first.
    static func waking(
        from: Moment,
        to: Moment,
        limit: Int,
        in db: Transaction
    ) throws -> [(profile: ProfileID, moment: Moment)] {
        try db.rows(
            """
            SELECT id, wake FROM profiles WHERE wake IS NOT NULL AND wake >= \(from) AND wake < \(to)
            ORDER BY wake, id LIMIT \(limit)
            """
        ) { row in (try row.get(0, ProfileID.self), try row.get(1, Moment.self)) }
    }

    /// How many sends are in a state, of those born since `since`.
    static func count(_ state: SendState, since: Moment, in db: Transaction) throws -> Int64 {
        let first = IDGenerator.lowerBound(at: since)
        return try db.value(
            "SELECT COUNT(*) FROM sends WHERE state = \(state.rawValue) AND id >= \(first)"
        ) ?? 0
    }

    /// When a person's marketing messages of the last seven days were taken, as caps count them.
    static func reservations(
        of profile: ProfileID,
        channel: ChannelName,
        since: Moment,
        in db: Transaction
    ) throws -> [Moment] {
        try db.rows(
            """
            SELECT reserved FROM sends WHERE reserved IS NOT NULL AND profile = \(profile)
                AND channel = \(channel.raw) AND reserved > \(since) ORDER BY reserved
            """
        ) { row in try row.get(0, Moment.self) }
    }
}
