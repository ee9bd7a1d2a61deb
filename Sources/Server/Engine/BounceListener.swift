import Deliveries
import Journeys
import Logging
import Mail
import NIOPosix
import Reports
import ServiceLifecycle
import Vocabulary

/// Takes mail for the bounce domain and brings what it says to the ledger.
///
/// Anyone may speak to it where its port is open to the world, so everything a connection can take is bounded.
struct BounceListener: Service {
    private let server: SMTPServer

    /// `nil` where no port for it is set.
    static func open(
        for engine: Engine,
        _ configuration: Configuration,
        logger: Logger
    ) async throws -> BounceListener? {
        guard let place = try configuration.bounces(), let domain = try configuration.bounceDomain() else { return nil }
        let desk = engine.feedbackDesk(shard: 1)
        return try await BounceListener(place, domain: domain, desk: desk, logger: logger)
    }

    private init(_ place: Configuration.BouncePlace, domain: String, desk: FeedbackDesk, logger: Logger) async throws {
        var configuration = SMTPServer.Configuration(hostName: domain)
        // Reports return our own messages whole; what is read of one stands in its first half megabyte.
        configuration.keptSize = 512 * 1024
        configuration.maximumRecipients = 20
        configuration.maximumConnections = 64
        configuration.idleTimeout = .seconds(60)
        configuration.sessionTimeout = .seconds(600)
        let addresses = FeedbackDesk.Addresses(domain: domain)
        configuration.accepts = { addresses.contains($0) }
        server = try await SMTPServer.bind(
            host: place.host,
            port: place.port,
            configuration: configuration,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        ) { mail in await desk.receive(mail, logger: logger) }
    }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await server.run() }
        } catch is CancellationError {
            // The end of a graceful shutdown.
        }
    }
}

extension Engine {
    /// What came back by one way; each way has its shard of ids.
    func feedbackDesk(shard: Int64) -> FeedbackDesk {
        FeedbackDesk(
            store: stores.state,
            links: voice.links,
            clock: clock,
            shard: shard,
            sink: { settled, db in try TriggerTable.tell(settled, in: db) },
            count: { counts, db in try Counters.add(counts, in: db) },
            learned: { [pipelineNudge] in pipelineNudge.signal() }
        )
    }
}
