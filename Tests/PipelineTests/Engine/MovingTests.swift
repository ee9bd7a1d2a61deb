import Deliveries
import Glibc
import Jobs
import Journeys
import Logging
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

/// People go on in a newer version, told by a job and moved by the pipeline (`SEMANTICS 23`).
@Suite struct MovingTests {
    private static func journey(_ steps: String...) -> String {
        let all =
            [#"{"id": "entry", "kind": "entry", "event": "Begin", "next": "pause"}"#] + steps
            + [#"{"id": "end", "kind": "end"}"#]
        return #"{"format": "sojourn.journey/1", "name": "Moving", "steps": [\#(all.joined(separator: ","))]}"#
    }

    private static let first = journey(
        #"{"id": "pause", "kind": "wait", "for": "P3D", "next": "answer"}"#,
        #"{"id": "answer", "kind": "waitForEvent", "event": "Answer", "onEvent": "end", "timeout": "P5D", "onTimeout": "end"}"#
    )

    /// The pause is longer, and nobody is asked any more.
    private static let second = journey(
        #"{"id": "pause", "kind": "wait", "for": "P9D", "next": "thanks"}"#,
        #"{"id": "thanks", "kind": "email", "class": "marketing", "subject": "1", "#
            + #""html": "{{links.unsubscribe}} {{brand.postalAddress}}", "next": "end"}"#
    )

    private func publish(_ text: String, _ people: PeopleChoice, _ spine: Spine) async throws {
        _ = try await spine.store.write { db in
            var ids = IDGenerator()
            return try Journey.apply(text, people: people, ids: &ids, in: db)
        }
    }

    /// The job and the pipeline in turns, until both have nothing to do.
    private func settle(_ spine: Spine) async throws {
        for _ in 0..<20 {
            try await Self.drainJobs(spine.store, spine.clock)
            try await spine.process()
            spine.clock.advance(by: .milliseconds(60))
        }
    }

    private static func drainJobs(_ store: Store, _ clock: TestClock) async throws {
        let runner = JobRunner(
            store: store,
            clock: clock.source,
            handlers: [JourneyMover.handler(store, pipeline: Nudge())],
            worker: 1,
            jitter: { 0.5 },
            logger: Logger(label: "test")
        )
        try await runner.drain()
    }

    private func standings(_ spine: Spine) async throws -> [String] {
        try await spine.texts(
            """
            SELECT CAST(version AS TEXT) || ' ' || step || ' ' || status || ' ' || CAST(COUNT(*) AS TEXT) FROM runs
            GROUP BY version, step, status ORDER BY version, step, status
            """
        )
    }

    /// Four at the pause, of whom one has come to the question.
    private func story(_ backend: Backend) async throws -> Spine {
        let spine = try await Spine(backend, journeys: [Self.first])
        try await spine.receive(track("Begin", "ada"))
        try await spine.process()
        try await spine.pass(.days(3))
        try await spine.receive(["bob", "cyd", "dan"].map { track("Begin", $0) })
        try await spine.process()
        return spine
    }

    @Test(.row("ajo L7", .better), arguments: Backend.available)
    func `people stay on their version unless asked otherwise`(backend: Backend) async throws {
        let spine = try await story(backend)
        try await publish(Self.second, .stay, spine)
        try await settle(spine)
        #expect(try await standings(spine) == ["1 answer waiting 1", "1 pause waiting 3"])
        #expect(try await spine.value("SELECT COUNT(*) FROM journey_moves") == 0)
        #expect(try await spine.value("SELECT COUNT(*) FROM jobs") == 0)
    }

    @Test(arguments: Backend.available)
    func `who follows goes on at the same step, and their wait ends when it would have`(backend: Backend) async throws {
        let spine = try await story(backend)
        let end = try #require(try await spine.profile("bob")?.wake)
        try await publish(Self.second, .follow, spine)
        try await settle(spine)
        #expect(try await standings(spine) == ["1 answer waiting 1", "2 pause waiting 3"])
        let wakes = try await spine.texts("SELECT DISTINCT CAST(wake AS TEXT) FROM runs WHERE version = 2")
        #expect(wakes == ["\(end.milliseconds)"])
        #expect(try await spine.profile("bob")?.wake == end)
        #expect(try await spine.faults() == [])
        let moves = try await spine.store.read { db in
            try JourneyReading.moves(of: try #require(try JourneyReading.journey(named: "Moving", in: db)).id, in: db)
        }
        #expect(moves.map(\.moved) == [3] && moves.allSatisfy { $0.finished != nil })
        try await spine.pass(.days(3))
        #expect(try await standings(spine) == ["1 answer waiting 1", "2 end exited 3"])
        #expect(
            try await spine.value("SELECT COUNT(*) FROM sends WHERE version = 2") == 3,
            "by the new version's message"
        )
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `who is sent to a step of another kind begins it anew`(backend: Backend) async throws {
        let spine = try await story(backend)
        try await publish(Self.second, .move([1: ["answer": "thanks"]]), spine)
        try await settle(spine)
        #expect(try await standings(spine) == ["1 pause waiting 3", "2 end exited 1"])
        #expect(try await spine.value("SELECT COUNT(*) FROM sends WHERE step = 'thanks'") == 1)
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `more than a chunk are moved, each once, while others walk on`(backend: Backend) async throws {
        let spine = try await Spine(backend, journeys: [Self.first])
        let many = JourneyMover.chunk + 20
        try await spine.receive((0..<many).map { track("Begin", "p\($0)") })
        try await spine.process()
        try await publish(Self.second, .follow, spine)
        try await Self.drainJobs(spine.store, spine.clock)
        #expect(try await spine.value("SELECT COUNT(*) FROM triggers") == Int64(JourneyMover.chunk))
        spine.clock.advance(by: .milliseconds(60))
        try await Self.drainJobs(spine.store, spine.clock)
        #expect(
            try await spine.value("SELECT COUNT(*) FROM triggers") == Int64(JourneyMover.chunk),
            "no more before these"
        )
        try await settle(spine)
        #expect(try await standings(spine) == ["2 pause waiting \(many)"])
        #expect(try await spine.value("SELECT moved FROM journey_moves") == Int64(many))
        #expect(
            try await spine.value("SELECT reached FROM journey_step_counts WHERE version = 2 AND step = 'pause'")
                == Int64(many)
        )
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `a run that walked on before its turn moves by where it stands then, or stays`(backend: Backend) async throws {
        let spine = try await story(backend)
        spine.clock.advance(by: .milliseconds(10))
        try await publish(Self.second, .follow, spine)
        try await Self.drainJobs(spine.store, spine.clock)
        // They were told at the pause; it ended before that, and the pipeline has not looked since.
        let moment = spine.clock.now - .milliseconds(5)
        try await spine.store.write { db in
            _ = try db.execute("UPDATE runs SET wake = \(moment) WHERE step = 'pause'")
            _ = try db.execute("UPDATE profiles SET wake = \(moment) WHERE wake IS NOT NULL")
        }
        try await settle(spine)
        let standing = try await standings(spine)
        #expect(standing == ["1 answer waiting 4"])
        #expect(try await spine.value("SELECT moved FROM journey_moves WHERE finished IS NOT NULL") == 0)
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `a newer move takes the place of one under way`(backend: Backend) async throws {
        let spine = try await story(backend)
        try await publish(Self.second, .follow, spine)
        try await Self.drainJobs(spine.store, spine.clock)
        let third = Self.second.replacing("P9D", with: "P8D")
        try await publish(third, .follow, spine)
        try await settle(spine)
        #expect(try await standings(spine) == ["1 answer waiting 1", "3 pause waiting 3"])
        #expect(try await spine.value("SELECT COUNT(*) FROM journey_moves WHERE finished IS NULL") == 0)
        #expect(try await spine.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `a process that dies between any two transactions of a move loses nobody and moves nobody twice`(
        backend: Backend
    ) async throws {
        let name = Self.sharedName(backend)
        let clock = TestClock()
        let store = try backend.open(name: name, clock: clock)
        try await store.migrate(Spine.migrations)
        let spine = try await Spine(store, clock: clock)
        try await spine.publish([Self.first])
        try await spine.receive((0..<5).map { track("Begin", "p\($0)") })
        try await spine.process()
        try await publish(Self.second, .follow, spine)
        let failpoints = ["move.before-commit", "move.after-commit", "pipeline.before-commit", "pipeline.after-commit"]
        for (turn, failpoint) in failpoints.enumerated() {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    backend = backend.rawValue as String, name = name as String, failpoint = failpoint as String,
                    turn = turn as Int
                ] in
                setenv("SOJOURN_FAILPOINT", failpoint, 1)
                try await Self.workAll(backend, name, turn)
            }
        }
        clock.advance(by: .hours(1))
        try await Self.drainJobs(store, clock)
        clock.advance(by: .hours(1))
        try await settle(spine)
        #expect(try await standings(spine) == ["2 pause waiting 5"])
        #expect(try await spine.value("SELECT moved FROM journey_moves WHERE finished IS NOT NULL") == 5)
        #expect(try await spine.faults() == [])
    }

    private static func sharedName(_ backend: Backend) -> String {
        switch backend {
        case .sqlite: "../sojourn-moves-\(Backend.freshName())"
        case .postgres: "moves_\(Backend.freshName())"
        }
    }

    /// One turn of the job and the pipeline, as a process that starts where another died.
    private static func workAll(_ backend: String, _ name: String, _ turn: Int) async throws {
        guard let backend = Backend(rawValue: backend) else { return }
        // Beyond the lease on a job of whoever was killed.
        let clock = TestClock()
        clock.advance(by: .minutes(Int64(turn) * 10))
        let store = try backend.open(name: name, clock: clock)
        // A rescued job rests a while before it is tried again.
        for _ in 0..<2 {
            try await drainJobs(store, clock)
            clock.advance(by: .minutes(1))
        }
        try await Spine(store, clock: clock).process()
        try await store.close()
    }
}

extension String {
    fileprivate func replacing(_ text: String, with other: String) -> String {
        split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
    }
}
