import Synchronization
import Vocabulary

/// A count that only grows.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    package func add(_ amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }

    package var value: Int { count.load(ordering: .relaxed) }
}

/// A number that goes up and down.
package final class Gauge: Sendable {
    private let number = Atomic<Int>(0)

    package func set(_ value: Int) { number.store(value, ordering: .relaxed) }
    package func add(_ amount: Int) { number.wrappingAdd(amount, ordering: .relaxed) }

    package var value: Int { number.load(ordering: .relaxed) }
}

/// How often something took how long, by upper bounds.
package final class Histogram: Sendable {
    /// From half a millisecond to ten seconds.
    package static let standardBounds: [Duration] = [
        .microseconds(500), .milliseconds(1), .milliseconds(2), .milliseconds(5), .milliseconds(10), .milliseconds(20),
        .milliseconds(50), .milliseconds(100), .milliseconds(200), .milliseconds(500), .seconds(1), .seconds(2),
        .seconds(5), .seconds(10),
    ]

    private struct Counts {
        var buckets: [Int]
        var sum = Duration.zero
    }

    private let bounds: [Duration]
    private let counts: Mutex<Counts>

    package init(bounds: [Duration] = standardBounds) {
        self.bounds = bounds
        counts = Mutex(Counts(buckets: Array(repeating: 0, count: bounds.count + 1)))
    }

    package func record(_ duration: Duration) {
        let bucket = bounds.firstIndex { duration <= $0 } ?? bounds.count
        counts.withLock { counts in
            counts.buckets[bucket] += 1
            counts.sum += duration
        }
    }

    package var count: Int { counts.withLock { $0.buckets.reduce(0, +) } }

    func write(named name: String, _ labels: MetricLabels, to text: inout String) {
        let counts = counts.withLock { $0 }
        var total = 0
        for (index, count) in counts.buckets.enumerated() {
            total += count
            let bound = index < bounds.count ? "\(bounds[index].inSeconds)" : "+Inf"
            text += "\(name)_bucket\(labels.text(and: "le=\"\(bound)\"")) \(total)\n"
        }
        text += "\(name)_sum\(labels.text()) \(counts.sum.inSeconds)\n\(name)_count\(labels.text()) \(total)\n"
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1_000_000_000_000_000_000
    }
}
