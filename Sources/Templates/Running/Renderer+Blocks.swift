import Vocabulary

/// Blocks: the built-in helpers, and plain values that open one.
extension Renderer {
    mutating func callBlock(_ target: Target, _ frame: Frame, _ program: Program) throws(RenderFailure) {
        let main = try ready(target.program, frame, program)
        let inverse = try ready(target.inverse, frame, program)
        let options = target.options.count
        let arguments = stack.count - options - Int(target.arguments)
        switch target.kind {
        case .if, .unless, .each, .with:
            guard target.arguments == 1 else { throw wrongCount(target, program) }
            let isZeroIncluded = includesZero(target, program)
            stack.removeLast(options)
            let value = try called(stack.removeLast())
            switch target.kind {
            case .each: try each(value, main, inverse, frame)
            case .with: try with(value, main, inverse, frame)
            default:
                let isShown = !(!isZeroIncluded && !isTruthy(value) || isEmpty(value))
                try invoke(isShown == (target.kind == .if) ? main : inverse, this(frame), frame.data, .nothing, frame)
            }
        case .value, .ambiguous:
            let name = program.names[Int(target.name)].text
            if target.kind == .ambiguous { try callFunction(named: name, frame, Insides(main, inverse, target)) }
            let value = try called(stack.removeLast())
            try open(value, main, inverse, frame, passing: target.passesParameters)
        case .log:
            try log(target, program)
            stack.removeLast(stack.count - arguments)
            result = .text
        case .lookup, .helper, .missing:
            let hasInside = target.program >= 0 || target.inverse >= 0
            try call(target, frame, program, hasInside ? Insides(main, inverse, target) : nil)
            try writeRaw(stack.removeLast(), frame)
        case .partial, .dynamicPartial, .inline: break
        }
    }

    private func wrongCount(_ target: Target, _ program: Program) -> RenderFailure {
        let name = program.names[Int(target.name)].text
        return .wrongCall("\"\(name)\" takes exactly one argument", hint: "write {{#\(name) value}}")
    }

    private func includesZero(_ target: Target, _ program: Program) -> Bool {
        for (offset, index) in target.options.enumerated() where program.options[Int(index)] == "includeZero" {
            return isTruthy(stack[stack.count - target.options.count + offset])
        }
        return false
    }

    /// What `this` is for a helper.
    func this(_ frame: Frame) -> Value { frame.context.isNullish ? .emptyObject : frame.context }

    /// A partial block given as an argument is called for its text.
    private mutating func called(_ value: Value) throws(RenderFailure) -> Value {
        if case .function = value { try callFunction(value, on: .undefined) } else { value }
    }

    private mutating func with(
        _ value: Value,
        _ main: Body,
        _ inverse: Body,
        _ frame: Frame
    ) throws(RenderFailure) {
        if isEmpty(value) {
            try invoke(inverse, this(frame), frame.data, .nothing, frame)
        } else {
            try invoke(main, value, frame.data, .one(value), frame)
        }
    }

    /// `{{#value}}`: shown once for what is true, for each element of an array, on an object as its context.
    private mutating func open(
        _ value: Value,
        _ main: Body,
        _ inverse: Body,
        _ frame: Frame,
        passing: Bool
    ) throws(RenderFailure) {
        if isExactly(true, value) {
            try invoke(main, frame.context, frame.data, .nothing, frame)
        } else if value.isNullish || isExactly(false, value) {
            try invoke(inverse, frame.context, frame.data, .nothing, frame)
        } else if kind(of: value) == .array {
            if elementCount(of: value) > 0 {
                try each(value, main, inverse, frame)
            } else {
                try invoke(inverse, frame.context, frame.data, .nothing, frame)
            }
        } else {
            try invoke(main, value, frame.data, passing ? .all(frame.parameters) : .nothing, frame)
        }
    }

    private mutating func each(
        _ value: Value,
        _ main: Body,
        _ inverse: Body,
        _ frame: Frame
    ) throws(RenderFailure) {
        var count = 0
        let marks = marks
        switch value {
        case .stored(let pointer):
            switch pointer.pointee {
            case .array(let elements):
                count = elements.count
                let data = loopFrame(frame)
                for index in 0..<count {
                    let key = Value.number(index)
                    try iterate(.optional(elements.pointer(index)), key, index, count, data, main, frame)
                }
            case .object(let object):
                count = object.count
                try each(object, main, frame)
            case .null, .bool, .integer, .decimal, .double, .string, .moment: break
            }
        case .list(let index):
            let elements = lists[Int(index)]
            count = elements.count
            let data = loopFrame(frame)
            for (index, element) in elements.enumerated() {
                try iterate(element, .number(index), index, count, data, main, frame)
            }
        case .merged, .frame: count = try each(memberOf: value, main, frame)
        case .undefined, .null, .bool, .number, .key, .text, .function, .emptyObject: break
        }
        restore(marks)
        result = .text
        if count == 0 { try invoke(inverse, this(frame), frame.data, .nothing, frame) }
    }

    private mutating func each(_ object: AttributeObject, _ main: Body, _ frame: Frame) throws(RenderFailure) {
        let data = loopFrame(frame)
        for (step, place) in order(of: object.keys).enumerated() {
            guard let key = object.keys.pointer(place) else { break }
            try iterate(.optional(object.values.pointer(place)), .key(key), step, object.count, data, main, frame)
        }
    }

    private mutating func each(memberOf value: Value, _ main: Body, _ frame: Frame) throws(RenderFailure) -> Int {
        var keys: [String] = []
        if case .merged(let index) = value { keys = merged[Int(index)].keys }
        if case .frame(let index) = value { keys = self.keys(ofFrame: index) }
        let data = loopFrame(frame)
        for (step, place) in order(of: keys).enumerated() {
            let element = property(of: value, Name(keys[place]))
            try iterate(element, make(keys[place]), step, keys.count, data, main, frame)
        }
        return keys.count
    }

    /// Names that are indices come first, by number.
    private func order(of keys: [String]) -> [Int] {
        let places = Array(keys.indices)
        let isIndexed = keys.contains { key in
            guard let first = key.utf8.first, (48...57).contains(first) else { return false }
            return Name.arrayIndex(key) >= 0
        }
        guard isIndexed else { return places }
        let indices = places.filter { Name.arrayIndex(keys[$0]) >= 0 }
        return indices.sorted { Name.arrayIndex(keys[$0]) < Name.arrayIndex(keys[$1]) }
            + places.filter { Name.arrayIndex(keys[$0]) < 0 }
    }

    private mutating func loopFrame(_ frame: Frame) -> Int32 {
        var data = frames[Int(frame.data)]
        data.isLoopFirst = data.isLoop ? data.isLoopFirst : !data.hasPartialBlock
        data.isLoop = true
        data.parent = frame.data
        data.hasParent = true
        frames.append(data)
        return Int32(frames.count - 1)
    }

    private mutating func iterate(
        _ element: Value,
        _ key: Value,
        _ index: Int,
        _ count: Int,
        _ data: Int32,
        _ main: Body,
        _ frame: Frame
    ) throws(RenderFailure) {
        frames[Int(data)].key = key
        frames[Int(data)].index = .number(index)
        frames[Int(data)].first = .bool(index == 0)
        frames[Int(data)].last = .bool(index == count - 1)
        try invoke(main, element, data, .two(element, key), frame)
    }
}

/// Running a block's inside.
extension Renderer {
    /// Evaluates the inline partials that a block declares; handlebars.js does so where the block is mentioned,
    /// even where it is not shown, and in the context around it.
    mutating func ready(_ index: Int32, _ frame: Frame, _ program: Program) throws(RenderFailure) -> Body {
        guard index >= 0 else { return Body(block: index) }
        let block = program.blocks[Int(index)]
        guard !block.decorators.isEmpty else { return Body(block: index) }
        var outer = frame
        outer.context = frame.depths < 0 ? .undefined : depths[Int(frame.depths)].context
        outer.tracksDepths = true
        let before = declaring
        inlines.append([])
        declaring = inlines.count - 1
        let body = Body(block: index, inlines: Int32(declaring))
        try run(block.decorators, outer, program)
        declaring = before
        return body
    }

    mutating func invoke(
        _ body: Body,
        _ context: Value,
        _ data: Int32,
        _ given: ParameterNode.Given,
        _ frame: Frame
    ) throws(RenderFailure) {
        result = .text
        guard body.block >= 0 else { return }
        try enter()
        let marks = marks
        let program = containers[Int(frame.container)].program
        var inner = frame
        inner.context = context
        inner.data = data
        if frame.tracksDepths, try !isAround(context, frame) {
            depths.append(DepthNode(context: context, outer: frame.depths))
            inner.depths = Int32(depths.count - 1)
        }
        if program.tracksParameters {
            parameters.append(ParameterNode(given: given, outer: frame.parameters))
            inner.parameters = Int32(parameters.count - 1)
        }
        try run(body, inner)
        restore(marks)
        depth -= 1
    }

    mutating func enter() throws(RenderFailure) {
        depth += 1
        steps += 1
        guard depth <= limits.depth else { throw RenderFailure.depthLimit(limits) }
        guard steps <= limits.steps else { throw RenderFailure.stepLimit(limits) }
    }

    /// Whether `context` is already the innermost of the contexts around.
    private mutating func isAround(_ context: Value, _ frame: Frame) throws(RenderFailure) -> Bool {
        guard frame.depths >= 0 else { return context.isNullish }
        let head = depths[Int(frame.depths)].context
        if case .emptyObject = context, head.isNull { return true }
        return try isLooselyEqual(context, head)
    }
}
