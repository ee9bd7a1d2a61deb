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
    let voice: Voice
    let collector: HitCollector
    let keys: KeyRing
    let mail: MailParts
    let tombstones: TombstoneKey

    /// What can be done by hand.
    var acts: HandActs {
        HandActs(
            store: stores.state,
            log: log,
            tombstones: tombstones,
            wakePipeline: { [pipelineNudge] in pipelineNudge.signal() },
            wakeSender: { [sender] in sender.nudge.signal() }
        )
    }

    /// What runs while the server does, the most needed first.
    var services: [any Service] { [log, pipeline, sender, jobs, collector] }

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
        let (nudge, committed, pressure) = (Nudge(), Nudge(), BackPressure(folder: stores.folder))
        let floor = try await stores.state.read { db in try PipelineTable.cursor(in: db)?.moment ?? .epoch }
        let log = try await EventLog(store: stores.log, floor: floor) { nudge.signal() }
        let knowledge = try await Knowledge(stores.state, configuration)
        let voice = try await Voice(stores, configuration, base: base)
        let mail = try await MailParts(stores.state, configuration, clock: clock, logger: logger)
        // The demo's store, too, is one process's: it may not wait by a clock that stands still.
        let isAlone = stores.folder != nil || timeLapse != nil
        let sender = makeSender(stores, mail, voice, clock: clock, isAlone: isAlone, learners: nudge, logger: logger)
        let pipeline = knowledge.pipeline(stores, log, clock: clock, nudge: nudge, name: base, logger: logger) {
            pressure.processed($1)
            committed.signal()
            if $0.owed > 0 { sender.nudge.signal() }
        }
        return Engine(
            stores: stores,
            clock: clock,
            log: log,
            intake: Intake(log: log, pressure: pressure, timeLapse: timeLapse),
            pressure: pressure,
            pipeline: pipeline,
            pipelineNudge: nudge,
            committed: committed,
            sender: sender,
            jobs: makeJobs(stores, clock: clock, pipeline: nudge, logger: logger),
            voice: voice,
            collector: makeCollector(stores, log, voice.hits, learners: nudge, logger: logger),
            keys: knowledge.keys,
            mail: mail,
            tombstones: knowledge.tombstones
        )
    }

    /// What the pipeline must know beside its stores.
    private struct Knowledge {
        let keys: KeyRing
        let tombstones: TombstoneKey
        let periods: RetentionPeriods

        init(_ store: Store, _ configuration: Configuration) async throws {
            // Its own time is the wall's: a time-lapse must not make it read all the time.
            keys = KeyRing(store: store, clock: SystemClock.source)
            tombstones = TombstoneKey(secret: try await Engine.secret("tombstones", store))
            periods = try configuration.retention()
        }

        func pipeline(
            _ stores: Stores,
            _ log: EventLog,
            clock: TimeSource,
            nudge: Nudge,
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
                tombstones: tombstones,
                periods: periods,
                sources: { [keys] in try await keys.source(of: $0) },
                committed: committed
            )
        }
    }

    /// What signs links and tokens, and what hashes the erased; made once for an installation.
    fileprivate static func secret(_ name: String, _ store: Store) async throws -> [UInt8] {
        try await store.write { db in try InstallationSecrets.value(of: name, in: db) { try Secrets.random(32) } }
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

    private static func makeCollector(
        _ stores: Stores,
        _ log: EventLog,
        _ hits: HitSpool,
        learners: Nudge,
        logger: Logger
    ) -> HitCollector {
        HitCollector(
            store: stores.state,
            spool: hits,
            sink: { settled, db in try TriggerTable.tell(settled, in: db) },
            learners: learners,
            people: SeenEvents(store: stores.state, log: log).append,
            logger: logger
        )
    }

    private static func makeSender(
        _ stores: Stores,
        _ mail: MailParts,
        _ voice: Voice,
        clock: TimeSource,
        isAlone: Bool,
        learners: Nudge,
        logger: Logger
    ) -> Sender {
        Sender(
            store: stores.state,
            channel: mail.channel,
            library: MessageLibrary(),
            links: voice.links,
            brand: voice.brand,
            clock: clock,
            epoch: SystemClock.now().milliseconds,
            isOnlyProcess: isAlone,
            learners: learners,
            sink: { settled, db in try TriggerTable.tell(settled, in: db) },
            logger: logger
        )
    }
}

/// Who speaks to recipients, the addresses by which they answer, and where their opens and clicks wait to be counted.
struct Voice: Sendable {
    let links: LinkMaker
    let brand: Brand
    let hits: HitSpool

    /// - Parameter base: how browsers and mail readers reach us.
    init(_ stores: Stores, _ configuration: Configuration, base: String) async throws {
        brand = try await stores.state.read { db in try BrandTable.load(in: db) }
        links = LinkMaker(
            base: base,
            secret: try await Engine.secret("links", stores.state),
            lifetime: try configuration.linkLifetime(),
            site: LinkTarget(brand.site)
        )
        hits = try HitSpool(folder: stores.hits, name: "\(SystemClock.now().milliseconds)-\(getpid())")
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
                bounceDomain: try configuration.bounceDomain(),
                messageDomain: configuration.mailDomain,
                connections: try configuration.connections(),
                unsubscribeMailbox: try configuration.unsubscribeMailbox()
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
