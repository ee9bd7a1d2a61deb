import Logging
import Store
import TestKit
import Testing
import Vocabulary

@testable import Pipeline

/// What a batch asks of the database, counted: what made it fast stays so.
@Suite struct BatchCostTests {
    @Test(arguments: Backend.available)
    func `a batch costs as many statements for a thousand people as for ten`(backend: Backend) async throws {
        let few = try await Costs(backend, people: 10).ofBatch("A")
        let many = try await Costs(backend, people: 1_000).ofBatch("A")
        #expect(few.statements == many.statements)
        #expect(few.statements < 40)
    }

    @Test(arguments: Backend.available)
    func `an event that no journey hears writes itself, its person and its message id`(backend: Backend) async throws {
        let few = try await Costs(backend, people: 10).ofBatch("A")
        let many = try await Costs(backend, people: 110).ofBatch("A")
        #expect(many.written - few.written == 100 * 3)
    }

    @Test(arguments: Backend.available)
    func `history is read of those whose journeys read it, and of nobody else`(backend: Backend) async throws {
        let text = journey(
            "Looks back",
            on: "Order",
            entry: #""when": "xEvent[eventType = \"A\"].count() >= 100""#,
            #"{"id": "first", "kind": "wait", "for": "P1D", "next": "end"}"#
        )
        let costs = try await Costs(backend, people: 50, journeys: [text])
        let without = try await costs.ofBatch("A")
        let one = try await costs.ofBatch("A", and: track("Order", "user-3"))
        #expect(one.read - without.read == 2, "what the one person did before")
    }
}

/// A pipeline that knows some people, and counts.
private struct Costs {
    let spine: Spine
    let count: StatementCount
    let people: Int

    init(_ backend: Backend, people: Int, journeys: [String] = []) async throws {
        let clock = TestClock()
        count = StatementCount(try backend.driver(name: Backend.freshName()))
        let store = Store(driver: count, clock: clock.source, logger: Logger(label: "test"))
        try await store.migrate(Spine.migrations)
        spine = try await Spine(store, clock: clock)
        self.people = people
        try await spine.publish(journeys)
        _ = try await ofBatch("A")
    }

    /// What one batch with an event of `type` for everyone, and `extra`, costs from the log to its commit.
    func ofBatch(_ type: String, and extra: String...) async throws -> (statements: Int, written: Int, read: Int) {
        let events = (0..<people).map { track(type, "user-\($0)", id: "\(type)-\($0)-\(count.statements)") } + extra
        try await spine.receive(events)
        count.reset()
        try await spine.process()
        return (count.statements, count.rowsWritten, count.rowsRead)
    }
}
