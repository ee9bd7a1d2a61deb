import Vocabulary

/// Turns a checked `Syntax` into a `Program`.
struct Compiler {
    private let syntax: Syntax
    private let reads: Reads
    private var program = Program()

    init(_ syntax: Syntax, reads: Reads) {
        self.syntax = syntax
        self.reads = reads
    }

    mutating func run() -> Program {
        emit(syntax.root)
        return program
    }

    private mutating func emit(_ id: NodeID) {
        switch syntax[id] {
        case .constant(let value): add(.load(.constant), constant(value))
        case .path(let root, let segments): emitPath(root, segments)
        case .history: add(.load(.history))
        case .field(let base, let name): emit(base, then: .load(.field), path([name]))
        case .item(let base, let place): emit(base, then: .load(.item), constant(.integer(place)))
        case .not(let operand): emit(operand, then: .unary(.not))
        case .negate(let operand): emit(operand, then: .unary(.negate))
        case .isNull(let operand, let isNegated): emit(operand, then: .unary(isNegated ? .isNotNull : .isNull))
        case .binary(let kind, let left, let right): emitBinary(kind, left, right)
        case .conditional(let test, let then, let otherwise): emitConditional(test, then, otherwise)
        case .list(let items): emitList(items)
        case .call(let index, let arguments): emitCall(index, arguments)
        case .loop(let kind, let source, let body): emitLoop(id, kind, source, body)
        case .broken: add(.load(.constant), constant(.null))
        }
    }

    private mutating func emit(_ operand: NodeID, then code: Op.Code, _ a: Int = 0) {
        emit(operand)
        add(code, a)
    }

    private mutating func emitPath(_ root: Root, _ segments: [String]) {
        switch root {
        case .profile: add(.load(.profile), path(segments))
        case .event: add(.load(.event), path(segments))
        case .element: add(.load(.element), path(segments))
        case .variable(let name): add(.load(.variable), path([name] + segments))
        }
    }

    private mutating func emitBinary(_ kind: BinaryOperator, _ left: NodeID, _ right: NodeID) {
        emit(left)
        switch kind {
        case .and: emitJump(.ifFalse, over: right, then: .both)
        case .or: emitJump(.ifTrue, over: right, then: .either)
        case .fallback: emitJump(.unlessEmpty, over: right, then: nil)
        case .equal: emit(right, then: .compare(.equal))
        case .notEqual: emit(right, then: .compare(.notEqual))
        case .less: emit(right, then: .compare(.less))
        case .lessOrEqual: emit(right, then: .compare(.lessOrEqual))
        case .greater: emit(right, then: .compare(.greater))
        case .greaterOrEqual: emit(right, then: .compare(.greaterOrEqual))
        case .contained: emit(right, then: .test(.contained))
        case .notContained: emit(right, then: .test(.notContained))
        case .like: emit(right, then: .test(.like))
        case .notLike: emit(right, then: .test(.notLike))
        case .add: emit(right, then: .calculate(.add))
        case .subtract: emit(right, then: .calculate(.subtract))
        case .multiply: emit(right, then: .calculate(.multiply))
        case .divide: emit(right, then: .calculate(.divide))
        case .remainder: emit(right, then: .calculate(.remainder))
        }
    }

    private mutating func emitJump(_ condition: Op.Jump, over right: NodeID, then combine: Op.Code?) {
        let jump = add(.jump(condition))
        emit(right)
        if let combine { add(combine) }
        program.ops[jump].a = Int32(program.ops.count)
    }

    private mutating func emitConditional(_ test: NodeID, _ then: NodeID, _ otherwise: NodeID) {
        emit(test)
        let toOtherwise = add(.jump(.unlessTrue))
        emit(then)
        let toEnd = add(.jump(.always))
        program.ops[toOtherwise].a = Int32(program.ops.count)
        emit(otherwise)
        program.ops[toEnd].a = Int32(program.ops.count)
    }

    /// A list of constants is one constant.
    private mutating func emitList(_ items: [NodeID]) {
        if let values = syntax.constants(of: items) {
            _ = add(.load(.constant), constant(.array(values)))
            return
        }
        for item in items { emit(item) }
        add(.list, items.count)
    }

    private mutating func emitCall(_ index: Int, _ arguments: [NodeID]) {
        for argument in arguments { emit(argument) }
        program.functions.append(FunctionCatalog.all[index].function)
        add(.call, program.functions.count - 1, arguments.count)
    }

    private mutating func emitLoop(_ id: NodeID, _ kind: LoopKind, _ source: NodeID, _ body: NodeID) {
        emit(source)
        let begin = add(.begin(kind))
        program.ops[begin].c = -1
        if let types = reads.guards[id] {
            program.guards.append(types.sorted())
            program.ops[begin].c = Int32(program.guards.count - 1)
        }
        emit(body)
        add(.next(kind), 0, begin + 1)
        program.ops[begin].b = Int32(program.ops.count)
    }

    @discardableResult
    private mutating func add(_ code: Op.Code, _ a: Int = 0, _ b: Int = 0) -> Int {
        program.ops.append(Op(code: code, a: Int32(a), b: Int32(b)))
        return program.ops.count - 1
    }

    private mutating func constant(_ value: AttributeValue) -> Int {
        program.constants.append(value)
        return program.constants.count - 1
    }

    private mutating func path(_ segments: [String]) -> Int {
        program.paths.append(segments)
        return program.paths.count - 1
    }
}

extension Syntax {
    /// The values of nodes that are all constants; `nil` where one is not.
    func constants(of ids: [NodeID]) -> [AttributeValue]? {
        var values: [AttributeValue] = []
        for id in ids {
            guard case .constant(let value) = self[id] else { return nil }
            values.append(value)
        }
        return values
    }
}
