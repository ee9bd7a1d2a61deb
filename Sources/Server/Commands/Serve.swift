import ArgumentParser
import Hummingbird
import Logging
import Reports
import ServiceLifecycle
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
    @Flag(help: "Print what is in force and where from, and stop.") var printConfig = false

    func run() async throws {
        let configuration = try store.configuration([
            .port: port.map(String.init), .host: host, .url: url, .relay: relay, .mailDomain: mailDomain,
        ])
        guard !printConfig else { return print(configuration.report) }
        var logger = Logger(label: "sojourn")
        logger.logLevel = Logger.Level(rawValue: configuration[.logLevel] ?? "info") ?? .info
        let stores = try await Stores.open(
            configuration, clock: SystemClock.source, logger: logger, sandbox: store.sandbox)
        let port = try configuration.port()
        let base = configuration[.url] ?? "http://\(configuration.host):\(port)"
        let engine = try await Engine.assemble(
            stores, configuration, clock: SystemClock.source, base: base, logger: logger)
        let face = Face(engine: engine, metrics: Metrics(), host: configuration.host, port: port, logger: logger)
        let application = face.application { port in print("ready http://\(configuration.host):\(port)") }
        try await run(engine, application, logger: logger)
        try await stores.close()
    }

    /// Order is dependency order: what stops first is what others still need least.
    private func run(_ engine: Engine, _ application: some ApplicationProtocol, logger: Logger) async throws {
        var services: [any Service] = engine.services
        services.append(application)
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: configuration).run()
    }
}
