import Vocabulary

/// Blocks, partials and inline partials.
extension Compiler {
    mutating func compile(_ node: BlockNode) {
        switch node.kind {
        case .decorator: decorator(node.call, program: inside(node.program))
        case .partial: partial(node.call, program: inside(node.program), indent: 0..<0)
        case .block: block(node)
        }
    }

    private mutating func inside(_ sequence: StatementList?) -> Int32 { sequence.map { self.sequence($0) } ?? -1 }

    private mutating func block(_ node: BlockNode) {
        let program = inside(node.program)
        let inverse = inside(node.inverse)
        let path = callee(node.call)
        let range = node.call.range
        switch classify(path, node.call) {
        case .helper:
            if let target = helperTarget(path, node.call, program: program, inverse: inverse) {
                emit(.block, target, at: range)
            }
        case .ambiguous:
            let start = block.ops.count
            defer { block.valueBlocks.append(start..<block.ops.count) }
            if ownHelper(path.parts[0]) != nil || Self.builtIns[path.parts[0]] != nil {
                let path = PathNode(parts: path.parts, original: path.parts[0])
                if let target = helperTarget(path, node.call, program: program, inverse: inverse) {
                    emit(.block, target, at: range)
                }
            } else {
                valueBlock(.ambiguous, path, program, inverse, range)
            }
        case .simple: valueBlock(.value, path, program, inverse, range)
        }
    }

    private mutating func valueBlock(
        _ kind: Target.Kind,
        _ path: PathNode,
        _ program: Int32,
        _ inverse: Int32,
        _ range: Range<Int>
    ) {
        emit(.pushPath, add(path, as: .callee), at: range)
        let target = Target(
            kind: kind,
            name: tables.intern(path.parts.first ?? ""),
            arguments: 0,
            options: 0..<0,
            hasOptions: false,
            program: program,
            inverse: inverse,
            passesParameters: block.usesParameters
        )
        emit(.block, add(target), at: range)
    }

    mutating func partial(_ call: Call, program: Int32, indent: Range<Int>) {
        guard call.arguments.count <= 1 else {
            return report(
                .error,
                "template.partial-arguments",
                "a partial takes one context, not \(call.arguments.count)",
                at: call.range,
                hint: "give further values by name: {{> name x=1}}"
            )
        }
        var name: Int32 = 0
        let isDynamic = call.callee.literalText == nil
        // Without a context of its own handlebars.js 4.7.7 takes the name for the context, and nothing for the name.
        let isNameContext = isDynamic && call.arguments.isEmpty && self.options.explicitPartialContext
        if isNameContext { emit(.pushUndefined, at: call.range) }
        if isDynamic { push(call.callee, at: call.range) } else { name = tables.intern(call.callee.literalText ?? "") }
        let options = pushArguments(call)
        var indentation: Range<Int32> = 0..<0
        if self.options.preventIndent {
            write(source.bytes[indent])
        } else {
            indentation = tables.add(source.bytes[indent])
        }
        let target = Target(
            kind: isDynamic ? .dynamicPartial : .partial,
            name: name,
            arguments: isNameContext ? 1 : Int32(call.arguments.count),
            options: options,
            hasOptions: call.options != nil,
            program: program,
            indent: indentation,
            passesParameters: block.usesParameters,
            hasContext: !call.arguments.isEmpty || !self.options.explicitPartialContext
        )
        emit(.partial, add(target), at: call.range)
    }

    /// `{{#*inline "name"}}`, the only decorator; others fail when they are reached.
    mutating func decorator(_ call: Call, program: Int32) {
        block.isInDecorator = true
        defer { block.isInDecorator = false }
        let options = pushArguments(call)
        guard call.callee.literalText == "inline" else {
            let name = call.callee.literalText ?? ""
            report(
                .warning,
                "template.unknown-decorator",
                "the decorator \"\(name)\" does not exist",
                at: call.range,
                hint: "the only one is {{#*inline \"name\"}}"
            )
            return emit(.unknownDecorator, tables.intern(name), at: call.range)
        }
        block.tracksDepths = true
        let target = Target(
            kind: .inline,
            name: 0,
            arguments: Int32(call.arguments.count),
            options: options,
            hasOptions: call.options != nil,
            program: program
        )
        emit(.inline, add(target), at: call.range)
    }
}
