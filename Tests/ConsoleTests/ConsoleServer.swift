import Accounts
import Content
import Deliveries
import EventLog
import Foundation
import FoundationNetworking
import Hummingbird
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

@testable import Console

/// The console on a free port with real stores, for the length of a test.
struct ConsoleServer {
    let state: Store
    let clock: TestClock
    let console: Console
    let port: Int

    static let setUpCode = "the-code"

    /// Runs `body` against a running server.
    static func run(_ backend: Backend, _ body: @escaping @Sendable (ConsoleServer) async throws -> Void) async throws {
        let clock = TestClock()
        let migrations =
            accountMigrations + reportMigrations + profileMigrations + contentMigrations + deliveryMigrations
            + journeyMigrations + pipelineMigrations
        let state = try await backend.freshStore(migrations: migrations, clock: clock)
        let console = try await console(state, try await backend.freshStore(migrations: eventLogMigrations, clock: clock), clock)
        let router = Router()
        console.addRoutes(to: router)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) }, logger: Logger(label: "test"))
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: console.service), .init(service: application)], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports {
                try await body(ConsoleServer(state: state, clock: clock, console: console, port: port))
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func console(_ state: Store, _ logStore: Store, _ clock: TestClock) async throws -> Console {
        let logger = Logger(label: "test")
        let log = try await EventLog(store: logStore, floor: .epoch) {}
        let sender = Sender(
            store: state, channel: SilentChannel(), library: MessageLibrary(), links: LinkMaker(base: "http://x", secret: [1]),
            clock: clock.source, epoch: 1, isOnlyProcess: true, logger: logger)
        let pipeline = PipelineLoop(
            store: state, log: log, clock: clock.source, owner: "test", nudged: Nudge(), logger: logger,
            sources: { EventSource("key:\($0)", isBrowser: false) }, committed: { _, _ in })
        return try Console(
            state: state, log: log, pipeline: pipeline, sender: sender, clock: clock.source, setUpCode: setUpCode,
            logger: logger)
    }

    private struct SilentChannel: Deliveries.Channel {
        let name = ChannelName.email
        let width = 1
        func compose(_ message: OutgoingMessage) async throws -> [UInt8] { [] }
        func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async {}
    }

    func browser() -> Browser { Browser(base: "http://127.0.0.1:\(port)") }
}

/// A browser with cookies and without a memory of redirects.
final class Browser: NSObject, URLSessionTaskDelegate, @unchecked Sendable {
    // Used by one test's task at a time.
    private let base: String
    private var cookies: [String: String] = [:]
    private lazy var session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        return URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    }()

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    init(base: String) { self.base = base }

    func get(_ path: String) async throws -> Answer { try await send("GET", path, nil, [:]) }

    func post(_ path: String, _ fields: [String: String], origin: String? = nil) async throws -> Answer {
        let body = fields.map { "\(Link.encode($0))=\(Link.encode($1))" }.joined(separator: "&")
        return try await send("POST", path, body, origin.map { ["Origin": $0] } ?? [:])
    }

    /// Posts with the token of the form on `page`.
    func submit(_ path: String, on page: String, _ fields: [String: String], origin: String? = nil) async throws -> Answer {
        let html = try await get(page).body
        let token = html.firstMatch(of: /name="csrf" value="([0-9a-f]+)"/).map { String($0.1) } ?? ""
        return try await post(path, fields.merging(["csrf": token]) { $1 }, origin: origin)
    }

    private func send(_ method: String, _ path: String, _ body: String?, _ headers: [String: String]) async throws -> Answer {
        guard let url = URL(string: base + path) else { return Answer(status: 0, headers: [:], body: "") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        request.setValue(cookies.map { "\($0)=\($1)" }.joined(separator: "; "), forHTTPHeaderField: "Cookie")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await session.data(for: request)
        let http = response as? HTTPURLResponse
        var fields: [String: String] = [:]
        for (name, value) in http?.allHeaderFields ?? [:] { fields["\(name)".lowercased()] = "\(value)" }
        remember(fields["set-cookie"])
        return Answer(status: http?.statusCode ?? 0, headers: fields, body: String(decoding: data, as: UTF8.self))
    }

    private func remember(_ header: String?) {
        guard let header else { return }
        for match in header.matches(of: /(?:^|, ?)([\w-]+)=([^;,]*);/) { cookies[String(match.1)] = String(match.2) }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) { completionHandler(nil) }
}
