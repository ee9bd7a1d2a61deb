import API
import Hummingbird
import Logging
import Reports
import ServiceLifecycle

/// The HTTP side: every route of one sandbox on one listener.
struct Face: Sendable {
    let engine: Engine
    let metrics: Metrics
    let host: String
    let port: Int
    let logger: Logger

    /// - Parameter started: told the port that was taken.
    func application(started: @escaping @Sendable (Int) async -> Void) -> some ApplicationProtocol {
        let router = Router(context: BasicRequestContext.self)
        Ingestion(intake: engine.intake, keys: engine.keys.ring, metrics: metrics).addRoutes(to: router)
        return Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in await started(channel.localAddress?.port ?? port) }, logger: logger)
    }
}
