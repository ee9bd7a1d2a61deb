import Content
import Glibc
import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

/// The process is killed at every named place between a take and its record; another comes after it.
@Suite struct CrashTests {
    /// Where it dies, what the ledger says after the next start, and how many messages reached the wire in all.
    static let places: [(String, String, Int)] = [
        ("take.before-commit", "sent", 1), ("take.after-commit", "uncertain(crashed)", 0),
        ("wire.before", "uncertain(crashed)", 0), ("wire.after", "uncertain(crashed)", 1),
        ("outcome.before-commit", "uncertain(crashed)", 1), ("outcome.after-commit", "sent", 1),
    ]

    @Test(arguments: Backend.available, places)
    func `a kill leaves nothing lost, doubled or guessed`(backend: Backend, place: (String, String, Int)) async throws {
        let name = Self.sharedName(backend)
        let clock = TestClock()
        let store = try backend.open(name: name, clock: clock)
        try await store.migrate(LedgerStory.migrations + [Self.wireMigration])
        let story = try await LedgerStory(
            store,
            clock: clock,
            policy: SendingPolicy(mode: .live),
            wire: ScriptedChannel()
        )
        let id = try await story.owe(try await story.person("anna@b.example"))
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [backend = backend.rawValue as String, name = name as String, failpoint = place.0 as String] in
            setenv("SOJOURN_FAILPOINT", failpoint, 1)
            try await Self.sendAll(backend, name)
        }
        #expect(try await story.faults().isEmpty, "also in between")
        try await Self.sendAll(backend.rawValue, name)
        #expect(try await story.standing(id) == place.1)
        let wired = try await store.read { db in try db.value("SELECT COUNT(*) FROM wire", Int64.self) }
        #expect(wired.map(Int.init) == place.2)
        #expect(try await story.faults().isEmpty)
    }

    private static let wireMigration = Migration("wire-1", ["CREATE TABLE wire (send BIGINT NOT NULL)"])

    /// Beside the tests' own folder, so that the killed process and this one open the same file.
    private static func sharedName(_ backend: Backend) -> String {
        switch backend {
        case .sqlite: "../sojourn-crash-\(Backend.freshName())"
        case .postgres: "crash_\(Backend.freshName())"
        }
    }

    /// A worker's whole life; each process run is another worker.
    private static func sendAll(_ backend: String, _ name: String) async throws {
        let clock = TestClock()
        guard let backend = Backend(rawValue: backend) else { return }
        let store = try backend.open(name: name, clock: clock)
        let wire = RememberingChannel(store: store)
        let story = try await LedgerStory(
            store,
            clock: clock,
            policy: SendingPolicy(mode: .live),
            wire: ScriptedChannel()
        )
        let sender = story.sender(wire, epoch: Int64(getpid()))
        try await sender.start()
        try await sender.drain(until: clock.now)
        try await store.close()
    }
}

/// A wire whose far end remembers across processes what it got.
struct RememberingChannel: Channel {
    let store: Store
    let name = ChannelName.email
    let width = 4

    func compose(_ message: OutgoingMessage) async throws -> [UInt8] { message.content.html }

    func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async {
        for message in batch {
            Failpoint.reach("wire.before")
            do {
                try await store.write { db in _ = try db.execute("INSERT INTO wire (send) VALUES (\(message.send))") }
            } catch {
                Issue.record(error)
            }
            Failpoint.reach("wire.after")
            report(SendOutcome(send: message.send, attempt: message.attempt, result: .accepted("250 Ok")))
        }
    }
}
