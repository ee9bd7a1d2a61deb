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
        /// The day that it runs to as fast as it can, to pause there.
        package var target: Moment?
        package var isLive: Bool

        package init(
            moment: Moment,
            start: Moment,
            end: Moment,
            ordersSent: Int,
            orderCount: Int,
            isPaused: Bool,
            target: Moment?,
            isLive: Bool
        ) {
            self.moment = moment
            self.start = start
            self.end = end
            self.ordersSent = ordersSent
            self.orderCount = orderCount
            self.isPaused = isPaused
            self.target = target
            self.isLive = isLive
        }

        /// Days since the first, in UTC.
        func day(of moment: Moment) -> Int {
            CivilTime(utc: moment).daysSinceEpoch - CivilTime(utc: start).daysSinceEpoch
        }
        var day: Int { day(of: min(moment, end)) }
        var days: Int { day(of: end) }
        /// Where the slider stands: where it is, or where it was sent.
        var sliderDay: Int { target.map { min(days, day(of: $0)) } ?? day }
        var phase: String { isLive ? "live" : isPaused ? "paused" : "running" }
        var doing: String {
            if isLive { return "The clock is live." }
            if let target { return "Running to \(target.iso8601.prefix(10)) as fast as it can." }
            return isPaused ? "Paused." : "Running."
        }
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
    /// Runs through that day as fast as it can and pauses; false where the day is over.
    package var runThrough: @Sendable (Moment) async -> Bool
    /// Ends the process as a crash would; it does not return.
    package var killHard: @Sendable () -> Void
    package var placeOrder: @Sendable (Order) async throws -> Void

    package init(
        signInCode: String,
        progress: @escaping @Sendable () async -> Progress,
        pause: @escaping @Sendable (Bool) async -> Void,
        runThrough: @escaping @Sendable (Moment) async -> Bool,
        killHard: @escaping @Sendable () -> Void,
        placeOrder: @escaping @Sendable (Order) async throws -> Void
    ) {
        self.signInCode = signInCode
        self.progress = progress
        self.pause = pause
        self.runThrough = runThrough
        self.killHard = killHard
        self.placeOrder = placeOrder
    }
}
