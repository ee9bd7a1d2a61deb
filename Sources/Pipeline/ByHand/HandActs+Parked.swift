import Accounts
import Store
import Vocabulary

extension HandActs {
    /// Rows marked in one transaction.
    private static let chunk = 1_000

    /// Asks for a parked event to be tried again; it takes effect and goes, or comes back with its new reason.
    /// - Returns: whether one is parked there.
    package func retry(_ place: ParkedEvent.Place, by who: String) async throws -> Bool {
        let isParked = try await store.write { db in
            guard try ParkedTable.retry(place, in: db) else { return false }
            try Audit.record(.retryParked, on: .parked, by: who, detail: "event \(place)", in: db)
            return true
        }
        if isParked { wakePipeline() }
        return isParked
    }

    /// Asks for everything parked to be tried again, events and wakes, chunk by chunk.
    /// - Returns: how many.
    package func retryAllParked(by who: String) async throws -> Int {
        let count = try await retryAllEvents(by: who) + retryAllWakes(by: who)
        if count > 0 { wakePipeline() }
        return count
    }

    private func retryAllEvents(by who: String) async throws -> Int {
        var (count, last) = (0, ParkedEvent.Place?.none)
        repeat {
            let after = last
            let marked = try await store.write { db in
                let marked = try ParkedTable.retry(after: after, limit: Self.chunk, in: db)
                try Self.record(marked.count, "events", by: who, in: db)
                return marked
            }
            (count, last) = (count + marked.count, marked.count < Self.chunk ? nil : marked.last)
        } while last != nil
        return count
    }

    private func retryAllWakes(by who: String) async throws -> Int {
        var (count, last) = (0, ProfileID?.none)
        repeat {
            let after = last
            let woken = try await store.write { db in
                let woken = try ParkedTable.retryWakes(after: after, limit: Self.chunk, in: db)
                try Self.record(woken.count, "wakes", by: who, in: db)
                return woken
            }
            (count, last) = (count + woken.count, woken.count < Self.chunk ? nil : woken.last)
        } while last != nil
        return count
    }

    private static func record(_ count: Int, _ what: String, by who: String, in db: Transaction) throws {
        guard count > 0 else { return }
        try Audit.record(.retryParked, on: .parked, by: who, detail: "\(count) \(what)", in: db)
    }

    /// Gives a parked event up for good: it takes no effect, ever.
    /// - Returns: whether one was parked there.
    package func drop(_ place: ParkedEvent.Place, by who: String) async throws -> Bool {
        try await store.write { db in
            guard try ParkedTable.drop(place, in: db) else { return false }
            try Audit.record(.dropParked, on: .parked, by: who, detail: "event \(place)", in: db)
            return true
        }
    }

    /// Wakes a person now whose wake is parked.
    package func retryWake(of profile: ProfileID, by who: String) async throws -> Bool {
        let isParked = try await store.write { db in
            guard try ParkedTable.retryWake(of: profile, in: db) else { return false }
            try Audit.record(.retryParked, on: .person(profile), by: who, detail: "wake", in: db)
            return true
        }
        if isParked { wakePipeline() }
        return isParked
    }

    /// Takes a parked wake off the list; the person's next event plans anew.
    package func dropWake(of profile: ProfileID, by who: String) async throws -> Bool {
        try await store.write { db in
            guard try ParkedTable.dropWake(of: profile, in: db) else { return false }
            try Audit.record(.dropParked, on: .person(profile), by: who, detail: "wake", in: db)
            return true
        }
    }
}
