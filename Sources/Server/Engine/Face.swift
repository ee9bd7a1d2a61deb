import API
import Accounts
import Campaigns
import Console
import Deliveries
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Pipeline
import Reports
import ServiceLifecycle
import Vocabulary

/// The HTTP side: every route of one sandbox on one listener.
struct Face: Sendable {
    let engine: Engine
    let console: Console
    let host: String
    let port: Int
    let logger: Logger
    /// What mail providers sign their calls with.
    var providers = WebhookRoutes.Keys()

    init(
        _ engine: Engine,
        host: String,
        port: Int,
        isSecure: Bool,
        demo: ConsoleDemo? = nil,
        mailbox: MailboxReading? = nil,
        logger: Logger
    ) throws {
        self.engine = engine
        self.host = host
        self.port = port
        self.logger = logger
        console = try Console(
            state: engine.stores.state,
            log: engine.log,
            pipeline: engine.pipeline,
            sender: engine.sender,
            clock: engine.clock,
            sandbox: demo == nil
                ? Console.Sandbox(name: "production", isProduction: true)
                : Console.Sandbox(name: "demo", isProduction: false),
            isSecure: isSecure,
            setUpCode: try Secrets.token(prefix: ""),
            acts: engine.acts,
            demo: demo,
            mailbox: mailbox,
            disk: { engine.pressure.disk },
            keysChanged: {
                do {
                    try await engine.keys.refresh()
                } catch {
                    // The keys are read again within seconds anyway, and a new one's token must be shown now.
                    logger.warning("keys not read", metadata: ["error": "\(String(reflecting: error))"])
                }
            },
            journeysChanged: { engine.journeysChanged() },
            logger: logger
        )
    }

    /// Several processes may take calls at once: each has a place of its own in the ids, above those of the fixed parts.
    private func makeExecutions() -> Executions {
        Executions(store: engine.stores.state, shard: .random(in: 16..<256)) { [sender = engine.sender] in
            sender.nudge.signal()
        }
    }

    /// - Parameter started: told the port that was taken.
    func application(started: @escaping @Sendable (Int) async -> Void) -> some ApplicationProtocol {
        let router = Router(context: VisitorContext.self)
        let metrics = Metrics()
        let operations = Operations(
            store: engine.stores.state,
            log: engine.log,
            metrics: metrics,
            pressure: engine.pressure
        )
        let ingestion = Ingestion(intake: engine.intake, keys: engine.keys, metrics: metrics, clock: SystemClock.source)
        ingestion.addRoutes(to: router)
        operations.addRoutes(to: router)
        ManagementAPI(
            keys: engine.keys,
            operations: operations,
            people: PeopleRoutes(store: engine.stores.state),
            personActs: PersonActRoutes(store: engine.stores.state, acts: engine.acts, keys: engine.keys),
            sends: SendRoutes(store: engine.stores.state, acts: engine.acts, keys: engine.keys),
            parked: ParkedRoutes(store: engine.stores.state, acts: engine.acts, keys: engine.keys),
            journeys: JourneyRoutes(store: engine.stores.state) { engine.journeysChanged() },
            feedback: FeedbackRoutes(store: engine.stores.state),
            suppressions: SuppressionRoutes(store: engine.stores.state, acts: engine.acts, keys: engine.keys),
            campaigns: CampaignRoutes(store: engine.stores.state),
            messages: MessageRoutes(store: engine.stores.state, executions: makeExecutions())
        ).addRoutes(to: router)
        addPublicRoutes(to: router)
        WebhookRoutes(desk: engine.feedbackDesk(shard: 2), keys: providers).addRoutes(to: router)
        console.addRoutes(to: router)
        return Application(
            router: router,
            server: .http1(configuration: HTTP1Channel.Configuration(additionalChannelHandlers: [ingestion.front()])),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in await started(channel.localAddress?.port ?? port) },
            logger: logger
        )
    }
}

extension Face {
    /// What recipients reach by the links of a mail.
    private func addPublicRoutes(to router: Router<VisitorContext>) {
        let voice = engine.voice
        TrackingRoutes(links: voice.links, hits: voice.hits, brand: voice.brand, clock: engine.clock)
            .addRoutes(to: router)
        PublicPages(store: engine.stores.state, links: voice.links, brand: voice.brand) {
            engine.sender.nudge.signal()
        }.addRoutes(to: router)
    }
}

/// A request's context that knows where it comes from, so that sign-in attempts are counted by address.
struct VisitorContext: RequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    let remoteAddress: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
