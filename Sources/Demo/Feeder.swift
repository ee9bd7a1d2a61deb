import Logging
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
        package var isLive = false
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
    private let logger: Logger

    /// While paused it looks this often whether it may go on.
    private static let pauseStep = Duration.milliseconds(100)

    package init(
        shop: RecordShop,
        clock: DemoClock,
        engine: Engine,
        writeKey: String,
        daysPerSecond: Double,
        logger: Logger,
        address: @escaping @Sendable () -> (host: String, port: Int)
    ) {
        batches = Self.days(of: shop)
        self.clock = clock
        self.engine = engine
        self.writeKey = writeKey
        self.daysPerSecond = daysPerSecond
        self.logger = logger
        self.address = address
        let start = shop.orders.first?.moment ?? .epoch
        progress = Mutex(
            Progress(
                orderCount: shop.orders.count,
                moment: start,
                start: start,
                end: shop.orders.last?.moment ?? start
            )
        )
    }

    package var current: Progress {
        progress.withLock { progress in
            var progress = progress
            progress.isLive = clock.isLive
            return progress
        }
    }

    package func pause(_ isPaused: Bool) { progress.withLock { $0.isPaused = isPaused } }

    package func run() async throws {
        try await engine.start()
        try await ShopLine.open(to: address(), writeKey: writeKey) { line in
            for batch in batches where batch.end > clock.now {
                guard try await mayGoOn() else { return }
                let started = ContinuousClock.now
                try await line.post(batch.body, to: "/v1/batch")
                try await take(batch)
                try await keepPace(since: started)
            }
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
    private func mayGoOn() async throws -> Bool {
        while progress.withLock({ $0.isPaused }) {
            if Task.isShuttingDownGracefully { return false }
            try await Task.sleep(for: Self.pauseStep)
        }
        return !Task.isShuttingDownGracefully
    }

    private func keepPace(since started: ContinuousClock.Instant) async throws {
        guard daysPerSecond.isFinite, daysPerSecond > 0 else { return }
        try await Task.sleep(until: started + .seconds(1 / daysPerSecond))
    }

    /// The orders of one day each; who orders for the first time is introduced with it.
    private static func days(of shop: RecordShop) -> [OrderBatch] {
        var known: Set<Int> = []
        var batches: [OrderBatch] = []
        var rest = shop.orders[...]
        while let first = rest.first {
            let midnight = CivilTime(utc: first.moment).daysSinceEpoch
            let day = rest.prefix { CivilTime(utc: $0.moment).daysSinceEpoch == midnight }
            batches.append(OrderBatch(day) { known.insert($0.customer).inserted })
            rest = rest[day.endIndex...]
        }
        return batches
    }
}
