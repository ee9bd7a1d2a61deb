import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct DeliveryWorkerTests {
    @Test(arguments: Backend.available)
    func `what a dead worker had taken is uncertain, listed and not sent again`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let ids = [try await story.owe(anna), try await story.owe(anna, .transactional)]
        try await story.take(epoch: 1)
        let reborn = story.sender()
        try await reborn.start()
        try await reborn.drain(until: story.clock.now)
        for id in ids { #expect(try await story.standing(id) == "uncertain(crashed)") }
        #expect(story.wire.handed.isEmpty)
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `where the owner opted in a transactional message goes once more and no further`(
        backend: Backend
    ) async throws {
        let story = try await LedgerStory(backend, policy: SendingPolicy(mode: .live, resendsUncertain: true))
        let anna = try await story.person("anna@b.example")
        let (receipt, offer) = (try await story.owe(anna, .transactional), try await story.owe(anna))
        try await story.take(epoch: 1)
        for epoch in 2...3 as ClosedRange<Int64> {
            let worker = story.sender(epoch)
            try await worker.start()
            if epoch == 2 { try await story.take(epoch: 2) } else { try await worker.drain(until: story.clock.now) }
        }
        #expect(try await story.standing(receipt) == "uncertain(crashed)", "twice is too often")
        #expect(try await story.send(receipt).isResent)
        #expect(try await story.standing(offer) == "uncertain(crashed)")
        #expect(story.wire.handed.isEmpty)
    }

    @Test(arguments: Backend.available)
    func `a resent message is the same message`(backend: Backend) async throws {
        let story = try await LedgerStory(backend, policy: SendingPolicy(mode: .live, resendsUncertain: true))
        let receipt = try await story.owe(try await story.person("anna@b.example"), .transactional)
        try await story.take(epoch: 1)
        try await story.drain()
        #expect(try await story.standing(receipt) == "sent")
        #expect(story.wire.handed.map(\.token) == [SendToken(receipt, .message, secret: LedgerStory.secret)])
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `what is in a worker's hands without its knowing was not handed over`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let (known, unknown) = (try await story.owe(anna, .transactional), try await story.owe(anna, .transactional))
        try await story.take(epoch: 1)
        try await story.store.write { db in
            try DeliveryWorker(channel: .email, epoch: 1, isOnlyProcess: true, sink: { _, _ in })
                .takeBack(except: [known], in: db)
        }
        #expect(try await story.standing(known) == "handing")
        #expect(try await story.standing(unknown) == "pending(retry)")
        #expect(try await story.faults().isEmpty)
    }

    @Test(arguments: Backend.available)
    func `what was to be kept is known not to have gone`(backend: Backend) async throws {
        let story = try await LedgerStory(backend, policy: SendingPolicy())
        let id = try await story.owe(try await story.person("anna@b.example"))
        try await story.take(epoch: 1)
        try await story.drain()
        #expect(try await story.standing(id) == "skipped(captured)")
    }

    @Test(arguments: Backend.available)
    func `in a shared store a worker is dead when it was not seen for its lease`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let id = try await story.owe(try await story.person("anna@b.example"))
        try await story.take(epoch: 1)
        try await story.sender(1, isOnlyProcess: false).start()
        #expect(try await story.standing(id) == "handing", "the other one lives")
        story.clock.advance(by: DeliveryWorkerTable.lease + .seconds(1))
        try await story.sender(2, isOnlyProcess: false).start()
        #expect(try await story.standing(id) == "uncertain(crashed)")
    }

    @Test(arguments: Backend.available)
    func `a worker given up for dead still resolves what it knows for sure`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        let ids = [try await story.owe(anna, .transactional), try await story.owe(anna, .transactional)]
        let taken = try await story.take(epoch: 1)
        try await story.sender().start()
        try await story.record(.accepted("250 Ok"), of: [taken[0]], epoch: 1)
        try await story.record(.notHandedOver("no connection"), of: [taken[1]], epoch: 1)
        #expect(try await story.standing(ids[0]) == "sent")
        #expect(
            try await story.standing(ids[1]) == "uncertain(crashed)",
            "handing never goes back by a dead worker's word"
        )
    }
}
