import EventLog
import Journeys
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct GatheringTests {
    private static let waiting = journey(
        "Waiting",
        on: "Begin",
        #"{"id": "first", "kind": "waitForEvent", "event": "Answer", "scope": "step", "timeout": "PT1H", "#
            + #""onTimeout": "late", "onEvent": "intime"}"#,
        #"{"id": "late", "kind": "wait", "for": "P9D", "next": "end"}"#,
        #"{"id": "intime", "kind": "wait", "for": "P9D", "next": "end"}"#
    )

    private static let twoWaits = journey(
        "Two waits",
        on: "Begin",
        #"{"id": "first", "kind": "wait", "for": "PT1H", "next": "second"}"#,
        #"{"id": "second", "kind": "wait", "for": "PT1H", "next": "third"}"#,
        #"{"id": "third", "kind": "wait", "for": "P9D", "next": "end"}"#
    )

    /// How long after the beginning the answer comes, and where it finds the run.
    @Test(
        arguments: Backend.available,
        [
            (Duration.hours(1) - .milliseconds(1), "intime"), (.hours(1), "intime"),
            (.hours(1) + .milliseconds(1), "late"),
        ]
    )
    func `an event against a timeout at the same moment wins, a later one does not`(
        backend: Backend,
        answer: (after: Duration, step: String)
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.waiting])
        let start = spine.clock.now
        try await spine.receive([track("Begin", "ada")], at: start)
        try await spine.receive([track("Answer", "ada")], at: start + answer.after)
        spine.clock.set(start + .hours(2))
        try await spine.process()
        #expect(try await spine.texts("SELECT step FROM runs") == [answer.step])
    }

    @Test(arguments: Backend.available)
    func `a wake waits for everything received up to its moment`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.waiting])
        let start = spine.clock.now
        try await spine.receive([track("Begin", "ada")], at: start)
        try await spine.process()
        // The clock is past the timeout, and the answer was received before it but not processed yet.
        try await spine.receive([track("Answer", "ada")], at: start + .minutes(59))
        try await spine.pass(.hours(5))
        #expect(try await spine.texts("SELECT step FROM runs") == ["intime"])
    }

    @Test(arguments: Backend.available)
    func `while there is a queue the next piece of the log is read beside the commit, and only that`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend)
        for number in 0..<7 { try await spine.receive((0..<3).map { track("E", "p\(number)-\($0)") }) }
        let loop = spine.loop()
        let cursor = try #require(try await loop.takeLease())
        var stand = PipelineStand(cursor, width: 6)
        for processed in [2, 4, 6] as [Int64] {
            #expect(try await loop.step(&stand))
            #expect(stand.position.record.sequence == processed)
            let ahead = try #require(stand.ahead)
            #expect(ahead.start == stand.position.record)
            let read = ahead.records.map(\.record.position.sequence)
            #expect(read == Array(processed + 1...min(processed + 2, 7)))
        }
        #expect(stand.ahead?.isCut == false, "the end of the log is read anew")
        try await spine.receive([track("E", "late")])
        #expect(try await loop.step(&stand))
        #expect(stand.position.record.sequence == 8 && stand.ahead == nil)
        #expect(try await spine.value("SELECT COUNT(*) FROM events") == 22)
    }

    @Test(arguments: Backend.available, [1, 2, Gathering.width])
    func `wakes that come up inside a batch fire within it, each at its own moment`(
        backend: Backend,
        width: Int
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.twoWaits])
        let start = spine.clock.now
        try await spine.receive([track("Begin", "ada")], at: start)
        try await spine.receive([track("Other", "bob")], at: start + .minutes(90))
        try await spine.receive([track("Other", "bob")], at: start + .hours(5))
        spine.clock.set(start + .hours(5))
        try await spine.process(inBatchesOf: width)
        #expect(try await spine.texts("SELECT step FROM runs") == ["third"])
        #expect(try await spine.value("SELECT reached_at FROM runs") == (start + .hours(2)).milliseconds)
    }

    @Test(arguments: Backend.available, [1, Gathering.width])
    func `of two runs that a merge in the middle of a batch unites the older goes on, at its own moment`(
        backend: Backend,
        width: Int
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.twoWaits])
        let start = spine.clock.now
        let visitor = #"{"type":"track","event":"Begin","anonymousId":"d1"}"#
        try await spine.receive([track("Begin", "ada")], at: start)
        try await spine.receive([visitor], at: start + .minutes(30))
        let meeting = #"{"type":"identify","userId":"ada","anonymousId":"d1"}"#
        try await spine.receive([meeting], at: start + .minutes(45))
        try await spine.receive([track("Other", "ada")], at: start + .minutes(80))
        spine.clock.set(start + .minutes(80))
        try await spine.process(inBatchesOf: width)
        let steps = try await spine.texts(
            "SELECT step || ' ' || status || ' ' || COALESCE(reason, '') FROM runs ORDER BY id"
        )
        #expect(steps == ["second waiting ", "first exited merged"])
        #expect(try await spine.profile("ada")?.wake == start + .hours(2))
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `waking early is harmless`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.twoWaits])
        let start = spine.clock.now
        try await spine.receive(track("Begin", "ada"))
        try await spine.process()
        let early = start + .minutes(10)
        try await spine.store.write { db in _ = try db.execute("UPDATE profiles SET wake = \(early)") }
        try await spine.pass(.minutes(20))
        #expect(try await spine.texts("SELECT step FROM runs") == ["first"])
        #expect(try await spine.profile("ada")?.wake == start + .hours(1))
    }

    @Test(arguments: Backend.available)
    func `a wake that leaves its run where it was does not come again at once`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.twoWaits])
        try await spine.receive(track("Begin", "ada"))
        try await spine.process()
        try await spine.store.write { db in _ = try db.execute("UPDATE runs SET step = 'nowhere'") }
        try await spine.pass(.hours(2))
        let wake = try await spine.profile("ada")?.wake
        #expect(wake.map { $0 > spine.clock.now } ?? true)
    }

    @Test(arguments: Backend.available)
    func `more due wakes than a batch takes keep the order, also against events in between`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.waiting])
        let start = spine.clock.now
        // Three by three at the same moment.
        for person in 0..<12 {
            try await spine.receive([track("Begin", "p\(person)")], at: start + .minutes(Int64(person / 3)))
        }
        try await spine.process()
        // At the very moment of the third group's timeout the eighth answers.
        try await spine.receive([track("Answer", "p7")], at: start + .hours(1) + .minutes(2))
        spine.clock.set(start + .hours(3))
        try await spine.process(inBatchesOf: 4)
        let steps = try await spine.texts("SELECT step FROM runs ORDER BY id")
        #expect(steps == (0..<12).map { $0 == 7 ? "intime" : "late" })
        let reached = try await spine.store.read { db in
            try db.rows("SELECT reached_at FROM runs ORDER BY id") { row in try row.get(0, Moment.self) }
        }
        #expect(reached == (0..<12).map { start + .hours(1) + .minutes(Int64($0 / 3)) })
    }

    @Test(arguments: Backend.available, [1, Gathering.width])
    func `in time-lapse each event is received at its own time, and wakes come in between`(
        backend: Backend,
        width: Int
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.waiting])
        let start = spine.clock.now
        let events = [
            track("Begin", "ada", at: start), track("Begin", "bob", at: start + .minutes(30)),
            track("Answer", "bob", at: start + .minutes(70)), track("Answer", "ada", at: start + .minutes(70)),
        ]
        try await spine.receive(events, call: TimeLapse.call, at: start + .minutes(70))
        try await spine.process(inBatchesOf: width)
        #expect(try await spine.texts("SELECT step FROM runs ORDER BY id") == ["late", "intime"])
        let received = try await spine.store.read { db in
            try db.rows("SELECT received FROM events ORDER BY id") { row in try row.get(0, Moment.self) - start }
        }
        #expect(received == [.zero, .minutes(30), .minutes(70), .minutes(70)])
    }

    @Test(arguments: Backend.available, [1, Gathering.width])
    func `time never goes back, whatever times a time-lapse tells`(backend: Backend, width: Int) async throws {
        let spine = try await Spine(backend, journeys: [Self.waiting])
        let start = spine.clock.now
        try await spine.receive([track("Begin", "ada")], at: start)
        try await spine.receive([track("Other", "bob")], at: start + .hours(3))
        let late = [track("Answer", "ada", at: start + .minutes(5)), track("Other", "bob", at: start + .hours(4))]
        try await spine.receive(late, call: TimeLapse.call, at: start + .hours(4))
        try await spine.process(inBatchesOf: width)
        #expect(try await spine.texts("SELECT step FROM runs") == ["late"], "the timeout had come before")
        #expect(
            try await spine.value("SELECT MIN(received) FROM events WHERE type = 'Answer'")
                == (start + .hours(3)).milliseconds
        )
    }
}
