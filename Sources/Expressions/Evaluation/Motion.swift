import Vocabulary

/// How a value changes while only the clock moves.
///
/// A still value holds until the evaluation's own bound. The others are exact at `now` and say when they change, so
/// that a comparison can tell when its answer does: "fewer than 3 in 30 days" need not wake for each event that
/// leaves the window.
enum Motion {
    case still
    /// A date or whole number that changes by one at `next` and then at most once every `unit`.
    case steps(Steps)
    /// A count that gains at most one at each of `rises` and loses at most one at each of `falls`.
    case changes(rises: [Int64], falls: [Int64])

    struct Steps: Equatable {
        var next: Int64
        var unit: Int64
        var isRising = true
    }

    /// `now()` itself: one millisecond a millisecond.
    static func clock(at now: Int64) -> Motion { .steps(Steps(next: now.addingClamped(1), unit: 1)) }

    var isStill: Bool { if case .still = self { true } else { false } }

    /// How the negative of the value moves.
    var reversed: Motion {
        switch self {
        case .still: return .still
        case .steps(var steps):
            steps.isRising.toggle()
            return .steps(steps)
        case .changes(let rises, let falls): return .changes(rises: falls, falls: rises)
        }
    }

    /// The first change, `nil` where there is none.
    var firstChange: Int64? {
        switch self {
        case .still: nil
        case .steps(let steps): steps.next
        case .changes(let rises, let falls): (rises + falls).min()
        }
    }
}

/// A value on the stack and how it moves.
struct Slot {
    var value: AttributeValue
    var motion = Motion.still
}

extension Int64 {
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }

    func multipliedClamped(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}
