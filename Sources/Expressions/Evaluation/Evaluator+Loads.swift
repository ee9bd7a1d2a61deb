import Vocabulary

extension Evaluator {
    mutating func perform(_ load: Op.Load, _ op: Op) {
        let index = Int(op.a)
        switch load {
        case .constant: push(program.constants[index])
        case .profile: push(member(of: context.profile, program.paths[index]))
        case .event: push(member(of: context.event ?? .null, program.paths[index]))
        case .element: push(elementMember(program.paths[index]))
        case .variable:
            let path = program.paths[index]
            push(member(of: context.variables[path[0]] ?? .null, path, from: 1))
        case .history: push(.array(context.history))
        case .field: push(member(of: pop().value, program.paths[index]))
        case .item: pushItem(program.constants[index])
        }
    }

    private mutating func elementMember(_ path: [String]) -> AttributeValue {
        let top = frames.count - 1
        guard top >= 0 else { return .null }
        return member(of: frames[top].items[frames[top].position], path)
    }

    /// The value at a path; of a list, the list of its elements' values.
    private mutating func member(of value: AttributeValue, _ path: [String], from place: Int = 0) -> AttributeValue {
        guard place < path.count else { return value }
        switch value {
        case .object(let object):
            guard let next = object[path[place]] else { return .null }
            return place + 1 == path.count ? next : member(of: next, path, from: place + 1)
        case .array(let items):
            charge(items.count)
            var values: [AttributeValue] = []
            values.reserveCapacity(items.count)
            for item in items { values.append(member(of: item, path, from: place)) }
            return .array(values)
        case .null, .bool, .integer, .decimal, .double, .string, .moment: return .null
        }
    }

    private mutating func pushItem(_ place: AttributeValue) {
        guard case .array(let items) = pop().value, case .integer(let place) = place else { return push(.null) }
        push(Self.item(place, of: items))
    }

    mutating func makeList(_ count: Int) {
        let start = stack.count - count
        var items: [AttributeValue] = []
        items.reserveCapacity(count)
        for position in start..<stack.count {
            settle(stack[position])
            items.append(stack[position].value)
        }
        stack.removeSubrange(start...)
        push(.array(items))
    }

    mutating func call(_ function: Function, _ count: Int) {
        let base = stack.count - count
        let result = result(of: function, base, count)
        stack.removeSubrange(base...)
        stack.append(result)
    }

    private mutating func result(of function: Function, _ base: Int, _ count: Int) -> Slot {
        if case .date(let function) = function { return callDate(function, base, count) }
        for position in base..<base + count { settle(stack[position]) }
        switch function {
        case .text(let function): return Slot(value: callText(function, base, count))
        case .math(let function): return Slot(value: callMath(function, base, count))
        case .list(let function): return Slot(value: callList(function, base, count))
        case .conversion(let function): return Slot(value: convert(function, value(base)))
        case .date(let function): return callDate(function, base, count)
        }
    }
}
