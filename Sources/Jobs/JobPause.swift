import Vocabulary

/// How long to wait after a failed attempt: doubling, bounded, and spread so that those who failed together do not come
/// back together.
package struct JobPause: Hashable, Sendable {
    package var first: Duration
    package var longest: Duration

    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// Twenty attempts are then two days.
    package static let standard = JobPause(first: .seconds(2), longest: .hours(4))

    /// - Parameters:
    ///   - attempt: the one that failed, the first is 1.
    ///   - jitter: in 0..<1; spreads the pause over ± 20 %.
    package func duration(afterAttempt attempt: Int, jitter: Double) -> Duration {
        let doublings = Int64(min(max(0, attempt - 1), 30))
        let plain = min(first.milliseconds << doublings, longest.milliseconds)
        return .milliseconds(Int64(Double(plain) * (0.8 + 0.4 * jitter)))
    }
}
