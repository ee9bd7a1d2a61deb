import Synchronization
import Vocabulary

/// How often a password may be tried, for an address and for an account: so many at once, then one every while.
///
/// A token bucket each; pure, `now` is passed in. Old buckets are dropped, so memory is bounded.
package struct SignInLimits: Sendable {
    private struct Bucket {
        var tokens: Double
        var filled: Moment
    }

    private var buckets: [String: Bucket] = [:]

    package static let burst = 10.0
    /// The time in which one more try becomes free.
    package static let refill = Duration.seconds(30)
    private static let bucketLimit = 10_000

    package init() {}

    /// Takes one try for each of `keys`; refuses, and takes none, where one of them has none left.
    package mutating func allow(_ keys: [String], now: Moment) -> Bool {
        if buckets.count > Self.bucketLimit { forget(now) }
        let filled = keys.map { key in (key, bucket(key, now: now)) }
        guard filled.allSatisfy({ $0.1.tokens >= 1 }) else { return false }
        for (key, bucket) in filled { buckets[key] = Bucket(tokens: bucket.tokens - 1, filled: now) }
        return true
    }

    private func bucket(_ key: String, now: Moment) -> Bucket {
        guard let bucket = buckets[key] else { return Bucket(tokens: Self.burst, filled: now) }
        let gained = Double((now - bucket.filled).milliseconds) / Double(Self.refill.milliseconds)
        return Bucket(tokens: min(Self.burst, bucket.tokens + max(0, gained)), filled: now)
    }

    /// Full buckets say nothing; if all are in use, everything is forgotten rather than memory filled.
    private mutating func forget(_ now: Moment) {
        buckets = buckets.filter { key, _ in bucket(key, now: now).tokens < Self.burst }
        if buckets.count > Self.bucketLimit { buckets = [:] }
    }

    /// The limits as requests share them.
    final class Guarded: Sendable {
        private let limits = Mutex(SignInLimits())

        func allow(_ keys: [String], now: Moment) -> Bool { limits.withLock { $0.allow(keys, now: now) } }
    }
}
