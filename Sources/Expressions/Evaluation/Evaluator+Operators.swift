import Vocabulary

extension Evaluator {
    mutating func perform(_ unary: Op.Unary) {
        let operand = pop()
        switch unary {
        case .not:
            if case .bool(let flag) = operand.value { push(.bool(!flag)) } else { push(.null) }
        case .negate: push(calculated(.subtract, Slot(value: .integer(0)), operand))
        case .isNull: push(.bool(operand.value.isNull))
        case .isNotNull: push(.bool(!operand.value.isNull))
        }
    }

    /// The three-valued `and` (where false decides) and `or` (where true does).
    mutating func combine(deciding: Bool) {
        let right = pop().value
        let left = pop().value
        if left == .bool(deciding) || right == .bool(deciding) { return push(.bool(deciding)) }
        if left == .bool(!deciding), right == .bool(!deciding) { return push(.bool(!deciding)) }
        push(.null)
    }

    /// Whether to jump, having taken from the stack what the jump takes.
    mutating func jumps(_ jump: Op.Jump) -> Bool {
        switch jump {
        case .ifFalse: return stack.last?.value == .bool(false)
        case .ifTrue: return stack.last?.value == .bool(true)
        case .unlessEmpty:
            if let top = stack.last, !Self.isEmpty(top.value) { return true }
            _ = pop()
            return false
        case .unlessTrue: return pop().value != .bool(true)
        case .always: return true
        }
    }

    mutating func test(_ membership: Op.Membership) {
        let right = pop()
        let left = pop()
        settle(right)
        switch membership {
        case .contained: push(isContained(left, right.value))
        case .notContained: push(negated(isContained(left, right.value)))
        case .like: push(isLike(left, right.value))
        case .notLike: push(negated(isLike(left, right.value)))
        }
    }

    private func negated(_ value: AttributeValue) -> AttributeValue {
        if case .bool(let flag) = value { .bool(!flag) } else { .null }
    }

    private mutating func isLike(_ left: Slot, _ pattern: AttributeValue) -> AttributeValue {
        settle(left)
        guard case .string(let text) = left.value, case .string(let pattern) = pattern else { return .null }
        charge(bytes: text.utf8.count + pattern.utf8.count)
        return .bool(Glob.matches(text, pattern: pattern))
    }

    /// Null for a null value or no list; null elements match nothing.
    private mutating func isContained(_ left: Slot, _ list: AttributeValue) -> AttributeValue {
        guard !left.value.isNull, case .array(let items) = list else { return .null }
        charge(items.count)
        guard !left.motion.isStill else { return includes(items, left.value) }
        var found = false
        for item in items { found = compared(.equal, left, Slot(value: item)) == .bool(true) || found }
        return .bool(found)
    }

    // MARK: Arithmetic

    mutating func calculate(_ calculation: Op.Calculation) {
        let right = pop()
        let left = pop()
        stack.append(calculated(calculation, left, right))
    }

    private mutating func push(_ slot: Slot) { stack.append(slot) }

    /// A moving whole number plus or minus a still one moves on alike; anything else is settled.
    private mutating func calculated(_ calculation: Op.Calculation, _ left: Slot, _ right: Slot) -> Slot {
        let value =
            switch calculation {
            case .add: Arithmetic.add(left.value, right.value)
            case .subtract: Arithmetic.subtract(left.value, right.value)
            case .multiply: Arithmetic.multiply(left.value, right.value)
            case .divide: Arithmetic.divide(left.value, right.value)
            case .remainder: Arithmetic.remainder(left.value, right.value)
            }
        if left.motion.isStill, right.motion.isStill { return Slot(value: value) }
        if case .integer = value, let motion = motion(of: calculation, left, right) {
            return Slot(value: value, motion: motion)
        }
        settle(left)
        settle(right)
        return Slot(value: value)
    }

    private func motion(of calculation: Op.Calculation, _ left: Slot, _ right: Slot) -> Motion? {
        guard calculation == .add || calculation == .subtract else { return nil }
        if right.motion.isStill, case .integer = right.value { return left.motion }
        guard left.motion.isStill, case .integer = left.value else { return nil }
        return calculation == .subtract ? right.motion.reversed : right.motion
    }
}
