import Content
import Deliveries
import Foundation
import Logging
import Mail
import NIOPosix
import Profiles
import Store
import Vocabulary

/// A campaign on its way out: take, gate, render, MIME, DKIM, SMTP to a sink on the same machine, outcome recorded.
struct FanOut {
    private let algorithm: DKIMKey.Algorithm
    private let messages: Int
    private let connections: Int
    private let bench: BenchStore

    init(_ algorithm: DKIMKey.Algorithm, _ arguments: Arguments) throws {
        self.algorithm = algorithm
        messages = arguments.number("messages", or: 100_000)
        connections = arguments.number("connections", or: 16)
        bench = try BenchStore()
    }

    func run() async throws {
        defer { try? bench.remove() }
        let sink = try await Sink()
        defer { sink.stop() }
        let store = try bench.open()
        try await store.migrate(profileMigrations + contentMigrations + deliveryMigrations)
        try await Crowd(store: store).make(messages, owing: .batch)
        let (rate, processor) = try await send(store, to: sink)
        let cost = Int(processor * 1_000_000)
        remark(
            "\(bench.database) \(algorithm.rawValue): \(Int(rate)) messages/s, \(cost) µs of our processor time each"
        )
        let ceiling = try Ceiling.mail(algorithm, port: sink.port)
        let budget = algorithm == .rsa ? 2_800.0 : 4_500
        let name = "fan-out \(algorithm == .rsa ? "RSA-2048" : "Ed25519")"
        try Figure(name, on: bench.database, rate, "messages/s", ceiling: ceiling, budget: budget).show()
        try await store.close()
    }

    /// - Returns: messages a second, and processor seconds a message.
    private func send(_ store: Store, to sink: Sink) async throws -> (Double, Double) {
        let sender = sender(store, try await channel(port: sink.port))
        let (start, before) = (ContinuousClock.now, Usage.processor)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sender.run() }
            // Looked at seldom, so that looking is no part of what is measured; it adds at most its own length.
            while try await isUnderWay(store) { try await Task.sleep(for: .milliseconds(20)) }
            group.cancelAll()
        }
        let seconds = (ContinuousClock.now - start).inSeconds
        let processor = Usage.processor - before
        try await check(store)
        return (Double(messages) / seconds, processor / Double(messages))
    }

    /// Whether anything is still to be taken, or to come back.
    private func isUnderWay(_ store: Store) async throws -> Bool {
        var handing = LedgerFilter()
        handing.state = .handing
        return try await store.read { [handing] db in
            try LedgerTable.nextDue(.email, in: db) != nil || LedgerTable.page(handing, limit: 1, in: db).count > 0
        }
    }

    private func check(_ store: Store) async throws {
        let facets = try await store.read { db in try LedgerTable.facets(LedgerFilter(), now: db.now, in: db) }
        for facet in facets { remark("\(facet.state.rawValue): \(facet.count)") }
    }

    private func sender(_ store: Store, _ channel: EmailChannel) -> Sender {
        Sender(
            store: store,
            channel: channel,
            library: MessageLibrary(),
            links: LinkMaker(base: "https://shop.example", secret: [UInt8](repeating: 7, count: 32)),
            clock: WallClock.source,
            epoch: WallClock.now().milliseconds,
            isOnlyProcess: bench.url == nil,
            logger: BenchStore.logger
        )
    }

    /// As the server wires it.
    private func channel(port: Int) async throws -> EmailChannel {
        var relay = SMTPRelay(host: "127.0.0.1", port: port, security: .none, clientName: "bench.example")
        relay.maximumConnections = connections
        relay.timeouts.queue = .seconds(1)
        let client = try await SMTPClient(
            configuration: relay,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: BenchStore.logger
        )
        let identity = try DKIMIdentity(domain: "shop.example", selector: "bench", key: .generate(algorithm))
        return EmailChannel(
            client: client,
            signer: DKIMSigner([identity]),
            threads: DKIMSigningThreads(count: 2),
            settings: .init(messageDomain: "shop.example", connections: connections),
            clock: WallClock.source
        )
    }
}
