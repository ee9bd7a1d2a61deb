import Content
import Deliveries
import EventLog
import Journeys
import Logging
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

/// A pause and its end, from the event to the ledger (`SEMANTICS 21`).
@Suite struct PausingTests {
    private static let greeting = journey(
        "Greeting",
        on: "Begin",
        entry: #""reentrance": "once""#,
        #"{"id": "first", "kind": "email", "class": "transactional", "subject": "1", "html": "1", "next": "rest"}"#,
        #"{"id": "rest", "kind": "wait", "for": "P1D", "next": "second"}"#,
        #"{"id": "second", "kind": "email", "class": "transactional", "subject": "2", "html": "2", "notAfter": "PT2H", "next": "end"}"#
    )

    private func change(
        _ status: Journey.Status,
        _ newEntries: Journey.NewEntries? = nil,
        _ spine: Spine
    ) async throws {
        _ = try await spine.store.write { db in
            let id = try #require(try JourneyReading.journey(named: "Greeting", in: db)).id
            return try Journey.change(id, to: status, newEntries: newEntries, by: "anna", in: db)
        }
        try await Holding.free(in: spine.store)
    }

    /// What is due goes, by a wire that takes everything.
    private func send(_ spine: Spine) async throws {
        try await spine.store.write { db in
            var policy = try SendingPolicy.load(in: db)
            policy.mode = .live
            try policy.save(in: db)
        }
        let sender = Sender(
            store: spine.store,
            channel: Wire(),
            library: MessageLibrary(),
            links: LinkMaker(base: "https://shop.example", secret: [1]),
            clock: spine.clock.source,
            epoch: spine.clock.now.milliseconds,
            isOnlyProcess: true,
            sink: { settled, db in try TriggerTable.tell(settled, in: db) },
            logger: Logger(label: "test")
        )
        try await sender.start()
        try await sender.drain(until: spine.clock.now)
        try await sender.stop()
    }

    private struct Wire: Deliveries.Channel {
        let name = ChannelName.email
        let width = 4

        func compose(_ message: OutgoingMessage) async throws -> [UInt8] { message.content.html }

        func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async {
            for message in batch {
                report(SendOutcome(send: message.send, attempt: message.attempt, result: .accepted("250")))
            }
        }
    }

    private static func begin(_ user: String) -> String {
        call("track", user, #""event":"Begin","traits":{"email":"\#(user)@b.example"}"#)
    }

    private func people(_ spine: Spine) async throws -> [String] {
        try await spine.texts(
            """
            SELECT identities.value FROM runs JOIN identities ON identities.profile = runs.profile_id
            WHERE identities.namespace = 'userId' ORDER BY runs.id
            """
        )
    }

    private func sends(_ spine: Spine) async throws -> [String] {
        try await spine.texts("SELECT step || ' ' || state || ' ' || COALESCE(reason, '') FROM sends ORDER BY id")
    }

    @Test(.row("ajo L11", .better), .row("ajo L12"), arguments: Backend.available, [1, Gathering.width])
    func `who comes while it is paused enters in that order when it is resumed, before whoever comes then`(
        backend: Backend,
        width: Int
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.greeting])
        try await change(.paused, .queue, spine)
        for user in ["ada", "bob", "ada"] {
            try await spine.receive([Self.begin(user)])
            spine.clock.advance(by: .hours(1))
        }
        try await spine.process(inBatchesOf: width)
        #expect(try await people(spine) == [])
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == 3)
        #expect(try await spine.value("SELECT queued FROM journeys") == 3)
        try await change(.live, nil, spine)
        spine.clock.advance(by: .milliseconds(1))
        try await spine.receive([Self.begin("cyd")])
        try await spine.process(inBatchesOf: width)
        #expect(try await people(spine) == ["ada", "bob", "cyd"])
        #expect(try await spine.texts("SELECT reason FROM journey_refusals WHERE refused = 1") == ["inside"])
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == 0)
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `who would enter is dropped and counted where that was chosen`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.greeting])
        try await change(.paused, .drop, spine)
        try await spine.receive([Self.begin("ada"), Self.begin("bob")])
        try await spine.process()
        try await change(.live, nil, spine)
        try await spine.process()
        #expect(try await people(spine) == [])
        #expect(try await spine.value("SELECT refused FROM journey_refusals WHERE reason = 'paused'") == 2)
    }

    @Test(arguments: Backend.available)
    func `after seven days outside they are turned away, without anything else happening`(backend: Backend) async throws
    {
        let spine = try await Spine(backend, journeys: [Self.greeting])
        try await change(.paused, .queue, spine)
        try await spine.receive([Self.begin("ada")])
        try await spine.process()
        try await spine.pass(.days(7) - .milliseconds(1))
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == 1)
        try await spine.pass(.milliseconds(1))
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == 0)
        #expect(try await spine.texts("SELECT reason FROM journey_refusals") == ["waited_too_long"])
    }

    @Test(arguments: Backend.available)
    func `closing a paused journey turns away who waits outside, and counts them`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.greeting])
        try await change(.paused, .queue, spine)
        try await spine.receive([Self.begin("ada")])
        try await spine.process()
        try await change(.closed, nil, spine)
        try await spine.process()
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == 0)
        #expect(try await spine.texts("SELECT reason FROM journey_refusals") == ["paused"])
        #expect(try await people(spine) == [])
    }

    @Test(arguments: Backend.available)
    func `waits run on, messages are held at the door, and what is too old at the resume is not sent`(
        backend: Backend
    ) async throws {
        let spine = try await Spine(backend, journeys: [Self.greeting])
        try await spine.receive([Self.begin("ada")])
        try await spine.process()
        try await change(.paused, .queue, spine)
        try await send(spine)
        #expect(try await sends(spine) == ["first pending paused"])
        spine.clock.advance(by: .days(1))
        try await spine.process()
        try await send(spine)
        #expect(try await sends(spine) == ["first pending paused", "second pending paused"])
        #expect(try await spine.texts("SELECT status FROM runs") == ["exited"], "the wait ran on")
        try await change(.live, nil, spine)
        try await send(spine)
        // The first was good for a day, and exactly so much has passed.
        #expect(try await sends(spine) == ["first sent ", "second sent "])
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `what a pause held too long expires at its end`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.greeting])
        try await spine.receive([Self.begin("ada")])
        try await spine.process()
        try await change(.paused, .queue, spine)
        try await send(spine)
        spine.clock.advance(by: .days(1) + .minutes(1))
        try await send(spine)
        #expect(try await sends(spine) == ["first pending paused"], "held, not expired, while it is paused")
        try await change(.live, nil, spine)
        try await send(spine)
        #expect(try await sends(spine) == ["first expired stale"])
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `publishing a newer version ends the pause as resuming does`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.greeting])
        try await change(.paused, .queue, spine)
        try await spine.receive([Self.begin("ada")])
        try await spine.process()
        try await spine.publish([Self.greeting.replacingOccurrences("P1D", by: "P2D")])
        try await spine.process()
        #expect(try await people(spine) == ["ada"])
        #expect(try await spine.value("SELECT version FROM runs") == 2)
        #expect(try await spine.store.read { db in try Holding.all(in: db) } == [])
    }

    @Test(arguments: Backend.available)
    func `who comes at the very moment of a resume is never left outside`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.greeting])
        try await change(.paused, .queue, spine)
        let loop = spine.loop()
        var stand = PipelineStand(try #require(try await loop.takeLease()))
        _ = try await loop.step(&stand)
        try await spine.receive([Self.begin("ada")])
        // The journeys that the loop knows are paused; the commit finds that they are not.
        let batch = try await Gathering(store: spine.store, log: spine.log, sources: { _ in .init("key:test") })
            .batch(after: .init(record: .start), floor: .epoch, now: spine.clock.now, width: 10).batch
        let (stale, epoch) = (EventPipeline(journeys: stand.journeys), stand.epoch)
        try await change(.live, nil, spine)
        await #expect(throws: JourneysChanged.self) {
            _ = try await spine.store.write { db in try stale.process(batch, epoch: epoch, in: db) }
        }
        while try await loop.step(&stand) {}
        #expect(try await people(spine) == ["ada"])
        #expect(try await spine.faults() == [])
    }
}

extension String {
    fileprivate func replacingOccurrences(_ text: String, by other: String) -> String {
        split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
    }
}
