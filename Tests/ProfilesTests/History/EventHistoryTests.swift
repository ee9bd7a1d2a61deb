import Profiles
import Store
import TestKit
import Testing
import Vocabulary

/// `SEMANTICS 12`.
struct EventHistoryTests {
    @Test(arguments: Backend.available)
    func `history is read oldest first by event time, for the types asked`(backend: Backend) async throws {
        var town = try await Town(backend)
        let told = try await town.hears([
            .told("userId:ann", type: "B", minute: 2, properties: ["n": 2]), .told("userId:ann", type: "A", minute: 1),
            .told("userId:bob", type: "A", minute: 3), .told("userId:ann", type: "C", minute: 3),
        ])
        let ann = try #require(told[0].profile)
        let bob = try #require(told[2].profile)
        let (typed, recent) = try await town.store.read { db in
            (
                try EventHistory.load(for: [ann, bob], types: ["A", "B"], in: db),
                try EventHistory.load(for: [ann], since: noon + .minutes(2), in: db)
            )
        }
        #expect(typed[ann]?.map { $0["eventType"] } == ["A", "B"] && typed[bob]?.count == 1)
        #expect(
            typed[ann]?.last?["properties"]["n"] == 2 && typed[ann]?.last?["timestamp"] == .moment(noon + .minutes(2))
        )
        #expect(recent[ann]?.map { $0["eventType"] } == ["C"])
    }

    @Test(arguments: Backend.available)
    func `one evaluation reads the latest of a long history, and daily counts answer beyond it`(
        backend: Backend
    ) async throws {
        var town = try await Town(backend)
        let events = (0..<30).map { Event.told("userId:ann", minute: Int64($0) * 240) }
        let ann = try #require(try await town.hears(events).first?.profile)
        let (latest, days) = try await town.store.read { db in
            (
                try EventHistory.load(for: [ann], limit: 10, in: db),
                try EventHistory.dailyCounts(of: ann, type: "Order Completed", in: db).map(\.count)
            )
        }
        // The town's clock is a day past noon: what lies further ahead counts from then.
        #expect(latest[ann]?.count == 10 && days == [3, 27])
    }

    @Test(arguments: Backend.available)
    func `a person's events are paged by key, newest first`(backend: Backend) async throws {
        var town = try await Town(backend)
        let events = (0..<5).map { Event.told("userId:ann", type: "T\($0)", minute: 1) }
        let ann = try #require(try await town.hears(events).first?.profile)
        let pages = try await town.store.read { db in
            let first = try ProfilesTable.events(of: ann, limit: 3, in: db)
            let cursor = first.last.map { EventCursor(moment: $0.moment, id: $0.id) }
            return [first, try ProfilesTable.events(of: ann, before: cursor, limit: 3, in: db)].map { $0.map(\.type) }
        }
        #expect(pages == [["T4", "T3", "T2"], ["T1", "T0"]])
    }
}
