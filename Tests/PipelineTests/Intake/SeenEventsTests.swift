import Deliveries
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import EventLog
@testable import Pipeline

@Suite struct SeenEventsTests {
    private static func hit(_ kind: Hit.Kind, of send: SendID, nonce: Int64, at moment: Moment) -> JudgedHit {
        JudgedHit(kind: kind, send: send, link: 2, moment: moment, nonce: nonce, agent: .mobile, machine: nil)
    }

    @Test(.row("ajo M10"), arguments: Backend.available)
    func `what people do with a mail is an event of theirs, once, and journeys may wait for it`(
        backend: Backend
    ) async throws {
        let waiting = journey(
            "Clicking",
            on: "Begin",
            #"{"id": "first", "kind": "email", "class": "transactional", "subject": "1", "html": "1", "next": "click"}"#,
            #"{"id": "click", "kind": "waitForEvent", "event": "message.clicked", "timeout": "P9D", "onTimeout": "end", "#
                + #""when": "event.properties.step = \"first\" and event.properties.link = 2", "onEvent": "set"}"#,
            #"{"id": "set", "kind": "updateProfile", "set": {"clicked": "true"}, "next": "end"}"#
        )
        let spine = try await Spine(backend, journeys: [waiting])
        try await spine.receive(call("track", "ada", #""event": "Begin""#))
        try await spine.process()
        let ada = try #require(try await spine.profile("ada"))
        let send = try await spine.store.read { db in try LedgerTable.sends(of: ada.id, limit: 1, in: db).first }
        let id = try #require(send).id
        spine.clock.advance(by: .minutes(5))
        let hits = [
            Self.hit(.open, of: id, nonce: 1, at: spine.clock.now),
            Self.hit(.click, of: id, nonce: 2, at: spine.clock.now),
            Self.hit(.click, of: SendID(raw: 12), nonce: 3, at: spine.clock.now),
        ]
        let log = spine.log
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await log.run() }
            for _ in 0..<2 { try await SeenEvents(store: spine.store, log: log).append(hits) }
            group.cancelAll()
        }
        try await spine.process()
        let counts = try await spine.store.read { db in
            try db.rows("SELECT type, COUNT(*) FROM events WHERE profile = \(ada.id) GROUP BY type ORDER BY type") {
                row in
                "\(try row.get(0, String.self)) \(try row.get(1, Int64.self))"
            }
        }
        #expect(counts == ["Begin 1", "message.clicked 1", "message.opened 1"])
        let person = try #require(try await spine.profile("ada"))
        #expect(person.value["clicked"] == .bool(true))
    }
}
