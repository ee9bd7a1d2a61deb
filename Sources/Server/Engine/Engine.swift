import API
import Accounts
import Content
import Deliveries
import EventLog
import Jobs
import Journeys
import Logging
import Mail
import NIOPosix
import Pipeline
import Profiles
import ServiceLifecycle
import Store
import Synchronization
import Vocabulary

#if canImport(Glibc)
import Glibc
#endif

/// Everything that runs for one sandbox, wired but not started.
struct Engine: Sendable {
    let stores: Stores
    let clock: TimeSource
    let log: EventLog
    let intake: Intake
    let pressure: BackPressure
    let pipeline: PipelineLoop
    /// Told when the log grew, triggers were written or journeys changed.
    let pipelineNudge: Nudge
    /// Told after each batch of the pipeline.
    let committed: Nudge
    let sender: Sender
    let jobs: JobRunner
    let links: LinkMaker
    let keys: KeyDirectory
    let mail: MailParts

    /// What runs while the server does, the most needed first.
    var services: [any Service] { [log, pipeline, sender, jobs] }

    /// Somebody published, paused or resumed: people may enter, move and be written to.
    func journeysChanged() {
        pipelineNudge.signal()
        jobs.nudge.signal()
        sender.nudge.signal()
    }

    /// - Parameters:
    ///   - clock: the system's, or a virtual one.
    ///   - base: how browsers and mail readers reach us.
    static func assemble(
        _ stores: Stores,
        _ configuration: Configuration,
        clock: TimeSource,
        base: String,
        timeLapse: TimeLapse? = nil,
        logger: Logger
    ) async throws -> Engine {
        let (nudge, committed) = (Nudge(), Nudge())
        let floor = try await stores.state.read { db in try PipelineTable.cursor(in: db)?.moment ?? .epoch }
        let log = try await EventLog(store: stores.log, floor: floor) { nudge.signal() }
        let pressure = BackPressure(folder: stores.folder)
        let keys = try await KeyDirectory(stores.state)
        let links = LinkMaker(base: base, secret: try await linkSecret(stores.state))
        let mail = try await MailParts(stores.state, configuration, clock: clock, logger: logger)
        let sender = makeSender(stores, mail, links, clock: clock, learners: nudge, logger: logger)
        let pipeline = makePipeline(stores, log, clock: clock, nudge: nudge, keys, name: base, logger: logger) {
            pressure.processed($1)
            committed.signal()
            if $0.owed > 0 { sender.nudge.signal() }
        }
        let intake = Intake(log: log, pressure: pressure, timeLapse: timeLapse)
        return Engine(
            stores: stores,
            clock: clock,
            log: log,
            intake: intake,
            pressure: pressure,
            pipeline: pipeline,
            pipelineNudge: nudge,
            committed: committed,
            sender: sender,
            jobs: makeJobs(stores, clock: clock, pipeline: nudge, logger: logger),
            links: links,
            keys: keys,
            mail: mail
        )
    }

    private static func makePipeline(
        _ stores: Stores,
        _ log: EventLog,
        clock: TimeSource,
        nudge: Nudge,
        _ keys: KeyDirectory,
        name: String,
        logger: Logger,
        committed: @escaping @Sendable (BatchOutcome, LogPosition) -> Void
    ) -> PipelineLoop {
        PipelineLoop(
            store: stores.state,
            log: log,
            clock: clock,
            owner: "\(name)#\(SystemClock.now().milliseconds)",
            nudged: nudge,
            logger: logger,
            sources: { keys.source(of: $0) },
            committed: committed
        )
    }

    private static func makeJobs(
        _ stores: Stores,
        clock: TimeSource,
        pipeline: Nudge,
        logger: Logger
    ) -> JobRunner {
        JobRunner(
            store: stores.state,
            clock: clock,
            handlers: [JourneyMover.handler(stores.state, pipeline: pipeline)],
            worker: SystemClock.now().milliseconds,
            jitter: { .random(in: 0..<1) },
            logger: logger
        )
    }

    /// What signs links and tokens; made once for an installation.
    private static func linkSecret(_ store: Store) async throws -> [UInt8] {
        try await store.write { db in
            try InstallationSecrets.value(of: "links", in: db) { try Secrets.random(32) }
        }
    }

    private static func makeSender(
        _ stores: Stores,
        _ mail: MailParts,
        _ links: LinkMaker,
        clock: TimeSource,
        learners: Nudge,
        logger: Logger
    ) -> Sender {
        Sender(
            store: stores.state,
            channel: mail.channel,
            library: MessageLibrary(),
            links: links,
            clock: clock,
            epoch: SystemClock.now().milliseconds,
            isOnlyProcess: stores.folder != nil,
            learners: learners,
            sink: { settled, db in try TriggerTable.tell(settled, in: db) },
            logger: logger
        )
    }
}

/// The relay's client, the signing key, and the channel they make.
struct MailParts: Sendable {
    let channel: EmailChannel
    let client: SMTPClient
    let threads: DKIMSigningThreads
    /// The TXT record that publishes the signing key.
    let dkimRecord: String

    static let selector = "sojourn"

    init(_ store: Store, _ configuration: Configuration, clock: TimeSource, logger: Logger) async throws {
        let pem = try await store.write { db in
            try InstallationSecrets.value(of: "dkim", in: db) { Array(try DKIMKey.generate(.rsa).pem().utf8) }
        }
        let key = try DKIMKey(pem: String(decoding: pem, as: UTF8.self))
        let identity = try DKIMIdentity(domain: configuration.mailDomain, selector: Self.selector, key: key)
        dkimRecord = try identity.zoneLine()
        threads = DKIMSigningThreads(count: 2)
        client = try await SMTPClient(
            configuration: try configuration.relay(),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        channel = EmailChannel(
            client: client,
            signer: DKIMSigner([identity]),
            threads: threads,
            settings: EmailChannel.Settings(
                messageDomain: configuration.mailDomain,
                connections: try configuration.connections()
            ),
            clock: clock
        )
    }
}

/// The wall clock.
enum SystemClock {
    static let source = TimeSource { now() }

    static func now() -> Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// The keys in memory, by token for the API and by id for the pipeline, loaded again when one was made or revoked.
final class KeyDirectory: Sendable {
    let ring: KeyRing
    private let store: Store
    private let browsers = Mutex<[KeyID: Bool]>([:])

    init(_ store: Store) async throws {
        self.store = store
        ring = KeyRing()
        try await refresh()
    }

    func refresh() async throws {
        let all = try await store.read { db in try Keys.all(in: db) }
        ring.replace(with: all)
        browsers.withLock { $0 = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.isBrowser) }) }
    }

    /// What the key's word is worth to the pipeline; an unknown key's is worth the least.
    func source(of id: KeyID) -> EventSource {
        EventSource("key:\(id)", isBrowser: browsers.withLock { $0[id] } ?? true)
    }
}
