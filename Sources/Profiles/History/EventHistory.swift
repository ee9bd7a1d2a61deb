import Store
import Vocabulary

/// What happened to people, oldest first; at most 10,000 events a person are read at a time (`SEMANTICS 12`).
package enum EventHistory {
    /// Events of one person that one evaluation may read; beyond it `dailyCounts` answers.
    package static let limit = 10_000

    /// Adds a batch's events, each to the person who has it after the batch's merges.
    package static func append(_ records: [EventRecord], following people: People, in db: Transaction) throws {
        try EventsTable.append(
            records.map { record in
                var record = record
                record.profile = people.current(record.profile)
                return record
            },
            in: db
        )
    }

    /// The latest events of each person, as expressions see them, the oldest first.
    ///
    /// - Parameters:
    ///   - types: only events of these types; `nil`: of all.
    ///   - since: only events after this moment.
    /// - Returns: an array for each person; where it has `limit` events there may be older ones.
    package static func load(
        for profiles: Set<ProfileID>,
        types: Set<String>? = nil,
        since: Moment = .distantPast,
        limit: Int = limit,
        in db: Transaction
    ) throws -> [ProfileID: [AttributeValue]] {
        var history: [ProfileID: [AttributeValue]] = Dictionary(uniqueKeysWithValues: profiles.map { ($0, []) })
        guard types?.isEmpty != true else { return history }
        let large = try EventsTable.people(profiles, withMoreThan: limit, in: db)
        let small = profiles.subtracting(large)
        try EventsTable.all(of: small, types: types, since: since, in: db) { profile, event in
            history[profile, default: []].append(event)
        }
        for profile in large.sorted() {
            history[profile] = try EventsTable.latest(of: profile, types: types, since: since, limit: limit, in: db)
                .reversed()
        }
        return history
    }

    /// How many events of a type happened to a person on each day (UTC), the oldest day first: what can be said where
    /// history is longer than one evaluation may read. Exact for whole days.
    package static func dailyCounts(
        of profile: ProfileID,
        type: String,
        since: Moment = .distantPast,
        in db: Transaction
    ) throws -> [(day: Moment, count: Int64)] {
        try EventsTable.dailyCounts(of: profile, type: type, since: since, in: db)
    }
}
