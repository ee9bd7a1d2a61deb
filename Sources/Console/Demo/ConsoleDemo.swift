import Vocabulary

/// What the demo lets the console do; filled by whoever runs it.
package struct ConsoleDemo: Sendable {
    /// How far the time-lapse is.
    package struct Progress: Sendable {
        package var moment: Moment
        package var start: Moment
        package var end: Moment
        package var ordersSent: Int
        package var orderCount: Int
        package var isPaused: Bool
        package var isLive: Bool

        package init(
            moment: Moment,
            start: Moment,
            end: Moment,
            ordersSent: Int,
            orderCount: Int,
            isPaused: Bool,
            isLive: Bool
        ) {
            self.moment = moment
            self.start = start
            self.end = end
            self.ordersSent = ordersSent
            self.orderCount = orderCount
            self.isPaused = isPaused
            self.isLive = isLive
        }

        var day: Int64 { (min(moment, end) - start).milliseconds / 86_400_000 }
        var days: Int64 { (end - start).milliseconds / 86_400_000 }
        var phase: String { isLive ? "live" : isPaused ? "paused" : "running" }
    }

    /// An order that a visitor places as themselves.
    package struct Order: Sendable {
        package var total: String
        package var email: String
        package var firstName: String
    }

    /// Opens the console without a password: part of the address that the demo prints.
    package var signInCode: String
    package var progress: @Sendable () async -> Progress
    package var pause: @Sendable (Bool) async -> Void
    /// Ends the process as a crash would; it does not return.
    package var killHard: @Sendable () -> Void
    package var placeOrder: @Sendable (Order) async throws -> Void

    package init(
        signInCode: String,
        progress: @escaping @Sendable () async -> Progress,
        pause: @escaping @Sendable (Bool) async -> Void,
        killHard: @escaping @Sendable () -> Void,
        placeOrder: @escaping @Sendable (Order) async throws -> Void
    ) {
        self.signInCode = signInCode
        self.progress = progress
        self.pause = pause
        self.killHard = killHard
        self.placeOrder = placeOrder
    }
}
