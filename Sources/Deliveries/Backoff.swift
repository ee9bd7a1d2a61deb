import Vocabulary

/// When to try again after a temporary failure: doubling, bounded, spread by jitter so that a recovered server is not
/// met by all at once.
package struct Backoff: Hashable, Sendable {
    package var first: Duration
    package var longest: Duration

    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The next hop spoke and asked to come again (greylisting, a full mailbox).
    package static let postponed = Backoff(first: .minutes(1), longest: .minutes(30))
    /// The next hop was not reached at all: it may be back any moment.
    package static let unreachable = Backoff(first: .seconds(2), longest: .minutes(1))

    /// - Parameter jitter: in 0..<1; spreads the delay over ± 20 %.
    package func delay(afterAttempt attempt: Int, jitter: Double) -> Duration {
        let doublings = min(max(0, attempt - 1), 30)
        let plain = min(first.milliseconds << Int64(doublings), longest.milliseconds)
        return .milliseconds(Int64(Double(plain) * (0.8 + 0.4 * jitter)))
    }

    /// The jitter of one attempt of one send, the same in every replay.
    package static func jitter(send: SendID, attempt: Int) -> Double {
        var bits = UInt64(bitPattern: send.raw) &+ UInt64(attempt) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return Double((bits ^ bits >> 31) >> 11) * 0x1p-53
    }
}
