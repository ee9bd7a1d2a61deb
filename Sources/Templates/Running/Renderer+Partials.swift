import Vocabulary

/// Partials: found by name, given a context, run, indented.
extension Renderer {
    /// What a partial's name stands for.
    private enum Meaning {
        case nothing
        case template(String, Template)
        case inline(Closure)
        case block(PartialBlock)
    }

    mutating func callPartial(_ target: Target, _ frame: Frame, _ program: Program) throws(RenderFailure) {
        try enter()
        let marks = marks
        let context = try partialContext(target, frame, program)
        let (name, found) = try find(target, frame, program)
        let start = output.count
        var data = frame.data
        var scope = frame.scope
        var fallback: PartialBlock?
        if target.program >= 0 {
            let block = try makePartialBlock(target.program, frame, program)
            data = partialFrame(block, frame)
            fallback = block
            let inlines = closures[Int(block.closure)].body.inlines
            if inlines >= 0 { scope = extend(scope, inlines) }
        }
        let given: ParameterNode.Given = target.passesParameters ? .all(frame.parameters) : .nothing
        switch found {
        case .template(let name, let template):
            try run(template, name, Frame(context: context, data: data, scope: scope), frame, program)
        case .inline(let closure): try invoke(closure.body, context, data, given, closure.frame)
        case .block(let block): try callPartialBlock(block, context, data, given)
        case .nothing:
            guard let fallback else { throw RenderFailure.missingPartial(name) }
            try callPartialBlock(fallback, context, data, given)
        }
        if !target.indent.isEmpty {
            let range = Int(target.indent.lowerBound)..<Int(target.indent.upperBound)
            try indent(from: start, program.literals.elements[range])
        }
        restore(marks)
        depth -= 1
    }

    /// Takes the context and the options from the stack and lays these over that.
    private mutating func partialContext(
        _ target: Target,
        _ frame: Frame,
        _ program: Program
    ) throws(RenderFailure) -> Value {
        let options = stack.count - target.options.count
        var context = target.hasContext ? frame.context : .undefined
        if target.arguments == 1 { context = stack[options - 1] }
        if target.hasOptions {
            var object = copy(of: context)
            for (offset, index) in target.options.enumerated() {
                object.set(program.options[Int(index)], stack[options + offset])
            }
            merged.append(object)
            context = .merged(Int32(merged.count - 1))
        }
        stack.removeLast(target.options.count + Int(target.arguments))
        return context
    }

    /// A value's own members, as JavaScript copies them: an array's elements and a text's units by index.
    private mutating func copy(of value: Value) -> MergedObject {
        var keys: [String] = []
        switch value {
        case .stored(let pointer):
            switch pointer.pointee {
            case .object(let object): keys = object.keys.filter { $0 != "__proto__" }
            case .array(let elements): keys = elements.indices.map { String($0) }
            case .string(let text): keys = (0..<text.utf16.count).map { String($0) }
            case .null, .bool, .integer, .decimal, .double, .moment: break
            }
        case .key(let text): keys = (0..<text.pointee.utf16.count).map { String($0) }
        case .text(let index): keys = (0..<texts[Int(index)].utf16.count).map { String($0) }
        case .merged(let index): return merged[Int(index)]
        case .frame(let index): keys = self.keys(ofFrame: index)
        case .list(let index): keys = lists[Int(index)].indices.map { String($0) }
        case .undefined, .null, .bool, .number, .function, .emptyObject: break
        }
        var object = MergedObject()
        object.keys = keys
        object.values = keys.map { property(of: value, Name($0)) }
        return object
    }

    private mutating func find(
        _ target: Target,
        _ frame: Frame,
        _ program: Program
    ) throws(RenderFailure) -> (String, Meaning) {
        guard target.kind == .dynamicPartial else {
            let name = program.names[Int(target.name)].text
            let found = find(name, frame.scope)
            if case .nothing = found, name == "@partial-block" { return (name, partialBlock(frame.data)) }
            return (name, found)
        }
        let value = stack.removeLast()
        if case .function(let index) = value { return ("@partial-block", .block(partialBlocks[Int(index)])) }
        let name = isTruthy(value) ? try text(of: value) : "undefined"
        return (name, find(name, frame.scope))
    }

    private func find(_ name: String, _ scope: Int32) -> Meaning {
        var scope = scope
        while scope >= 0 {
            for added in scopes[Int(scope)].added where added.name == name {
                return added.closure < 0 ? .nothing : .inline(closures[Int(added.closure)])
            }
            scope = scopes[Int(scope)].outer
        }
        return partials[name].map { .template(name, $0) } ?? .nothing
    }

    private func partialBlock(_ data: Int32) -> Meaning {
        guard case .function(let index) = variable(Name("partial-block"), of: data) else { return .nothing }
        return .block(partialBlocks[Int(index)])
    }

    private mutating func makePartialBlock(
        _ block: Int32,
        _ frame: Frame,
        _ program: Program
    ) throws(RenderFailure) -> PartialBlock {
        closures.append(Closure(body: try ready(block, frame, program), frame: frame))
        let outer = variable(Name("partial-block"), of: frame.data)
        return PartialBlock(closure: Int32(closures.count - 1), outer: outer)
    }

    private mutating func partialFrame(_ block: PartialBlock, _ frame: Frame) -> Int32 {
        var data = frames[Int(frame.data)]
        partialBlocks.append(block)
        data.parent = frame.data
        data.hasParent = true
        data.partialBlock = .function(Int32(partialBlocks.count - 1))
        data.hasPartialBlock = true
        frames.append(data)
        return Int32(frames.count - 1)
    }

    /// The partials of `scope` with the declared ones over them.
    mutating func extend(_ scope: Int32, _ inlines: Int32) -> Int32 {
        let containers = scopes[Int(scope)].containers
        scopes.append(PartialScope(outer: scope, added: self.inlines[Int(inlines)], containers: containers))
        return Int32(scopes.count - 1)
    }

    private mutating func run(
        _ template: Template,
        _ name: String,
        _ frame: Frame,
        _ caller: Frame,
        _ program: Program
    ) throws(RenderFailure) {
        let home = Int(caller.scope)
        let container = scopes[home].containers[name] ?? Int32(containers.count)
        if container == containers.count {
            containers.append(
                Container(program: template.program, name: name, scope: frame.scope, home: caller.scope)
            )
            scopes[home].containers[name] = container
        }
        containers[Int(container)].scope = frame.scope
        containers[Int(container)].calls += 1
        var frame = frame
        frame.container = container
        try runTemplate(frame, around: program.isCompat ? caller.depths : -1)
        containers[Int(container)].calls -= 1
        if containers[Int(container)].calls == 0 { containers[Int(container)].scope = 0 }
    }

    /// `{{#*inline name}}`: keeps the block under its name.
    mutating func declare(_ target: Target, _ frame: Frame, _ program: Program) throws(RenderFailure) {
        let arguments = stack.count - target.options.count - Int(target.arguments)
        let name = target.arguments > 0 ? try text(of: stack[arguments]) : "undefined"
        stack.removeLast(stack.count - arguments)
        var closure: Int32 = -1
        if target.program >= 0 {
            closures.append(Closure(body: try ready(target.program, frame, program), frame: frame))
            closure = Int32(closures.count - 1)
        }
        inlines[declaring].removeAll { $0.name == name }
        inlines[declaring].append((name, closure))
    }

    /// Puts `indent` before every line, but not before an empty last one.
    private mutating func indent(from start: Int, _ indent: Slice<UnsafeBufferPointer<UInt8>>) throws(RenderFailure) {
        guard case .text = result else {
            throw RenderFailure(.noText, "the partial is a single value and no text", hint: "put it on its own line")
        }
        let text = Array(output[start...])
        output.removeSubrange(start...)
        var line = 0
        while true {
            let end = text[line...].firstIndex(of: 10)
            if end == nil, line == text.count { return }
            output.append(contentsOf: indent)
            output.append(contentsOf: text[line..<(end.map { $0 + 1 } ?? text.count)])
            guard let end else { return }
            line = end + 1
        }
    }
}
