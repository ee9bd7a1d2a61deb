import Content
import Logging
import ServiceLifecycle
import Store
import Vocabulary

/// The shell around one channel: takes what is due, renders it, has it handed over and records what became of it.
///
/// One transaction records what came back and takes as much anew, so a message costs its share of one commit.
///
/// Two ways to run, one at a time. `run()` sleeps until the next due moment or a nudge and follows the wall clock;
/// `drain(until:)` works off everything due up to a moment of a virtual clock and decides each send at its own due.
package struct Sender: Service {
    /// Woken by whoever writes something due, or lifts a hold.
    package let nudge: Nudge
    /// Signalled when runs have something to learn of what became of their sends.
    private let learners: Nudge
    private let store: Store
    private let channel: any Channel
    private let library: MessageLibrary
    private let links: LinkMaker
    private let brand: Brand
    private let clock: TimeSource
    private let worker: DeliveryWorker
    private let taker: Taker
    private let recorder: Recorder
    private let inbox = OutcomeInbox()
    private let logger: Logger

    /// An idle loop looks at the database this often, for what other processes wrote.
    var longestSleep: Duration = .seconds(10)
    /// While a hold is in force its release, by whatever process, must act within a second.
    private static let sleepUnderHold: Duration = .milliseconds(250)
    /// With work at hand the loop looks at what else there is this often.
    private static let lookUnderLoad: Duration = .seconds(1)
    /// Others have what is due in their hands, or the database is away.
    private static let pauseWhenContended: Duration = .milliseconds(50)
    private static let pauseAfterFault: Duration = .seconds(1)
    /// Under load, what came back waits so long at most for what makes a transaction worth while.
    private static let patience: Duration = .milliseconds(5)
    /// From the gate's decision to the beginning of the hand-over; with room below the 5 seconds of invariant 4.
    private static let handOverDelay: Duration = .seconds(4)

    /// - Parameters:
    ///   - epoch: names this worker run; never used before.
    ///   - isOnlyProcess: the store is nobody else's, so every other worker of the channel is dead.
    ///   - learners: signalled after `sink` has told somebody something.
    ///   - sink: tells those who wait what became of their sends, in the same transaction.
    package init(
        store: Store,
        channel: any Channel,
        library: MessageLibrary,
        links: LinkMaker,
        brand: Brand = Brand(),
        clock: TimeSource,
        epoch: Int64,
        isOnlyProcess: Bool,
        nudge: Nudge = Nudge(),
        learners: Nudge = Nudge(),
        sink: @escaping OutcomeSink = { _, _ in },
        logger: Logger
    ) {
        self.store = store
        self.channel = channel
        self.library = library
        self.links = links
        self.brand = brand
        self.clock = clock
        self.nudge = nudge
        self.learners = learners
        self.logger = logger
        worker = DeliveryWorker(channel: channel.name, epoch: epoch, isOnlyProcess: isOnlyProcess, sink: sink)
        taker = Taker(channel: channel.name, epoch: epoch, sink: sink)
        recorder = Recorder(channel: channel.name, epoch: epoch, sink: sink)
    }

    /// At most so many sends are `handing` (`SEMANTICS 26`).
    private var capacity: Int { channel.width * 2 }
    /// Under load, so many come back before they are recorded and their places given to others.
    private var stride: Int { max(1, capacity / 2) }

    // MARK: Live

    package func run() async throws {
        try await start()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                var state = LoopState()
                while !isDone { await turn(&state, in: &group) }
            }
        } onGracefulShutdown: {
            nudge.signal()
        }
        try await stop()
    }

    /// A graceful shutdown takes nothing more, but waits for what is under way and records it.
    private var isDone: Bool {
        Task.isCancelled || (Task.isShuttingDownGracefully && inbox.inFlight.isEmpty)
    }

    /// Signs the worker in and settles what dead ones left behind, releases that were interrupted too; to be called before
    /// `drain`.
    package func start() async throws {
        try await store.write { db in try worker.signIn(in: db) }
        while try await store.write({ db in try worker.recover(in: db) }) > 0 { learners.signal() }
        try await Holding.free(in: store)
    }

    /// Records the last outcomes and signs off.
    package func stop() async throws {
        _ = try await exchange(.wall, limit: 0, schedule: LaneSchedule())
        try await store.write { db in try worker.signOff(in: db) }
    }

    /// What the loop remembers from turn to turn.
    private struct LoopState {
        var schedule = LaneSchedule()
        var chores = Chores()
        /// What was stopped at the last look.
        var holds: Set<Hold> = []
        /// The last take found all it had room for, so there is likely more and no need to look first.
        var isBusy = false
        /// What came back has waited for more to come.
        var wasPatient = false
        var nextLook = Moment.distantPast
    }

    private func turn(_ state: inout LoopState, in group: inout DiscardingTaskGroup) async {
        let pause: Duration
        do {
            pause = try await work(&state, in: &group)
        } catch {
            logger.error("sending pauses", metadata: ["error": "\(String(reflecting: error))"])
            pause = Self.pauseAfterFault
        }
        if pause > .zero, !isDone { await nudge.wait(atMost: pause) }
    }

    /// Records what came back, takes what is due and sets it going.
    /// - Returns: how long nothing is to be done unless a nudge comes.
    private func work(_ state: inout LoopState, in group: inout DiscardingTaskGroup) async throws -> Duration {
        if try await state.chores.run(worker, in: store, now: clock.now()) { learners.signal() }
        let arrived = inbox.arrivedCount
        let free = Task.isShuttingDownGracefully ? 0 : capacity - inbox.inFlight.count + arrived
        if let pause = try await pause(&state, arrived: arrived, free: free) { return pause }
        let (taking, schedule) = try await exchange(.wall, limit: free, schedule: state.schedule)
        state.schedule = schedule
        state.isBusy = free > 0 && taking.decided >= free
        inbox.stride = state.isBusy ? stride : 1
        if taking.decided == 0, arrived == 0 {
            // Whoever raises a spent allowance may be another process, so that is looked for as well.
            let wait = taking.spentUntil.map { $0 - clock.now() } ?? Self.pauseWhenContended
            return max(min(wait, longestSleep), Self.pauseWhenContended)
        }
        if !taking.taken.isEmpty {
            group.addTask { await deliver(taking, within: Self.handOverDelay) { report($0) } }
        }
        return .zero
    }

    /// Why the loop should rest before it goes on, and how long; `nil`: there is something to record or to take.
    private func pause(_ state: inout LoopState, arrived: Int, free: Int) async throws -> Duration? {
        if state.isBusy {
            let isWorthWhile = free >= stride || arrived == inbox.inFlight.count || state.wasPatient
            state.wasPatient = !isWorthWhile && arrived > 0
            guard isWorthWhile else { return arrived == 0 ? longestSleep : Self.patience }
        }
        let (now, hasWork) = (clock.now(), state.isBusy || arrived > 0)
        if hasWork, now < state.nextLook { return nil }
        if free == 0 { return hasWork ? nil : longestSleep }
        state.nextLook = now + Self.lookUnderLoad
        let outlook = try await store.read { [channel] db in try SendTable.outlook(channel.name, in: db) }
        if try await freeLifted(outlook, &state) { return .zero }
        if hasWork || outlook.nextDue.map({ $0 <= now }) ?? false { return nil }
        // A paused journey may stay so for days: its release may take until the next idle look.
        let isStopped = outlook.isClosed || outlook.holds.contains { $0.reason == .hold }
        let longest = isStopped ? Self.sleepUnderHold : longestSleep
        return min(outlook.nextDue.map { $0 - now } ?? longest, longest)
    }

    /// Where a hold was lifted since the last look, frees what it kept: whoever lifted it may be slow, or dead.
    /// - Returns: whether the look is out of date by that.
    private func freeLifted(_ outlook: SendTable.Outlook, _ state: inout LoopState) async throws -> Bool {
        let isLifted = !state.holds.isSubset(of: outlook.holds)
        state.holds = outlook.holds
        guard isLifted || (outlook.holds.isEmpty && outlook.hasHeld) else { return false }
        try await Holding.free(in: store)
        return true
    }

    private func report(_ outcome: SendOutcome) {
        if inbox.report(outcome) { nudge.signal() }
    }

    // MARK: Virtual time

    /// Works off everything due up to and including `until`, in order of due, each at its own moment.
    /// - Returns: how many decisions were made.
    @discardableResult
    package func drain(until: Moment) async throws -> Int {
        var decided = 0
        var schedule = LaneSchedule()
        while true {
            let (taking, after) = try await exchange(.due(until: until), limit: capacity, schedule: schedule)
            guard taking.decided > 0 else { return decided }
            schedule = after
            decided += taking.decided
            await deliver(taking, within: nil) { _ = inbox.report($0) }
        }
    }

    // MARK: Steps

    /// Records what has come back and takes up to `limit` of what is due, in one transaction.
    private func exchange(
        _ clock: TakeClock,
        limit: Int,
        schedule before: LaneSchedule
    ) async throws -> (Taker.Taking, LaneSchedule) {
        try await settleDoubt()
        let outcomes = inbox.arrived
        guard limit > 0 || !outcomes.isEmpty else { return (Taker.Taking(), before) }
        inbox.isInDoubt = limit > 0
        let (taking, after) = try await store.write { [taker, recorder] db in
            var (taking, schedule) = (Taker.Taking(), before)
            let told = outcomes.isEmpty ? 0 : try recorder.record(outcomes, clock, in: db)
            if limit > 0 { taking = try taker.take(clock, limit: limit, schedule: &schedule, in: db) }
            taking.told += told
            if !outcomes.isEmpty { Failpoint.reach("outcome.before-commit") }
            if limit > 0 { Failpoint.reach("take.before-commit") }
            return (taking, schedule)
        }
        if !outcomes.isEmpty { Failpoint.reach("outcome.after-commit") }
        if limit > 0 { Failpoint.reach("take.after-commit") }
        inbox.exchange(outcomes.count, for: taking.taken.map(\.send.id))
        if taking.told > 0 { learners.signal() }
        return (taking, after)
    }

    /// After a take whose commit nobody confirmed: what is in our hands without our knowing was not handed over.
    private func settleDoubt() async throws {
        guard inbox.isInDoubt else { return }
        let known = inbox.inFlight
        try await store.write { db in try worker.takeBack(except: known, in: db) }
        inbox.isInDoubt = false
    }

    /// Renders what was taken and hands it to the channel; every send is reported once.
    @concurrent
    private func deliver(
        _ taking: Taker.Taking,
        within delay: Duration?,
        report: @escaping @Sendable (SendOutcome) -> Void
    ) async {
        var messages: [OutgoingMessage] = []
        for taken in taking.taken {
            do {
                let message = try await prepare(taken, within: delay)
                if taken.send.reason == nil {
                    messages.append(message)
                } else {
                    report(SendOutcome(of: taken.send, .kept, bytes: try await channel.compose(message)))
                }
            } catch {
                report(SendOutcome(of: taken.send, Self.result(of: error)))
            }
        }
        await channel.send(messages, report: report)
    }

    private func prepare(_ taken: Taker.TakenSend, within delay: Duration?) async throws -> OutgoingMessage {
        let send = taken.send
        let message = try await library.message(
            MessageKey(origin: send.origin.id, version: send.origin.version, step: send.origin.step),
            in: store
        )
        let links = links.links(of: send.id)
        let context = RenderContext(profile: taken.person, origin: try send.contextValue(), links: links, brand: brand)
        let takenAt = send.taken ?? clock.now()
        let trackers = self.links.trackers(of: send.id, at: takenAt)
        return OutgoingMessage(
            send: send.id,
            attempt: send.machine.attempt,
            address: send.address ?? "",
            messageClass: send.messageClass,
            content: try message.render(context, trackers),
            links: links,
            token: self.links.token(of: send.id),
            date: takenAt,
            beginBefore: delay.map { takenAt + $0 } ?? .distantFuture
        )
    }

    /// Content that cannot be made is final; a database that is away is not.
    private static func result(of error: any Error) -> SendOutcome.Result {
        if let error = error as? StoreError, error.isTemporary { return .notHandedOver(error.description) }
        if let error = error as? Diagnostic { return .unrenderable(Diagnostics([error]).description) }
        return .unrenderable(String(describing: error))
    }
}
