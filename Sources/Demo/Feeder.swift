import ServiceLifecycle
import Synchronization
import Vocabulary

/// Streams the shop's orders through the HTTP API, one virtual day a batch, and moves the demo's clock with them.
///
/// In lock-step: the next day begins when everything that the last one caused is decided and sent. So the walks and the
/// mails are the same at any speed.
package final class Feeder: Service {
    /// How far the time-lapse is, for the page that shows it.
    package struct Progress: Sendable {
        package var ordersSent = 0
        package var orderCount = 0
        package var moment: Moment
        package var start: Moment
        package var end: Moment
        package var isPaused = false
        /// The day that it runs to as fast as it can.
        package var target: Moment?
        package var isLive = false
    }

    /// What the visitor wants of the time-lapse.
    private enum Pace {
        case standard
        case paused
        /// As fast as possible until the orders of that day are in; then paused.
        case rush(through: Moment)
    }

    /// What the feeder asks of the engine around it.
    package struct Engine: Sendable {
        /// Called once, before the first day.
        package var start: @Sendable () async throws -> Void
        /// Returns once everything acknowledged is in effect.
        package var settle: @Sendable () async throws -> Void
        /// Sends everything due by then.
        package var drain: @Sendable (Moment) async throws -> Void

        package init(
            start: @escaping @Sendable () async throws -> Void,
            settle: @escaping @Sendable () async throws -> Void,
            drain: @escaping @Sendable (Moment) async throws -> Void
        ) {
            self.start = start
            self.settle = settle
            self.drain = drain
        }
    }

    private let batches: [OrderBatch]
    private let clock: DemoClock
    private let engine: Engine
    private let address: @Sendable () -> (host: String, port: Int)
    private let writeKey: String
    private let daysPerSecond: Double
    private let progress: Mutex<Progress>
    private let pace = Mutex(Pace.standard)
    /// Told when the visitor wants something else, and at a shutdown.
    private let nudge = Nudge()

    /// A pause lasts until somebody says otherwise; this only bounds one sleep of it.
    private static let longestSleep = Duration.hours(1)

    package init(
        shop: RecordShop,
        clock: DemoClock,
        engine: Engine,
        writeKey: String,
        daysPerSecond: Double,
        address: @escaping @Sendable () -> (host: String, port: Int)
    ) {
        batches = Self.days(of: shop)
        self.clock = clock
        self.engine = engine
        self.writeKey = writeKey
        self.daysPerSecond = daysPerSecond
        self.address = address
        let done = batches.prefix { $0.end <= clock.now }
        let start = shop.orders.first?.moment ?? .epoch
        progress = Mutex(
            Progress(
                ordersSent: done.reduce(0) { $0 + $1.orderCount },
                orderCount: shop.orders.count,
                moment: done.last?.end ?? start,
                start: start,
                end: shop.orders.last?.moment ?? start
            )
        )
    }

    package var current: Progress {
        var current = progress.withLock { $0 }
        current.isLive = clock.isLive
        switch pace.withLock({ $0 }) {
        case .standard: break
        case .paused: current.isPaused = true
        case .rush(let day): current.target = day
        }
        return current
    }

    // MARK: What the visitor wants

    package func pause(_ isPaused: Bool) {
        pace.withLock { $0 = isPaused ? .paused : .standard }
        nudge.signal()
    }

    /// Runs as fast as it can until the orders of that day are in, then pauses.
    ///
    /// - Returns: false where the day is over already: time runs forward only.
    package func run(through day: Moment) -> Bool {
        guard day.utcDay >= progress.withLock({ $0.moment }).utcDay else { return false }
        pace.withLock { $0 = .rush(through: day) }
        nudge.signal()
        return true
    }

    // MARK: Feeding

    package func run() async throws {
        try await engine.start()
        try await withGracefulShutdownHandler {
            try await ShopLine.open(to: address(), writeKey: writeKey) { line in
                for batch in batches where batch.end > clock.now {
                    guard await mayPost(batch) else { return }
                    let started = ContinuousClock.now
                    try await line.post(batch.body, to: "/v1/batch")
                    try await take(batch)
                    await keepPace(since: started)
                }
            }
        } onGracefulShutdown: {
            self.nudge.signal()
        }
    }

    /// What an acknowledged day sets going.
    private func take(_ batch: OrderBatch) async throws {
        try await engine.settle()
        clock.advance(to: batch.end - .milliseconds(1))
        try await engine.drain(batch.end)
        progress.withLock { progress in
            progress.moment = batch.end
            progress.ordersSent += batch.orderCount
        }
    }

    /// Waits while paused; false when the server shuts down.
    private func mayPost(_ batch: OrderBatch) async -> Bool {
        while !Task.isShuttingDownGracefully, !isWanted(batch) { await nudge.wait(atMost: Self.longestSleep) }
        return !Task.isShuttingDownGracefully
    }

    private func isWanted(_ batch: OrderBatch) -> Bool {
        pace.withLock { pace in
            switch pace {
            case .standard: return true
            case .paused: return false
            case .rush(let day):
                if batch.end.utcDay > day.utcDay { pace = .paused }
                return batch.end.utcDay <= day.utcDay
            }
        }
    }

    private func keepPace(since started: ContinuousClock.Instant) async {
        guard daysPerSecond.isFinite, daysPerSecond > 0 else { return }
        let end = started + .seconds(1 / daysPerSecond)
        while isAtStandardPace, !Task.isShuttingDownGracefully, ContinuousClock.now < end {
            await nudge.wait(atMost: end - ContinuousClock.now)
        }
    }

    private var isAtStandardPace: Bool { if case .standard = pace.withLock({ $0 }) { true } else { false } }

    /// The orders of one day each; who orders for the first time is introduced with it.
    private static func days(of shop: RecordShop) -> [OrderBatch] {
        var known: Set<Int> = []
        var batches: [OrderBatch] = []
        var rest = shop.orders[...]
        while let first = rest.first {
            let day = rest.prefix { $0.moment.utcDay == first.moment.utcDay }
            batches.append(OrderBatch(day) { known.insert($0.customer).inserted })
            rest = rest[day.endIndex...]
        }
        return batches
    }
}

extension Moment {
    /// Days since 1970 in UTC, by which the shop's days are cut.
    fileprivate var utcDay: Int { CivilTime(utc: self).daysSinceEpoch }
}
