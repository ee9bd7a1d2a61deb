import Logging
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct SenderDrainTests {
    /// A week of sends for three people, with caps, quiet hours and a server that is away now and then.
    private func week(_ backend: Backend, width: Int, stride: Duration) async throws -> [String] {
        let clock = TestClock()
        let wire = ScriptedChannel(width: width) { message in
            message.send.raw % 7 == 0 && message.attempt == 1 ? .postponed("451") : .accepted("250")
        }
        let policy = SendingPolicy(mode: .live, quietHours: QuietHours(text: "21:00-08:00"))
        let story = try await LedgerStory(backend, clock: clock, policy: policy, wire: wire)
        let start = clock.now
        var ids: [SendID] = []
        for number in 0..<3 {
            let person = try await story.person("p\(number)@b.example", zone: number == 0 ? "Asia/Tokyo" : nil)
            for hour in Swift.stride(from: Int64(0), to: 168, by: 5) {
                ids.append(try await story.owe(person, due: start + .hours(hour) + .minutes(Int64(number))))
            }
        }
        let sender = story.sender()
        try await sender.start()
        while clock.now < start + .days(8) {
            clock.advance(by: stride)
            try await sender.drain(until: clock.now)
        }
        var standings: [String] = []
        for id in ids {
            let send = try await story.send(id)
            standings.append("\(send.standing) \(send.taken?.description ?? "-") \(send.machine.attempt)")
        }
        #expect(try await story.faults().isEmpty)
        return standings
    }

    @Test(arguments: Backend.available)
    func `decisions are the same at any speed`(backend: Backend) async throws {
        let slow = try await week(backend, width: 2, stride: .minutes(30))
        #expect(try await week(backend, width: 2, stride: .hours(7)) == slow)
        #expect(try await week(backend, width: 50, stride: .days(8)) == slow)
        #expect(slow.contains { $0.hasPrefix("sent") } && slow.contains { $0.hasPrefix("skipped(cap_day)") })
    }

    @Test(arguments: Backend.available)
    func `a transaction records what came back and takes as much anew`(backend: Backend) async throws {
        let driver = StatementCount(try backend.driver(name: Backend.freshName()))
        let clock = TestClock()
        let store = Store(driver: driver, clock: clock.source, logger: Logger(label: "test"))
        try await store.migrate(LedgerStory.migrations)
        let story = try await LedgerStory(
            store,
            clock: clock,
            policy: SendingPolicy(mode: .live),
            wire: ScriptedChannel(width: 4)
        )
        for number in 0..<64 { try await story.owe(try await story.person("p\(number)@b.example")) }
        let sender = story.sender()
        try await sender.start()
        let before = driver.writes
        try await sender.drain(until: clock.now)
        #expect(story.wire.handed.count == 64)
        #expect(driver.writes - before == 64 / 8 + 1, "eight a time, and one that finds nothing more")
        #expect(try await story.faults().isEmpty)
    }
}
