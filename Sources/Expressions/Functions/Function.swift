/// What a call does; each group is evaluated in its own file.
enum Function: Sendable {
    case text(TextFunction)
    case date(DateFunction)
    case math(MathFunction)
    case list(ListFunction)
    case conversion(ConversionFunction)
}

/// A function as the language shows it: its names, what it takes and gives.
struct FunctionEntry: Sendable {
    struct Parameter: Sendable {
        var name: String
        var kinds: Kinds
    }

    /// How a second argument is read with each element's fields in scope: `orders.sum(total)`.
    struct ElementUse: Sendable {
        var loop: LoopKind
        /// The loop is the whole answer, the function itself is not called.
        var isWhole = false
        /// Also in `f(list, …)`, not only in `list.f(…)`.
        var isInCalls = true
    }

    var name: String
    var aliases: [String] = []
    var parameters: [Parameter]
    /// How many of the last parameters may be left out.
    var optional = 0
    /// The last parameter may be repeated.
    var isVariadic = false
    var result: Kinds
    var function: Function
    var elementUse: ElementUse?
    /// Also without the second argument, though with it the loop is the whole answer.
    var isCallableAlone = false
    var readsClock = false

    func reads(elementOf isMethod: Bool) -> Bool { elementUse.map { isMethod || $0.isInCalls } ?? false }

    func accepts(_ count: Int, isMethod: Bool) -> Bool {
        if count == 2, reads(elementOf: isMethod) { return true }
        if let elementUse, elementUse.isWhole, !isCallableAlone { return false }
        return count >= parameters.count - optional && (isVariadic || count <= parameters.count)
    }

    /// What the argument at `position` may be.
    func kinds(at position: Int) -> Kinds {
        parameters.indices.contains(position) ? parameters[position].kinds : parameters.last?.kinds ?? .any
    }

    /// `addDays(date, days)`, as hints and the reference show it.
    var signature: String {
        let required = parameters.count - optional
        var names = parameters.enumerated().map { $0.offset < required ? $0.element.name : "[\($0.element.name)]" }
        if isVariadic { names.append("…") }
        if let elementUse {
            let argument = elementUse.loop == .map ? "value" : "condition"
            return "list.\(name)(\(elementUse.isWhole && !isCallableAlone ? argument : "[\(argument)]"))"
        }
        return "\(name)(\(names.joined(separator: ", ")))"
    }
}
