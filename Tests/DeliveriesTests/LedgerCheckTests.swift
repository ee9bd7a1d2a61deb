import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct LedgerCheckTests {
    /// A sandbox in which everything happens that can, in an order drawn from `seed`.
    @Test(arguments: Backend.available, [1, 2, 3] as [UInt64])
    func `whatever happens, in whatever order, the sums hold`(backend: Backend, seed: UInt64) async throws {
        let story = try await LedgerStory(
            backend,
            policy: SendingPolicy(mode: .live, quietHours: QuietHours(text: "21:00-08:00"))
        )
        var random = SplitMix(state: seed)
        var people: [ProfileID] = []
        for number in 0..<5 { people.append(try await story.person("p\(number)@b.example")) }
        var owed: Int64 = 0
        for _ in 0..<60 {
            let person = people[Int(random.next() % 5)]
            switch random.next() % 10 {
            case 0...3:
                let kind: MessageClass = random.next() % 2 == 0 ? .marketing : .transactional
                try await story.owe(person, kind, due: story.clock.now + .minutes(Int64(random.next() % 120)))
                owed += 1
            case 4: story.clock.advance(by: .minutes(Int64(random.next() % 300)))
            case 5: try await story.drain()
            case 6: try await story.take(limit: 3, epoch: Int64(random.next() % 3))
            case 7: try await story.record(Self.result(random.next()), of: try await story.take(limit: 2))
            case 8: try await story.sender().start()
            default: try await Self.toggleHold(story)
            }
            let facets = try await story.store.read { db in
                try LedgerTable.facets(LedgerFilter(), now: db.now, in: db)
            }
            #expect(facets.reduce(0) { $0 + $1.count } == owed)
            #expect(try await story.faults() == [])
        }
    }

    private static func result(_ number: UInt64) -> SendOutcome.Result {
        let all: [SendOutcome.Result] = [
            .accepted("250"), .postponed("451"), .refused("550", address: false), .notHandedOver("away"), .late,
            .lost("closed"), .unrenderable("no"),
        ]
        return all[Int(number % UInt64(all.count))]
    }

    private static func toggleHold(_ story: LedgerStory) async throws {
        let isNew = try await story.store.write { db in try Holding.hold(.channel(.email), by: "anna", in: db) }
        if !isNew { try await Holding.release(.channel(.email), in: story.store) }
    }

    static let damages: [(SQL, String)] = [
        ("UPDATE sends SET state = 'sent', finished = 1", "counting marketing message without a reservation"),
        ("DELETE FROM obligations", "no obligation"),
        ("DELETE FROM sends", "obligation without its send"),
        (
            "UPDATE sends SET state = 'handing', epoch = 99, taken = 1, address = 'a', reserved = 1",
            "handing of a dead worker"
        ),
        ("UPDATE send_events SET state = 'delivered'", "pending became delivered"),
        ("UPDATE sends SET revision = 9", "history has a gap"),
    ]

    @Test(arguments: Backend.available, damages)
    func `a ledger that was tampered with is named`(backend: Backend, damage: (SQL, String)) async throws {
        let story = try await LedgerStory(
            backend,
            policy: SendingPolicy(mode: .live, quietHours: QuietHours(text: "09:00-11:00"))
        )
        try await story.owe(try await story.person("anna@b.example"))
        try await story.drain()
        #expect(try await story.faults().isEmpty)
        try await story.store.write { db in _ = try db.execute(damage.0) }
        let faults = try await story.faults()
        #expect(faults.contains { $0.hasPrefix(damage.1) }, "\(faults)")
    }
}

/// Steele, Lea and Flood's generator: the same draws from the same seed.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
