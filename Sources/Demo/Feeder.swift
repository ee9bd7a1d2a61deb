import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
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
        /// Called once, when the log has reached today.
        package var goLive: @Sendable () async throws -> Void

        package init(
            start: @escaping @Sendable () async throws -> Void,
            settle: @escaping @Sendable () async throws -> Void,
            drain: @escaping @Sendable (Moment) async throws -> Void,
            goLive: @escaping @Sendable () async throws -> Void
        ) {
            self.start = start
            self.settle = settle
            self.drain = drain
            self.goLive = goLive
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
        shop: RecordShop, clock: DemoClock, engine: Engine, writeKey: String, daysPerSecond: Double, logger: Logger,
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
                orderCount: shop.orders.count, moment: start, start: start, end: shop.orders.last?.moment ?? start))
    }

    package var current: Progress { progress.withLock { $0 } }

    package func pause(_ isPaused: Bool) { progress.withLock { $0.isPaused = isPaused } }

    package func run() async throws {
        let (host, port) = address()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        try await engine.start()
        try await channel.executeThenClose { inbound, outbound in
            var answers = inbound.makeAsyncIterator()
            for batch in batches where batch.end > clock.now {
                guard try await mayGoOn() else { return }
                let started = ContinuousClock.now
                try await outbound.write(contentsOf: request(batch))
                try await Self.expectSuccess(&answers)
                try await take(batch)
                try await keepPace(since: started)
            }
        }
        try await engine.goLive()
        progress.withLock { $0.isLive = true }
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

    private func request(_ batch: OrderBatch) -> [HTTPClientRequestPart] {
        let headers: HTTPHeaders = [
            "Host": "localhost", "Authorization": "Basic \(BasicAuthorization.encode("\(writeKey):"))",
            "Content-Type": "application/json", "Content-Length": "\(batch.body.count)",
        ]
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/v1/batch", headers: headers)
        return [.head(head), .body(.byteBuffer(ByteBuffer(bytes: batch.body))), .end(nil)]
    }

    private static func expectSuccess(
        _ answers: inout NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
    ) async throws {
        var status = HTTPResponseStatus.ok
        while let part = try await answers.next(isolation: #isolation) {
            switch part {
            case .head(let head): status = head.status
            case .body: break
            case .end:
                guard status == .ok else { throw FeedRefused(status: Int(status.code)) }
                return
            }
        }
        throw FeedRefused(status: 0)
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

/// The API did not take a day's orders.
struct FeedRefused: Error { var status: Int }
