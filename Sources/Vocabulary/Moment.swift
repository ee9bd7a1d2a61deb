/// A point in time: milliseconds since 1970-01-01T00:00:00Z, the one form in which Sojourn stores and compares time.
///
/// Nothing in the engine reads a clock: moments are passed in (`SEMANTICS 1`).
public struct Moment: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    @inlinable
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    @inlinable
    public static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }

    @inlinable
    public static func + (moment: Moment, duration: Duration) -> Moment {
        Moment(milliseconds: moment.milliseconds.addingClamped(duration.milliseconds))
    }

    @inlinable
    public static func - (moment: Moment, duration: Duration) -> Moment {
        Moment(milliseconds: moment.milliseconds.subtractingClamped(duration.milliseconds))
    }

    /// The time from `earlier` to `later`; negative where `later` comes first.
    @inlinable
    public static func - (later: Moment, earlier: Moment) -> Duration {
        .milliseconds(later.milliseconds.subtractingClamped(earlier.milliseconds))
    }

    public static let epoch = Moment(milliseconds: 0)
    public static let distantPast = Moment(milliseconds: .min)
    public static let distantFuture = Moment(milliseconds: .max)
}

extension Duration {
    /// Whole milliseconds, rounded towards zero and clamped to what 64 bits hold.
    @inlinable
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return product.addingClamped(attoseconds / 1_000_000_000_000_000)
    }

    @inlinable
    public static func minutes(_ count: Int64) -> Duration { .seconds(count * 60) }

    @inlinable
    public static func hours(_ count: Int64) -> Duration { .seconds(count * 3600) }

    /// Days of 24 hours, as look-backs count them (`SEMANTICS 3`).
    @inlinable
    public static func days(_ count: Int64) -> Duration { .seconds(count * 86_400) }
}

extension Int64 {
    @usableFromInline
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    @usableFromInline
    func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
