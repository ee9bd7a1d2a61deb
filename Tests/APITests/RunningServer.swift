import API
import Accounts
import Campaigns
import Content
import Deliveries
import EventLog
import Hummingbird
import HummingbirdCore
import JSON
import Jobs
import Journeys
import Logging
import NIOCore
import Pipeline
import Profiles
import Reports
import ServiceLifecycle
import Store
import TestKit
import Vocabulary

/// A whole API on a free port of this machine, over a new store; gone when the test ends.
struct RunningServer: Sendable {
    let store: Store
    let log: EventLog
    let keys: KeyRing
    let metrics: Metrics
    let hits: HitSpool
    let write: IssuedKey
    let manage: IssuedKey
    fileprivate(set) var port = 0

    static let clock = TestClock()
    static let base = "https://mail.example"
    static let links = LinkMaker(base: base, secret: [1, 2, 3])
    static let brand = Brand(
        name: "Shop & Co",
        postalAddress: "1 High Street, Springfield",
        site: "https://shop.example/",
        color: "#0a7d55"
    )

    /// - Parameter waitingLimit: requests that may wait; below 0 none is taken.
    static func run(
        waitingLimit: Int = 10_000,
        _ test: @Sendable @escaping (RunningServer) async throws -> Void
    ) async throws {
        var server = try await RunningServer()
        var limits = BackPressure.Limits()
        limits.waiting = waitingLimit
        let intake = Intake(log: server.log, pressure: BackPressure(limits: limits, folder: nil))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let ingestion = Ingestion(
            intake: intake,
            keys: server.keys,
            metrics: server.metrics,
            clock: Self.clock.source
        )
        let app = Application(
            router: server.router(ingestion),
            server: .http1(configuration: HTTP1Channel.Configuration(additionalChannelHandlers: [ingestion.front()])),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: Self.logger
        )
        let group = ServiceGroup(configuration: .init(services: [server.log, app], logger: Self.logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            for await number in ports {
                server.port = number
                break
            }
            let ready = server
            let outcome = await Result { try await test(ready) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try outcome.get()
        }
    }

    private static let logger: Logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    private init() async throws {
        let migrations =
            eventLogMigrations + accountMigrations + reportMigrations + profileMigrations + contentMigrations
            + deliveryMigrations + journeyMigrations + campaignMigrations + jobMigrations + pipelineMigrations
        store = try await Backend.sqlite.freshStore(migrations: migrations, clock: Self.clock)
        log = try await EventLog(store: store, floor: .epoch) {}
        (write, manage) = try await store.write { db in
            (try Keys.issue(.write, name: "shop", in: db), try Keys.issue(.manage, name: "admin", in: db))
        }
        keys = KeyRing(store: store, clock: Self.clock.source)
        metrics = Metrics()
        hits = try HitSpool(folder: Backend.freshFolder(), name: "1")
    }

    private func router(_ ingestion: Ingestion) -> Router<BasicRequestContext> {
        let router = Router()
        let operations = Operations(store: store, log: log, metrics: metrics)
        ingestion.addRoutes(to: router)
        operations.addRoutes(to: router)
        PublicPages(store: store, links: Self.links, brand: Self.brand).addRoutes(to: router)
        TrackingRoutes(links: Self.links, hits: hits, brand: Self.brand, clock: Self.clock.source).addRoutes(to: router)
        let acts = HandActs(
            store: store,
            log: log,
            tombstones: TombstoneKey(secret: [1]),
            wakePipeline: {},
            wakeSender: {}
        )
        let desk = FeedbackDesk(
            store: store,
            links: Self.links,
            clock: Self.clock.source,
            sink: { _, _ in },
            count: { _, _ in }
        )
        WebhookRoutes(desk: desk, keys: WebhookRoutes.Keys(mailgun: "signing-key")).addRoutes(to: router)
        ManagementAPI(
            keys: keys,
            operations: operations,
            people: PeopleRoutes(store: store),
            personActs: PersonActRoutes(store: store, acts: acts, keys: keys),
            sends: SendRoutes(store: store, acts: acts, keys: keys),
            parked: ParkedRoutes(store: store, acts: acts, keys: keys),
            journeys: JourneyRoutes(store: store),
            feedback: FeedbackRoutes(store: store),
            suppressions: SuppressionRoutes(store: store, acts: acts, keys: keys),
            campaigns: CampaignRoutes(store: store),
            messages: MessageRoutes(store: store, executions: Executions(store: store, shard: 20) {})
        ).addRoutes(to: router)
        return router
    }
}

extension RunningServer {
    /// - Parameter authorization: the header; by default the write key as clients send it, `""`: none.
    func post(
        _ path: String,
        _ body: [UInt8],
        authorization: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answered {
        var headers = headers
        let authorization = authorization ?? Self.basic(write.token)
        if !authorization.isEmpty { headers["Authorization"] = authorization }
        return try await send("POST", path, body, headers)
    }

    func post(_ path: String, _ body: String) async throws -> Answered { try await post(path, Array(body.utf8)) }

    func get(_ path: String, key: String? = nil) async throws -> Answered {
        try await send("GET", path, nil, ["Authorization": "Bearer \(key ?? manage.token)"])
    }

    func send(_ method: String, _ path: String, _ body: [UInt8]?, _ headers: [String: String]) async throws -> Answered
    {
        try await LoopbackClient.send(port: port, method, path, body, headers)
    }

    /// `token` as the user name of Basic, in base 64.
    static func basic(_ token: String) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bits = "\(token):".utf8.flatMap { byte in (0..<8).reversed().map { byte >> $0 & 1 } }
        let text = stride(from: 0, to: bits.count, by: 6).map { start in
            let six = bits[start...].prefix(6) + Array(repeating: 0, count: max(0, start + 6 - bits.count))
            return letters[six.reduce(0) { $0 << 1 | Int($1) }]
        }
        return "Basic " + String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    /// All that the log holds, decoded.
    func events() async throws -> [Event] {
        try await log.records(after: .start, limit: 1000).flatMap { record in
            let call = SegmentCall(rawValue: record.entry.call) ?? .batch
            return try SegmentDecoder.decode(record.entry.body, call: call, received: record.received)
                .compactMap { try? $0.get().event }
        }
    }
}

extension Result where Failure == any Error {
    /// What an asynchronous function returned or threw.
    init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
