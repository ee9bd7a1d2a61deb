/// A place in the context that a template reads: `person.name`, `items[].price`, where it can be told without running.
package struct TemplatePath: Hashable, Sendable {
    /// From the context's top, `[]` for every element of a list; relative to a context not known here, where
    /// `isResolved` is false.
    package let text: String
    package let isResolved: Bool
    package let range: Range<Int>
}

/// Walks a template's statements, following `with`, `each` and block parameters.
struct PathCollector {
    private var found: [TemplatePath] = []
    /// The contexts around, innermost first; `nil` where it depends on the data.
    private var contexts: [[String]?] = [[]]
    private var parameters: [[String: [String]?]] = []

    static func paths(in sequence: StatementList) -> [TemplatePath] {
        var collector = PathCollector()
        collector.visit(sequence)
        return collector.found
    }

    private mutating func visit(_ sequence: StatementList) {
        for statement in sequence.body {
            switch statement {
            case .content, .comment: break
            case .mustache(let node): visit(node.call, isBlock: false)
            case .partial(let node): visit(partial: node.call)
            case .block(let node): visit(node)
            }
        }
    }

    private mutating func visit(_ block: BlockNode) {
        guard block.kind == .block else {
            visit(partial: block.call)
            return visit(block.program, in: block.kind == .partial ? contexts[0] : nil)
        }
        visit(block.call, isBlock: true)
        let name = block.call.callee.literalText ?? ""
        let argument = block.call.arguments.first.flatMap { resolved($0) } ?? nil
        let names = block.program?.parameters ?? block.inverse?.parameters ?? []
        var given: [String: [String]?] = Dictionary(names.map { ($0, nil) }, uniquingKeysWith: { first, _ in first })
        var inside = contexts[0]
        switch name {
        case "each": inside = argument.map { $0.dropLast() + [($0.last ?? "") + "[]"] }
        case "with": inside = argument
        case "if", "unless": break
        default: inside = nil
        }
        if let first = names.first { given[first] = .some(inside) }
        parameters.append(given)
        if let program = block.program { enter(program, name == "if" || name == "unless" ? nil : .some(inside)) }
        parameters.removeLast()
        if let inverse = block.inverse { visit(inverse) }
    }

    private mutating func visit(_ sequence: StatementList?, in context: [String]?) {
        if let sequence { enter(sequence, .some(context)) }
    }

    private mutating func enter(_ sequence: StatementList, _ context: [String]??) {
        guard let context else { return visit(sequence) }
        contexts.insert(context, at: 0)
        visit(sequence)
        contexts.removeFirst()
    }

    private mutating func visit(partial call: Call) {
        if case .call(let inner) = call.callee { visit(inner, isBlock: false) }
        visitArguments(call)
    }

    private mutating func visit(_ call: Call, isBlock: Bool) {
        let isHelper = !call.arguments.isEmpty || call.options != nil
        if !isHelper { note(call.callee.asCallee, call.range) }
        visitArguments(call)
    }

    private mutating func visitArguments(_ call: Call) {
        for argument in call.arguments + (call.options ?? []).map(\.value) {
            if case .call(let inner) = argument {
                visit(inner, isBlock: false)
            } else if case .path = argument {
                note(argument, call.range)
            }
        }
    }

    private mutating func note(_ expression: Expression, _ range: Range<Int>) {
        guard case .path(let path) = expression, !path.isData || path.parts.first == "root" else { return }
        let resolved = resolved(expression) ?? nil
        let names = resolved ?? path.parts
        guard !names.isEmpty else { return }
        found.append(TemplatePath(text: names.joined(separator: "."), isResolved: resolved != nil, range: range))
    }

    private func resolved(_ expression: Expression) -> [String]?? {
        guard case .path(let path) = expression else { return nil }
        if path.isData { return path.parts.first == "root" ? Array(path.parts.dropFirst()) : nil }
        if path.depth == 0, !path.isScoped, let name = path.parts.first {
            for given in parameters.reversed() {
                if let value = given[name] { return value.map { $0 + path.parts.dropFirst() } }
            }
        }
        guard path.depth < contexts.count, let context = contexts[path.depth] else { return nil }
        return context + path.parts
    }
}
