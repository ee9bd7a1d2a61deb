import Content
import Logging
import ServiceLifecycle
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

/// The loop as a server runs it: real time for its sleeps, the test's clock for its decisions.
@Suite(.timeLimit(.minutes(1))) struct SenderRunTests {
    /// Its idle look comes long after the test's time is up: what it notices, it notices otherwise.
    private static func neverIdle(_ story: LedgerStory) -> Sender {
        var sender = story.sender()
        sender.longestSleep = .hours(1)
        return sender
    }

    @Test(arguments: Backend.available)
    func `a release by another process is noticed at once, not at the next idle look`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        try await story.store.write { db in _ = try Holding.hold(.all, by: "anna", in: db) }
        let id = try await story.owe(anna)
        let sender = story.sender()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sender.run() }
            while try await story.standing(id) != "pending(hold)" { await Task.yield() }
            // Nobody nudges: the other process cannot.
            let released = ContinuousClock.now
            try await Holding.release(.all, in: story.store)
            while try await story.standing(id) != "sent" { await Task.yield() }
            #expect(ContinuousClock.now - released < .seconds(9), "an idle sender looks every ten seconds")
            group.cancelAll()
        }
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `what a hold kept goes although who released it died before freeing it`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        try await story.store.write { db in _ = try Holding.hold(.all, by: "anna", in: db) }
        let id = try await story.owe(anna)
        let sender = Self.neverIdle(story)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sender.run() }
            while try await story.standing(id) != "pending(hold)" { await Task.yield() }
            try await story.store.write { db in try Holding.lift(.all, .hold, in: db) }
            while try await story.standing(id) != "sent" { await Task.yield() }
            group.cancelAll()
        }
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `a graceful shutdown takes nothing more and records what is under way`(backend: Backend) async throws {
        let wire = SlowChannel()
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let first = try await story.owe(anna, .transactional)
        let sender = story.sender(wire)
        let group = ServiceGroup(services: [sender], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            await wire.isHanding()
            await group.triggerGracefulShutdown()
            let second = try await story.owe(anna, .transactional)
            sender.nudge.signal()
            wire.finish()
            try await tasks.waitForAll()
            #expect(try await story.standing(first) == "sent")
            #expect(try await story.standing(second) == "pending")
        }
        #expect(try await story.faults().isEmpty)
    }
}

/// A wire that answers when it is told to.
final class SlowChannel: Channel {
    let name = ChannelName.email
    let width = 2
    private let handing = AsyncStream.makeStream(of: Void.self)
    private let end = AsyncStream.makeStream(of: Void.self)

    func isHanding() async { _ = await handing.stream.first { true } }

    func finish() { end.continuation.finish() }

    func compose(_ message: OutgoingMessage) async throws -> [UInt8] { message.content.html }

    func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async {
        guard !batch.isEmpty else { return }
        handing.continuation.yield()
        for await _ in end.stream {}
        for message in batch {
            report(SendOutcome(send: message.send, attempt: message.attempt, result: .accepted("250 Ok")))
        }
    }
}
