import API
import Accounts
import Deliveries
import EventLog
import Foundation
import FoundationNetworking
import Hummingbird
import JSON
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
    let write: IssuedKey
    let manage: IssuedKey
    fileprivate(set) var port = 0

    static let clock = TestClock()

    /// - Parameter waitingLimit: requests that may wait; below 0 none is taken.
    static func run(
        waitingLimit: Int = 10_000, _ test: @Sendable @escaping (RunningServer) async throws -> Void
    ) async throws {
        var server = try await RunningServer()
        var limits = BackPressure.Limits()
        limits.waiting = waitingLimit
        let intake = Intake(log: server.log, pressure: BackPressure(limits: limits, folder: nil))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            router: server.router(intake), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) }, logger: Self.logger)
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
            eventLogMigrations + accountMigrations + profileMigrations + deliveryMigrations + pipelineMigrations
        store = try await Backend.sqlite.freshStore(migrations: migrations, clock: Self.clock)
        log = try await EventLog(store: store, floor: .epoch) {}
        (write, manage) = try await store.write { db in
            (try Keys.issue(.write, name: "shop", in: db), try Keys.issue(.manage, name: "admin", in: db))
        }
        keys = KeyRing([write.key, manage.key])
        metrics = Metrics()
    }

    private func router(_ intake: Intake) -> Router<BasicRequestContext> {
        let router = Router()
        let operations = Operations(store: store, log: log, metrics: metrics)
        Ingestion(intake: intake, keys: keys, metrics: metrics).addRoutes(to: router)
        operations.addRoutes(to: router)
        ManagementAPI(keys: keys, operations: operations, people: PeopleRoutes(store: store)).addRoutes(to: router)
        return router
    }
}

/// An answer, its body read.
struct Answered: Sendable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var json: AttributeValue { get throws { try AttributeValue(json: body) } }
    var code: String? { (try? json)?["code"].string }
}

extension RunningServer {
    func post(
        _ path: String, _ body: [UInt8], key: String? = nil, headers: [String: String] = [:]
    ) async throws -> Answered {
        var headers = headers
        let credentials = Data("\(key ?? write.token):".utf8).base64EncodedString()
        headers["Authorization"] = headers["Authorization"] ?? "Basic \(credentials)"
        if headers["Authorization"] == "" { headers["Authorization"] = nil }
        return try await send("POST", path, body, headers)
    }

    func post(_ path: String, _ body: String, headers: [String: String] = [:]) async throws -> Answered {
        try await post(path, Array(body.utf8), headers: headers)
    }

    func get(_ path: String, key: String? = nil) async throws -> Answered {
        try await send("GET", path, nil, ["Authorization": "Bearer \(key ?? manage.token)"])
    }

    func send(
        _ method: String, _ path: String, _ body: [UInt8]?, _ headers: [String: String]
    ) async throws -> Answered {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        let fields = response.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
        return Answered(
            status: response.statusCode, headers: Dictionary(fields) { first, _ in first }, body: [UInt8](data))
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
