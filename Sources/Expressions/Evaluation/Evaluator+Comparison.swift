import Vocabulary

extension Evaluator {
    mutating func compare(_ comparison: Op.Comparison) {
        let right = pop()
        let left = pop()
        push(compared(comparison, left, right))
    }

    /// The answer now; with moving sides also notes when it can change.
    mutating func compared(_ comparison: Op.Comparison, _ left: Slot, _ right: Slot) -> AttributeValue {
        let answer = answer(comparison, left.value, right.value)
        guard !answer.isNull, !(left.motion.isStill && right.motion.isStill) else { return answer }
        if right.motion.isStill {
            holdUntilChange(of: comparison, left, right.value)
        } else if left.motion.isStill {
            holdUntilChange(of: comparison.mirrored, right, left.value)
        } else if !moveTogether(left, right) {
            settle(left)
            settle(right)
        }
        return answer
    }

    private func answer(_ comparison: Op.Comparison, _ a: AttributeValue, _ b: AttributeValue) -> AttributeValue {
        let zone = context.zone
        switch comparison {
        case .equal: return ValueOrder.areEqual(a, b, zone: zone).map(AttributeValue.bool) ?? .null
        case .notEqual: return ValueOrder.areEqual(a, b, zone: zone).map { .bool(!$0) } ?? .null
        case .less: return ValueOrder.order(a, b, zone: zone).map { .bool($0 < 0) } ?? .null
        case .lessOrEqual: return ValueOrder.order(a, b, zone: zone).map { .bool($0 <= 0) } ?? .null
        case .greater: return ValueOrder.order(a, b, zone: zone).map { .bool($0 > 0) } ?? .null
        case .greaterOrEqual: return ValueOrder.order(a, b, zone: zone).map { .bool($0 >= 0) } ?? .null
        }
    }

    /// Two dates that both move with the clock keep their distance.
    private func moveTogether(_ left: Slot, _ right: Slot) -> Bool {
        guard case .steps(let a) = left.motion, case .steps(let b) = right.motion else { return false }
        return a.unit == 1 && a == b
    }

    private mutating func holdUntilChange(of comparison: Op.Comparison, _ moving: Slot, _ other: AttributeValue) {
        guard let value = wholeNumber(moving.value) else { return settle(moving) }
        for limit in limits(other, beside: moving.value) {
            let rising = Self.changes(of: comparison, value, limit)
            let falling = Self.changes(of: comparison.mirrored, value.negatedClamped, limit.negatedClamped)
            hold(moving.motion, rising, falling)
        }
    }

    private mutating func hold(_ motion: Motion, _ rising: Int64?, _ falling: Int64?) {
        switch motion {
        case .still: break
        case .steps(let steps):
            guard let count = steps.isRising ? rising : falling else { return }
            hold(until: steps.next.addingClamped((count - 1).multipliedClamped(by: steps.unit)))
        case .changes(let rises, let falls):
            hold(untilChange: rising, of: rises)
            hold(untilChange: falling, of: falls)
        }
    }

    /// Holds until as many as `count` of the single changes may have come.
    private mutating func hold(untilChange count: Int64?, of moments: [Int64]) {
        guard let count, count <= moments.count else { return }
        hold(until: moments.sorted()[Int(count) - 1])
    }

    /// By how much a rising value must grow before its comparison with `limit` has another answer; `nil`: never.
    private static func changes(of comparison: Op.Comparison, _ value: Int64, _ limit: Int64) -> Int64? {
        let distance = limit.subtractingClamped(value)
        switch comparison {
        case .less, .greaterOrEqual: return distance > 0 ? distance : nil
        case .lessOrEqual, .greater: return distance >= 0 ? distance.addingClamped(1) : nil
        case .equal, .notEqual: return distance > 0 ? distance : distance == 0 ? 1 : nil
        }
    }

    private func wholeNumber(_ value: AttributeValue) -> Int64? {
        switch value {
        case .moment(let moment): moment.milliseconds
        case .integer(let number): number
        case .null, .bool, .decimal, .double, .string, .array, .object: nil
        }
    }

    /// The whole numbers next to the other side; none where no clock or count gets there.
    private func limits(_ other: AttributeValue, beside moving: AttributeValue) -> Set<Int64> {
        guard case .moment = moving else {
            let neighbours = [Arithmetic.rounded(other, .down), Arithmetic.rounded(other, .up)]
            return Set(neighbours.compactMap(Arithmetic.wholeNumber))
        }
        return Set([DateText.moment(of: other, zone: context.zone)?.milliseconds].compactMap(\.self))
    }
}

extension Int64 {
    fileprivate var negatedClamped: Int64 { self == .min ? .max : -self }
}
