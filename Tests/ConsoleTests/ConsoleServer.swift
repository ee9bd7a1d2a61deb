import Accounts
import Campaigns
import Content
import Deliveries
import EventLog
import Hummingbird
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
            + journeyMigrations + campaignMigrations + jobMigrations + pipelineMigrations
        let state = try await backend.freshStore(migrations: migrations, clock: clock)
        let console = try await console(
            state,
            try await backend.freshStore(migrations: eventLogMigrations, clock: clock),
            clock
        )
        let router = Router()
        console.addRoutes(to: router)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "test")
        )
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: console.service), .init(service: application)],
                logger: Logger(label: "test")
            )
        )
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
            store: state,
            channel: SilentChannel(),
            library: MessageLibrary(),
            links: LinkMaker(base: "http://x", secret: [1]),
            clock: clock.source,
            epoch: 1,
            isOnlyProcess: true,
            logger: logger
        )
        let pipeline = PipelineLoop(
            store: state,
            log: log,
            clock: clock.source,
            owner: "test",
            nudged: Nudge(),
            logger: logger,
            sources: { EventSource("key:\($0)", isBrowser: false) },
            committed: { _, _ in }
        )
        return try Console(
            state: state,
            log: log,
            pipeline: pipeline,
            sender: sender,
            clock: clock.source,
            setUpCode: setUpCode,
            acts: HandActs(
                store: state,
                log: log,
                tombstones: TombstoneKey(secret: [1]),
                wakePipeline: {},
                wakeSender: { sender.nudge.signal() }
            ),
            logger: logger
        )
    }

    private struct SilentChannel: Deliveries.Channel {
        let name = ChannelName.email
        let width = 1
        func compose(_ message: OutgoingMessage) async throws -> [UInt8] { [] }
        func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async {}
    }

    func browser() -> Browser { Browser(base: "http://127.0.0.1:\(port)") }
}
