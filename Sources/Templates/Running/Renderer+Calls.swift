import Vocabulary

/// Calls that have a value.
extension Renderer {
    /// The insides of the block that a call stands in.
    struct Insides {
        let main, inverse: Body
        let passesParameters: Bool

        init(_ main: Body, _ inverse: Body, _ target: Target) {
            (self.main, self.inverse, passesParameters) = (main, inverse, target.passesParameters)
        }
    }

    mutating func call(
        _ target: Target,
        _ frame: Frame,
        _ program: Program,
        _ insides: Insides? = nil
    ) throws(RenderFailure) {
        let options = stack.count - target.options.count
        let arguments = options - Int(target.arguments)
        let value: Value
        switch target.kind {
        case .lookup: value = try lookup(stack[arguments..<options])
        case .log:
            try log(target, program)
            value = .undefined
        case .helper: value = try callHelper(target, arguments, options, program)
        case .missing: value = try callMissing(target, arguments, options, frame, program, insides)
        case .each, .with, .if, .unless:
            throw RenderFailure.wrongCall(
                "\"\(program.names[Int(target.name)].text)\" needs a block",
                hint: "write it as {{#…}}…{{/…}}"
            )
        case .value, .ambiguous, .partial, .dynamicPartial, .inline: value = .undefined
        }
        stack.removeLast(stack.count - arguments)
        if target.kind == .missing { stack.removeLast() }
        stack.append(value)
    }

    /// `lookup object key`; what is false looks itself up, whatever else is given.
    private mutating func lookup(_ arguments: ArraySlice<Value>) throws(RenderFailure) -> Value {
        guard let object = arguments.first else { throw RenderFailure.wrongCall("\"lookup\" takes two arguments") }
        guard isTruthy(object) else { return object }
        guard arguments.count == 2, let key = arguments.last else {
            throw RenderFailure.wrongCall("\"lookup\" takes two arguments", hint: "write (lookup object key)")
        }
        // A partial block's name would be its source text, which nothing is called.
        if case .function = key { return .undefined }
        return property(of: object, Name(try text(of: key)))
    }

    /// `log` writes nowhere here; all it does is compare its level, which an object without text cannot stand.
    mutating func log(_ target: Target, _ program: Program) throws(RenderFailure) {
        for (offset, index) in target.options.enumerated() where program.options[Int(index)] == "level" {
            let level = stack[stack.count - target.options.count + offset]
            if kind(of: level) == .object || kind(of: level) == .array { _ = try text(of: level) }
        }
    }

    private mutating func callHelper(
        _ target: Target,
        _ arguments: Int,
        _ options: Int,
        _ program: Program
    ) throws(RenderFailure) -> Value {
        var given: [AttributeValue] = []
        for index in arguments..<options { given.append(try attribute(stack[index])) }
        var named = AttributeObject()
        for (offset, index) in target.options.enumerated() {
            named[program.options[Int(index)]] = try attribute(stack[options + offset])
        }
        return keep(try program.helpers[Int(target.index)].call(given, named))
    }

    private mutating func attribute(_ value: Value) throws(RenderFailure) -> AttributeValue {
        switch value {
        case .undefined, .null, .emptyObject, .function: return .null
        case .bool(let flag): return .bool(flag)
        case .number(let number): return .integer(Int64(number))
        case .stored(let pointer): return pointer.pointee
        case .key(let text): return .string(text.pointee)
        case .text(let index): return .string(texts[Int(index)])
        case .merged(let index):
            var object = AttributeObject()
            for (key, member) in zip(merged[Int(index)].keys, merged[Int(index)].values) {
                object[key] = try attribute(member)
            }
            return .object(object)
        case .frame: return .object(AttributeObject())
        case .list(let index):
            var elements: [AttributeValue] = []
            for element in lists[Int(index)] { elements.append(try attribute(element)) }
            return .array(elements)
        }
    }

    /// A name that is no helper, called: only a partial block can be; without arguments a missing one is undefined.
    private mutating func callMissing(
        _ target: Target,
        _ arguments: Int,
        _ options: Int,
        _ frame: Frame,
        _ program: Program,
        _ insides: Insides?
    ) throws(RenderFailure) -> Value {
        let name = program.names[Int(target.name)].text
        let callee = stack[arguments - 1]
        if case .function = callee, target.arguments <= 1 {
            let context = target.arguments == 1 ? stack[arguments] : optionsObject(name, frame, insides)
            return try callFunction(callee, on: context, data: target.arguments == 1 ? frame.data : nil)
        }
        guard !isTruthy(callee) else { throw RenderFailure.wrongCall("\"\(name)\" is no helper") }
        guard target.index < 0, target.arguments == 0 else { throw RenderFailure.missingHelper(name) }
        return .undefined
    }

    mutating func callFunction(
        named name: String,
        _ frame: Frame,
        _ insides: Insides? = nil
    ) throws(RenderFailure) {
        guard case .function? = stack.last else { return }
        let callee = stack.removeLast()
        stack.append(try callFunction(callee, on: optionsObject(name, frame, insides)))
    }

    /// What a helper is told about its call: a partial block called without a context takes it for one.
    private mutating func optionsObject(_ name: String, _ frame: Frame, _ insides: Insides?) -> Value {
        var object = MergedObject()
        object.set("name", make(name))
        object.set("hash", .emptyObject)
        if let insides {
            object.set("fn", function(insides.main, frame))
            object.set("inverse", function(insides.inverse, frame))
        }
        object.set("data", .frame(frame.data))
        if insides?.passesParameters ?? false { object.set("blockParams", .emptyObject) }
        object.set("loc", .emptyObject)
        merged.append(object)
        return .merged(Int32(merged.count - 1))
    }

    private mutating func function(_ body: Body, _ frame: Frame) -> Value {
        closures.append(Closure(body: body, frame: frame))
        partialBlocks.append(
            PartialBlock(closure: Int32(closures.count - 1), outer: .undefined, isHelpers: true)
        )
        return .function(Int32(partialBlocks.count - 1))
    }

    /// The text of a partial block, called as a function; without `data` it sees no `@` variables.
    mutating func callFunction(
        _ function: Value,
        on context: Value,
        data: Int32? = nil
    ) throws(RenderFailure) -> Value {
        guard case .function(let index) = function else { return function }
        let start = output.count
        try callPartialBlock(partialBlocks[Int(index)], context, data, .nothing)
        let kind = result
        let text = cut(from: start)
        if case .number(let number) = kind {
            return keep(text == "true" || text == "false" ? .bool(text == "true") : .double(number))
        }
        if case .object(let value) = kind, case .stored = value { return value }
        return make(text)
    }

    /// Gives a value made while running a place that lasts as long as the rendering.
    private mutating func keep(_ value: AttributeValue) -> Value {
        let place = UnsafeMutablePointer<AttributeValue>.allocate(capacity: 1)
        place.initialize(to: value)
        results.append(place)
        return .stored(UnsafePointer(place))
    }

    mutating func callPartialBlock(
        _ partialBlock: PartialBlock,
        _ context: Value,
        _ data: Int32?,
        _ given: ParameterNode.Given
    ) throws(RenderFailure) {
        let closure = closures[Int(partialBlock.closure)]
        guard !partialBlock.isHelpers else {
            return try invoke(closure.body, context, closure.frame.data, given, closure.frame)
        }
        var inner = data.map { frames[Int($0)] } ?? DataFrame()
        inner.parent = data ?? -1
        inner.hasParent = true
        inner.partialBlock = partialBlock.outer
        inner.hasPartialBlock = true
        frames.append(inner)
        try invoke(closure.body, context, Int32(frames.count - 1), given, closure.frame)
    }
}
