import Vocabulary

enum ListFunction: UInt8, Sendable {
    case count, sum, avg, min, max, distinct, includes, intersects, first, last, at, list
}

extension FunctionCatalog {
    static let list: [FunctionEntry] = {
        let list = parameter("list", .list)
        func one(
            _ name: String,
            _ aliases: [String] = [],
            gives result: Kinds,
            _ function: ListFunction,
            element use: FunctionEntry.ElementUse? = nil,
            isVariadic: Bool = false
        ) -> FunctionEntry {
            .init(
                name: name,
                aliases: aliases,
                parameters: [isVariadic ? parameter("value", .any) : list],
                isVariadic: isVariadic,
                result: result,
                function: .list(function),
                elementUse: use
            )
        }
        func two(
            _ name: String,
            _ other: String,
            _ kinds: Kinds,
            gives result: Kinds,
            _ function: ListFunction
        )
            -> FunctionEntry
        {
            .init(name: name, parameters: [list, parameter(other, kinds)], result: result, function: .list(function))
        }
        return [
            one("count", ["size"], gives: .number, .count, element: .init(loop: .count, isWhole: true)).callable,
            one("sum", gives: .number, .sum, element: .init(loop: .map)),
            one("avg", ["average"], gives: [.number, .null], .avg, element: .init(loop: .map)),
            one("min", gives: .any, .min, element: .init(loop: .map, isInCalls: false), isVariadic: true),
            one("max", gives: .any, .max, element: .init(loop: .map, isInCalls: false), isVariadic: true),
            one("distinct", gives: .list, .distinct, element: .init(loop: .map)),
            one("first", ["head"], gives: .any, .first, element: .init(loop: .keep)),
            one("last", gives: .any, .last, element: .init(loop: .keep)),
            one("filter", gives: .list, .list, element: .init(loop: .keep, isWhole: true)),
            one("map", gives: .list, .list, element: .init(loop: .map, isWhole: true)),
            one("exists", ["any"], gives: .bool, .list, element: .init(loop: .any, isWhole: true)),
            one("all", ["forall"], gives: .bool, .list, element: .init(loop: .all, isWhole: true)),
            two("includes", "value", .any, gives: .bool, .includes),
            two("intersects", "other", .list, gives: .bool, .intersects),
            two("at", "place", .number, gives: .any, .at),
        ]
    }()
}

extension FunctionEntry {
    /// `count` is a whole loop with a condition and a plain function without one.
    fileprivate var callable: FunctionEntry {
        var entry = self
        entry.isCallableAlone = true
        return entry
    }
}

extension Evaluator {
    /// List functions; a value that is no list gives null, except that `min` and `max` take several values.
    mutating func callList(_ function: ListFunction, _ base: Int, _ count: Int) -> AttributeValue {
        if count > 1, function == .min || function == .max {
            return extreme((base..<base + count).map { value($0) }, isMaximum: function == .max)
        }
        guard case .array(let items) = value(base) else { return .null }
        charge(items.count)
        switch function {
        case .count: return .integer(Int64(items.count))
        case .sum: return sum(items).total
        case .avg: return average(items)
        case .min: return extreme(items, isMaximum: false)
        case .max: return extreme(items, isMaximum: true)
        case .distinct: return distinct(items)
        case .includes: return includes(items, value(base + 1))
        case .intersects: return intersects(items, value(base + 1))
        case .first: return items.first ?? .null
        case .last: return items.last ?? .null
        case .at: return Arithmetic.wholeNumber(value(base + 1)).map { Self.item($0, of: items) } ?? .null
        case .list: return .array(items)
        }
    }

    /// The element at a place, counted from the end where negative.
    static func item(_ place: Int64, of items: [AttributeValue]) -> AttributeValue {
        let index = place < 0 ? Int64(items.count) + place : place
        return (0..<Int64(items.count)).contains(index) ? items[Int(index)] : .null
    }

    /// Elements that are no numbers do not count.
    private func sum(_ items: [AttributeValue]) -> (total: AttributeValue, count: Int64) {
        var (total, count) = (AttributeValue.integer(0), Int64(0))
        for item in items where Arithmetic.isNumber(item) {
            total = Arithmetic.add(total, item)
            count += 1
        }
        return (total, count)
    }

    private func average(_ items: [AttributeValue]) -> AttributeValue {
        let (total, count) = sum(items)
        return Arithmetic.divide(total, .integer(count))
    }

    /// The smallest or largest; nulls and what cannot be compared with the first do not count.
    private func extreme(_ items: [AttributeValue], isMaximum: Bool) -> AttributeValue {
        var best = AttributeValue.null
        for item in items where !item.isNull {
            guard !best.isNull else {
                best = item
                continue
            }
            guard let order = ValueOrder.order(item, best, zone: context.zone) else { continue }
            if isMaximum ? order > 0 : order < 0 { best = item }
        }
        return best
    }

    private mutating func distinct(_ items: [AttributeValue]) -> AttributeValue {
        var kept: [AttributeValue] = []
        for item in items where !item.isNull {
            charge(kept.count)
            guard !isExhausted else { return .null }
            if !kept.contains(where: { ValueOrder.areSame($0, item) }) { kept.append(item) }
        }
        return .array(kept)
    }

    func includes(_ items: [AttributeValue], _ wanted: AttributeValue) -> AttributeValue {
        guard !wanted.isNull else { return .null }
        return .bool(items.contains { ValueOrder.areEqual($0, wanted, zone: context.zone) == true })
    }

    private mutating func intersects(_ items: [AttributeValue], _ others: AttributeValue) -> AttributeValue {
        guard case .array(let others) = others else { return .null }
        for other in others {
            charge(items.count)
            guard !isExhausted else { return .null }
            if includes(items, other) == true { return true }
        }
        return false
    }
}
