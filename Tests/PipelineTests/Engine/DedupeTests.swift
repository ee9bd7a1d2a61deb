import EventLog
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct DedupeTests {
    /// Days until the repeat comes, and how many days are remembered; whether it is known.
    static let repeats: [(after: Int64, days: Int64, isKnown: Bool)] = [
        (0, 2, true), (1, 2, true), (2, 2, true), (3, 2, false), (7, 7, true), (8, 7, false), (16, 7, false),
    ]

    @Test(arguments: Backend.available)
    func `a repeat is known for as many days as are kept`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        for (index, example) in Self.repeats.enumerated() {
            // Each example begins when all of the last is forgotten.
            let start = spine.clock.now + .days(Int64(index) * 40)
            let (first, again) = (Self.input("m", at: start), Self.input("m", at: start + .days(example.after)))
            let dedupe = Dedupe(days: example.days)
            let counts = try await spine.store.write { db in
                [try dedupe.fresh([first], in: db).count, try dedupe.fresh([again], in: db).count]
            }
            #expect(counts == [1, example.isKnown ? 0 : 1], "\(example)")
        }
    }

    @Test(arguments: Backend.available)
    func `the tables of eight days are used again and hold no more than that`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        let dedupe = Dedupe(days: 7)
        for day in 0..<20 as Range<Int64> {
            let inputs = (0..<3).map { Self.input("m\(day)-\($0)", at: spine.clock.now + .days(day)) }
            _ = try await spine.store.write { db in try dedupe.fresh(inputs, in: db).count }
        }
        let tables: [StaticString] = [
            "dedupe_0", "dedupe_1", "dedupe_2", "dedupe_3", "dedupe_4", "dedupe_5", "dedupe_6", "dedupe_7",
        ]
        let held = SQL.joined(tables.map { "SELECT COUNT(*) AS held FROM \(raw: $0)" }, by: " UNION ALL ")
        #expect(try await spine.value("SELECT SUM(held) FROM (\(fragment: held)) AS days") == 8 * 3)
    }

    @Test(arguments: Backend.available)
    func `the first wins, repeats are counted, and without a message id nothing is a repeat`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend)
        try await spine.receive([track("A", "ada", n: 1, id: "m"), track("A", "ada", n: 2, id: "m"), track("B", "ada")])
        try await spine.process()
        try await spine.receive([track("A", "ada", n: 3, id: "m"), track("B", "ada")])
        try await spine.process()
        #expect(try await spine.texts("SELECT type FROM events ORDER BY id") == ["A", "B", "B"])
        #expect(try await spine.texts("SELECT body FROM events WHERE type = 'A'") == [#"{"properties":{"n":1}}"#])
        #expect(try await spine.value("SELECT value FROM counters WHERE name = 'events.repeated'") == 2)
    }

    @Test(arguments: Backend.available)
    func `two keys may use the same message id`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        let inputs = [Self.input("m", key: 1, at: spine.clock.now), Self.input("m", key: 2, at: spine.clock.now)]
        #expect(try await spine.store.write { db in try Dedupe().fresh(inputs, in: db).count } == 2)
    }

    @Test(arguments: Backend.available)
    func `a zero character is refused in ids and names and kept in what they carry`(backend: Backend) async throws {
        let spine = try await Spine(backend)
        let refused = [
            #"{"type":"track","event":"A","userId":"a\u0000b"}"#, #"{"type":"track","event":"A\u0000","userId":"ada"}"#,
            #"{"type":"track","event":"A","userId":"ada","messageId":"m\u0000"}"#,
        ]
        let body = Array(#"{"batch":[\#(refused.joined(separator: ","))]}"#.utf8)
        #expect(try SegmentDecoder.check(body, call: .batch).accepted == 0)
        let traits = #""traits":{"email":"x\u0000@b.example","note":"\u0000"}"#
        let kept = call("track", "ada", #""event":"A","properties":{"text":"a\u0000b"},\#(traits)"#)
        try await spine.receive(kept)
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 1)
        #expect(try await spine.value("SELECT COUNT(*) FROM parked_events") == 0)
    }

    private static func input(_ messageID: String, key: Int64 = 1, at moment: Moment) -> Input {
        Input(
            moment: moment,
            logged: moment,
            position: .start,
            index: 0,
            key: KeyID(raw: key),
            source: .init("key:test"),
            event: Event(kind: .track, type: "A", messageID: messageID, timestamp: moment, identities: []),
            isClamped: false
        )
    }
}
