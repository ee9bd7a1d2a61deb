import Accounts
import Console
import Deliveries
import Demo
import EventLog
import Foundation
import Hummingbird
import Journeys
import Logging
import Pipeline
import Reports
import ServiceLifecycle
import Store
import Synchronization
import UnixSignals
import Vocabulary

/// The demo's server: a sandbox made ready, the shop's feeder, the built-in mailbox, and the same engine as `serve`.
struct DemoServer {
    var port: Int
    var folder: String
    var database: String?
    var seed: UInt64
    var today: String?
    var customers: Int
    var daysPerSecond: Double
    var printsSummary: Bool
    var opensBrowser: Bool
    /// Opens the console without a password; the same after a crash, so that the visitor stays signed in.
    var signInCode: String

    private static let writeKey = "wk_demo"

    func run() async throws {
        var logger = Logger(label: "sojourn")
        logger.logLevel = .notice
        let shop = try RecordShop(today: try endDay(), seed: seed, customers: customers)
        let clock = DemoClock(start: shop.orders.first?.moment ?? .epoch, wall: SystemClock.source)
        let mailbox = try await openMailbox(clock.source, logger: logger)
        let configuration = try configuration(relayPort: mailbox.port)
        let stores = try await Stores.open(configuration, clock: clock.source, logger: logger)
        let key = try await prepare(stores)
        try await resume(clock, from: stores)
        let engine = try await Engine.assemble(
            stores,
            configuration,
            clock: clock.source,
            base: "http://127.0.0.1:\(port)",
            timeLapse: TimeLapse(key: key) { !clock.isLive },
            logger: logger
        )
        try await serve(engine, shop, clock, mailbox, logger: logger)
        if printsSummary { try await DemoSummary(stores.state).print() }
        try await stores.close()
    }

    private func serve(
        _ engine: Engine,
        _ shop: RecordShop,
        _ clock: DemoClock,
        _ mailbox: BuiltInMailbox,
        logger: Logger
    ) async throws {
        let (address, ready) = (DemoAddress(port: port), Nudge())
        let feeder = makeFeeder(engine, shop, clock, address)
        let hooks = DemoHooks(feeder: feeder, clock: clock, signInCode: signInCode, writeKey: Self.writeKey)
        let face = try Face(
            engine,
            host: address.host,
            port: port,
            isSecure: false,
            demo: hooks.console { address.current },
            mailbox: mailbox.forConsole,
            logger: logger
        )
        let application = face.application { port in
            address.take(port)
            welcome(port)
            ready.signal()
        }
        let story = FeedThenLive(
            feeder: feeder,
            sender: engine.sender,
            clock: clock,
            pipelineNudge: engine.pipelineNudge,
            ready: ready,
            stopsWhenLive: printsSummary
        )
        let services: [any Service] = [
            mailbox, engine.log, engine.pipeline, engine.jobs, engine.collector, face.console.service, application,
            story,
        ]
        try await Self.run(services, logger: logger)
    }

    /// Says where it is, for people and for scripts, and shows it where that is wanted and possible.
    private func welcome(_ port: Int) {
        let address = "http://127.0.0.1:\(port)/demo/enter?code=\(signInCode)"
        announce("ready http://127.0.0.1:\(port)")
        announce("open  \(address)")
        let isOpened = opensBrowser && Browser.open(address)
        announce(isOpened ? "It opens in your browser; ^C ends it." : "Open that address in a browser; ^C ends it.")
    }

    private func makeFeeder(
        _ engine: Engine,
        _ shop: RecordShop,
        _ clock: DemoClock,
        _ address: DemoAddress
    ) -> Feeder {
        Feeder(
            shop: shop,
            clock: clock,
            engine: engine.forFeeder,
            writeKey: Self.writeKey,
            daysPerSecond: daysPerSecond,
            address: { address.current }
        )
    }

    /// The story's end, if it has one, is the demo's.
    private static func run(_ services: [any Service], logger: Logger) async throws {
        let configurations = services.map { service in
            ServiceGroupConfiguration.ServiceConfiguration(
                service: service,
                successTerminationBehavior: service is FeedThenLive ? .gracefullyShutdownGroup : .cancelGroup
            )
        }
        var configuration = ServiceGroupConfiguration(
            services: configurations,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Mail goes to the built-in mailbox and nowhere else, whatever the environment says.
    private func configuration(relayPort: Int) throws -> Configuration {
        var flags: [Setting: String] = [
            .data: folder, .port: "\(port)", .relay: "smtp://127.0.0.1:\(relayPort)",
            .mailDomain: "grooveandstylus.example", .connections: "16", .brandName: "Groove & Stylus",
            .postalAddress: "Groove & Stylus Records, 12 Needle Lane, Springfield",
            .brandSite: "https://grooveandstylus.example/", .brandColor: "#c8472d",
        ]
        flags[.database] = database
        return try Configuration(flags: flags, environment: [:], file: nil)
    }

    private func openMailbox(_ clock: TimeSource, logger: Logger) async throws -> BuiltInMailbox {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try Stores.file("\(folder)/mailbox.db", clock: clock, logger: logger)
        try await store.migrate(mailboxMigrations)
        return try await BuiltInMailbox(store: store, logger: logger)
    }

    /// A write key, the three journeys and a sandbox that is live: everything it sends stays in the mailbox. Done once,
    /// so that what a visitor changed is still so after a crash.
    private func prepare(_ stores: Stores) async throws -> KeyID {
        let texts = try DemoJourneys.texts()
        return try await stores.state.write { db in
            let digest = Secrets.digest(Self.writeKey)
            if let known = try Keys.all(in: db).first(where: { $0.digest == digest }) { return known.id }
            try DemoSecrets(seed: seed).keep(in: db)
            var policy = try SendingPolicy.load(in: db)
            (policy.mode, policy.allowance) = (.live, .unlimited)
            try policy.save(in: db)
            var ids = IDGenerator()
            for text in texts { _ = try Journey.apply(text, ids: &ids, in: db) }
            return try Keys.issue(.write, name: "Record shop", token: Self.writeKey, in: db).key.id
        }
    }

    /// After a crash the clock goes on where the pipeline stood. Nobody else can own that pipeline, and its lease, which
    /// is reckoned by this very clock, would never run out.
    private func resume(_ clock: DemoClock, from stores: Stores) async throws {
        let cursor = try await stores.state.read { db in try PipelineTable.cursor(in: db) }
        guard let cursor else { return }
        clock.advance(to: cursor.moment)
        try await stores.state.write { db in try PipelineTable.release(epoch: cursor.epoch, in: db) }
    }

    private func endDay() throws -> Moment {
        guard let today else { return SystemClock.now() }
        guard let moment = Moment(iso8601: today) else {
            throw Configuration.Fault(setting: "today", reason: "\(today) is no date")
        }
        return moment
    }
}

/// Feeds in lock-step while time is virtual, and lets the sender run by itself from then on.
struct FeedThenLive: Service {
    let feeder: Feeder
    let sender: Sender
    let clock: DemoClock
    let pipelineNudge: Nudge
    let ready: Nudge
    let stopsWhenLive: Bool

    func run() async throws {
        await ready.wait(atMost: .seconds(60))
        try await feeder.run()
        try await sender.stop()
        guard !stopsWhenLive, !Task.isShuttingDownGracefully else { return }
        clock.goLive()
        pipelineNudge.signal()
        try await sender.run()
    }
}

extension Engine {
    /// What lets the feeder wait for everything its orders cause.
    var forFeeder: Feeder.Engine {
        Feeder.Engine(
            start: { try await sender.start() },
            settle: {
                let end = log.head
                while pipeline.current.processed < end {
                    try Task.checkCancellation()
                    await committed.wait(atMost: .seconds(1))
                }
            },
            drain: { moment in try await sender.drain(until: moment) }
        )
    }
}

/// Where the demo listens: known once its port is taken.
final class DemoAddress: Sendable {
    let host = "127.0.0.1"
    private let port: Mutex<Int>

    init(port: Int) { self.port = Mutex(port) }

    var current: (host: String, port: Int) { (host, port.withLock { $0 }) }

    func take(_ port: Int) { self.port.withLock { $0 = port } }
}
