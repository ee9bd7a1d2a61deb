import Accounts
import Deliveries
import EventLog
import Logging
import Pipeline
import Store
import Vocabulary

/// The face for people: server-rendered pages over what the chapters know.
package struct Console: Sendable {
    let state: Store
    let log: EventLog
    let pipeline: PipelineLoop
    let sender: Sender
    let clock: TimeSource
    let sandbox: Sandbox
    /// Whether browsers reach us by https, so that cookies never travel without it.
    let isSecure: Bool
    /// Who knows it may make the first administrator; printed when the server starts.
    package let setUpCode: String
    /// What can be done by hand to people, messages and parked events.
    let acts: HandActs
    let demo: ConsoleDemo?
    let mailbox: MailboxReading?
    /// How full the data folder's disk is; `nil` where the database looks after its own.
    let disk: @Sendable () -> BackPressure.Disk?
    /// Told when a key was made or revoked.
    let keysChanged: @Sendable () async -> Void
    /// Told when a journey was published, paused or closed.
    let journeysChanged: @Sendable () -> Void
    let logger: Logger

    let assets: Assets
    let live: LiveNumbers
    let passwords = PasswordThread()
    let signInLimits = SignInLimits.Guarded()

    /// An isolated world and how its pages are framed.
    package struct Sandbox: Sendable {
        package var name: String
        /// Production cannot be mistaken for anything else.
        package var isProduction: Bool

        package init(name: String, isProduction: Bool) {
            self.name = name
            self.isProduction = isProduction
        }
    }

    package init(
        state: Store,
        log: EventLog,
        pipeline: PipelineLoop,
        sender: Sender,
        clock: TimeSource,
        sandbox: Sandbox = Sandbox(name: "production", isProduction: true),
        isSecure: Bool = false,
        setUpCode: String,
        acts: HandActs,
        demo: ConsoleDemo? = nil,
        mailbox: MailboxReading? = nil,
        disk: @escaping @Sendable () -> BackPressure.Disk? = { nil },
        keysChanged: @escaping @Sendable () async -> Void = {},
        journeysChanged: @escaping @Sendable () -> Void = {},
        logger: Logger
    ) throws {
        self.state = state
        self.log = log
        self.pipeline = pipeline
        self.sender = sender
        self.clock = clock
        self.sandbox = sandbox
        self.isSecure = isSecure
        self.setUpCode = setUpCode
        self.acts = acts
        self.demo = demo
        self.mailbox = mailbox
        self.disk = disk
        self.keysChanged = keysChanged
        self.journeysChanged = journeysChanged
        self.logger = logger
        assets = try Assets()
        live = LiveNumbers(state: state, log: log, pipeline: pipeline, clock: clock, demo: demo, logger: logger)
    }

    /// What must run while pages are served.
    package var service: LiveNumbers { live }
}
