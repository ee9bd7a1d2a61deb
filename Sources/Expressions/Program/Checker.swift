import Vocabulary

/// Finds what can be known to be wrong without evaluating: kinds that do not fit, dates that are none, null compared.
///
/// Children stand before their parents, so one pass over the nodes knows the kinds of all.
struct Checker {
    let syntax: Syntax
    private(set) var diagnostics: [Diagnostic] = []
    private var kinds: [Kinds] = []
    /// Nodes whose value changes each millisecond.
    private var moving: Set<NodeID> = []

    init(_ syntax: Syntax) { self.syntax = syntax }

    mutating func run() -> [Diagnostic] {
        for id in syntax.nodes.indices { kinds.append(check(id)) }
        return diagnostics
    }

    private mutating func check(_ id: NodeID) -> Kinds {
        switch syntax[id] {
        case .constant(let value): return Kinds(of: value)
        case .path, .field, .item, .broken: return .any
        case .history, .list:
            for child in syntax[id].children { warnIfMoving(child) }
            return .list
        case .not(let operand):
            expect(operand, .bool, "`not` takes a condition")
            return .bool
        case .negate(let operand):
            expect(operand, .number, "`-` takes a number")
            if moving.contains(operand) { moving.insert(id) }
            return .number
        case .isNull: return .bool
        case .binary(let kind, let left, let right): return checkBinary(id, kind, left, right)
        case .conditional(let test, let then, let otherwise):
            expect(test, .bool, "The part before `?` is a condition")
            if moving.contains(then) || moving.contains(otherwise) { moving.insert(id) }
            return kinds[then].union(kinds[otherwise])
        case .call(let index, let arguments): return checkCall(id, FunctionCatalog.all[index], arguments)
        case .loop(let kind, let source, let body): return checkLoop(kind, source, body)
        }
    }

    // MARK: Operators

    private mutating func checkBinary(_ id: NodeID, _ kind: BinaryOperator, _ left: NodeID, _ right: NodeID) -> Kinds {
        switch kind {
        case .and, .or:
            for side in [left, right] { expect(side, .bool, "`\(kind)` joins conditions") }
            return .bool
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            checkComparison(id, kind, left, right)
            return .bool
        case .contained, .notContained:
            expect(right, .list, "`in` looks in a list")
            return .bool
        case .like, .notLike:
            for side in [left, right] { expect(side, .text, "`like` compares text") }
            return .bool
        case .add, .subtract, .multiply, .divide, .remainder:
            let hint = kind == .add ? "Use concat(a, b) for text and addDays(date, n) for dates." : nil
            for side in [left, right] { expect(side, .number, "Arithmetic takes numbers", hint: hint) }
            let isSum = kind == .add || kind == .subtract
            if isSum, moving.contains(left) != moving.contains(right) { moving.insert(id) } else { warnIfMoving(left) }
            if !isSum { warnIfMoving(right) }
            return .number
        case .fallback:
            if moving.contains(left) || moving.contains(right) { moving.insert(id) }
            return kinds[left].union(kinds[right])
        }
    }

    private mutating func checkComparison(_ id: NodeID, _ kind: BinaryOperator, _ left: NodeID, _ right: NodeID) {
        if kinds[left] == .null || kinds[right] == .null {
            return warn("null-comparison", "A comparison with null is never true.", id, hint: "Use `is null`.")
        }
        let orders = kind != .equal && kind != .notEqual
        let orderable: Kinds = [.number, .text, .moment]
        if orders {
            for side in [left, right] { expect(side, orderable, "`<` and `>` compare numbers, text or dates") }
        }
        if kinds[left] == .moment { checkDate(right) }
        if kinds[right] == .moment { checkDate(left) }
        if moving.contains(left), kinds[right] == .number { warnIfMoving(right) }
        let (a, b) = (withDates(kinds[left]), withDates(kinds[right]))
        guard !a.contains(.null), !b.contains(.null), a.isDisjoint(with: b) else { return }
        let message = "\(kinds[left].described.capitalizedFirst) is compared with \(kinds[right].described)."
        if orders {
            report("operand-kind", message, id)
        } else {
            warn("never-equal", message, id, hint: "They are never equal.")
        }
    }

    /// Text can be a date where a date is asked for.
    private func withDates(_ kinds: Kinds) -> Kinds { kinds.contains(.moment) ? kinds.union(.text) : kinds }

    private mutating func checkLoop(_ kind: LoopKind, _ source: NodeID, _ body: NodeID) -> Kinds {
        expect(source, .list, kind == .keep ? "Only a list can be filtered" : "Only a list has elements")
        switch kind {
        case .map:
            warnIfMoving(body)
            return .list
        case .keep, .count, .any, .all:
            expect(body, .bool, "A filter is a condition")
            return kind == .keep ? .list : kind == .count ? .number : .bool
        }
    }

    // MARK: Calls

    private mutating func checkCall(_ id: NodeID, _ entry: FunctionEntry, _ arguments: [NodeID]) -> Kinds {
        for (place, argument) in arguments.enumerated() {
            let wanted = entry.kinds(at: place)
            let message = "`\(entry.name)` takes \(wanted.described) here"
            if expect(argument, wanted, message, hint: "It is written \(entry.signature)."), wanted == .date {
                checkDate(argument)
            }
        }
        switch entry.function {
        case .date(let function): checkDateCall(id, function, arguments)
        case .text, .math, .list, .conversion: for argument in arguments { warnIfMoving(argument) }
        }
        return entry.result
    }

    private mutating func checkDateCall(_ id: NodeID, _ function: DateFunction, _ arguments: [NodeID]) {
        switch function {
        case .now, .currentTimeInMillis: moving.insert(id)
        case .shift, .toDateTime:
            if moving.contains(arguments[0]) { moving.insert(id) }
        case .formatDate: checkFormat(arguments)
        case .today, .date, .age, .ageInDays, .difference, .part, .start, .inLast, .inNext: break
        }
    }

    private mutating func checkFormat(_ arguments: [NodeID]) {
        guard case .constant(.string(let pattern)) = syntax[arguments[1]] else { return }
        guard let format = DateFormat(pattern) else {
            return report(
                "bad-pattern",
                "This date pattern has a letter without a meaning.",
                arguments[1],
                hint: "Use y M d E H h m s S a X and put text in single quotes."
            )
        }
        if format.finestUnit == nil { warnIfMoving(arguments[0]) }
    }

    /// A text in the place of a date is one that can be read.
    private mutating func checkDate(_ id: NodeID) {
        guard case .constant(.string(let text)) = syntax[id], Moment(iso8601: text) == nil else { return }
        report("not-a-date", "This text is not a date.", id, hint: "Write it as 2026-03-01 or 2026-03-01T10:00:00Z.")
    }

    // MARK: Reporting

    @discardableResult
    private mutating func expect(_ id: NodeID, _ wanted: Kinds, _ message: String, hint: String? = nil) -> Bool {
        guard !kinds[id].canBe(wanted) else { return true }
        report("operand-kind", "\(message); this is \(kinds[id].described).", id, hint: hint)
        return false
    }

    private mutating func warnIfMoving(_ id: NodeID) {
        guard moving.contains(id) else { return }
        warn(
            "hourly-clock",
            "This changes at every moment, so the answer is looked at again only each full hour.",
            id,
            hint: "Compare dates directly or use truncateToStartOfDay, dateDiff or inLastDays."
        )
    }

    private mutating func report(_ code: String, _ message: String, _ id: NodeID, hint: String? = nil) {
        let range = syntax.ranges[id]
        diagnostics.append(Diagnostic(code: "expression.\(code)", message: message, range: range, hint: hint))
    }

    private mutating func warn(_ code: String, _ message: String, _ id: NodeID, hint: String? = nil) {
        let range = syntax.ranges[id]
        diagnostics.append(Diagnostic(.warning, code: "expression.\(code)", message: message, range: range, hint: hint))
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
