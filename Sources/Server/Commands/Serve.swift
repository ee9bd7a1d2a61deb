import API
import Accounts
import ArgumentParser
import Console
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import Store
import UnixSignals

/// `sojourn serve`: the server.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server.")

    @OptionGroup var store: StoreOptions
    @Option(help: "Port to listen on (default 8080); 0 takes a free one.") var port: Int?
    @Option(help: "Address to listen on (default 127.0.0.1).") var host: String?
    @Option(help: "How browsers and mail readers reach this server.") var url: String?
    @Option(help: "SMTP server that takes our mail: smtp://host:port.") var relay: String?
    @Option(help: "Domain of Message-IDs and DKIM.") var mailDomain: String?
    @Option(help: "Domain that mail comes back to, as bounces+TOKEN@ it.") var bounceDomain: String?
    @Option(help: "Port to take that mail on, on bounce-host (loopback by default); off without it.")
    var bouncePort: Int?
    @Flag(help: "Print what is in force and where from, and stop.") var printConfig = false
    @Flag(help: "With --print-config: print JSON.") var json = false

    func run() async throws {
        let configuration = try store.configuration([
            .port: port.map(String.init), .host: host, .url: url, .relay: relay, .mailDomain: mailDomain,
            .bounceDomain: bounceDomain, .bouncePort: bouncePort.map(String.init),
        ])
        guard !printConfig else { return print(json ? configuration.json : configuration.report) }
        var logger = Logger(label: "sojourn")
        logger.logLevel = Logger.Level(rawValue: configuration[.logLevel] ?? "info") ?? .info
        let stores = try await Stores.open(
            configuration,
            clock: SystemClock.source,
            logger: logger,
            sandbox: store.sandbox
        )
        let port = try configuration.port()
        let base = configuration[.url] ?? "http://\(configuration.host):\(port)"
        let engine = try await Engine.assemble(
            stores,
            configuration,
            clock: SystemClock.source,
            base: base,
            logger: logger
        )
        var face = try Face(
            engine,
            host: configuration.host,
            port: port,
            isSecure: base.hasPrefix("https:"),
            logger: logger
        )
        face.providers = WebhookRoutes.Keys(mailgun: configuration[.mailgunKey], sendGrid: configuration[.sendGridKey])
        let bounces = try await BounceListener.open(for: engine, configuration, logger: logger)
        try await announceSetUp(stores, face.console)
        let application = face.application { port in announce("ready http://\(configuration.host):\(port)") }
        let mail: [any Service] = [bounces].compactMap(\.self)
        try await run(engine.services + mail + [face.console.service, application], logger: logger)
        try await stores.close()
    }

    /// While nobody can sign in, whoever reads this output may make the first administrator.
    private func announceSetUp(_ stores: Stores, _ console: Console) async throws {
        guard try await stores.state.read({ db in try Users.isEmpty(in: db) }) else { return }
        announce("set-up code for the first administrator: \(console.setUpCode)")
    }

    /// Order is dependency order: what stops first is what others still need least.
    private func run(_ services: [any Service], logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: configuration).run()
    }
}
