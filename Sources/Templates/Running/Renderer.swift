import Vocabulary

/// One rendering: runs a program's operations, writing bytes.
///
/// Everything it makes on the way lives in its tables and is dropped when the block that made it ends.
struct Renderer {
    let partials: [String: Template]
    let limits: RenderLimits
    let variables: AttributeObject
    var output: [UInt8]
    var stack: [Value] = []
    var depths: [DepthNode] = []
    var parameters: [ParameterNode] = []
    var frames: [DataFrame] = []
    var closures: [Closure] = []
    var inlines: [[(name: String, closure: Int32)]] = []
    var scopes: [PartialScope] = []
    var partialBlocks: [PartialBlock] = []
    var merged: [MergedObject] = []
    var lists: [[Value]] = []
    var texts: [String] = []
    var containers: [Container] = []
    var results: [UnsafeMutablePointer<AttributeValue>] = []
    /// The set that inline partials are being declared in.
    var declaring = 0
    /// Where the template's own paths led the last time.
    var found: [Found] = []
    var depth = 0
    var steps = 0
    private let outputLimit: Int
    /// What the operation or block that ran last wrote.
    var result = Chain.Kind.text

    private init(
        _ partials: [String: Template],
        _ limits: RenderLimits,
        _ variables: AttributeObject,
        startingAt start: Int
    ) {
        self.partials = partials
        self.limits = limits
        self.variables = variables
        output = []
        outputLimit = start + limits.outputBytes
    }

    /// Appends the text to `output`; after a failure it is as it was.
    static func render(
        _ program: Program,
        _ context: AttributeValue,
        partials: [String: Template],
        variables: AttributeObject,
        limits: RenderLimits,
        into output: inout [UInt8]
    ) throws(RenderFailure) {
        let start = output.count
        var renderer = Renderer(partials, limits, variables, startingAt: start)
        swap(&renderer.output, &output)
        defer {
            swap(&renderer.output, &output)
            for result in renderer.results {
                result.deinitialize(count: 1)
                result.deallocate()
            }
        }
        do throws(RenderFailure) {
            // `Value.stored` points into these two for as long as the rendering runs.
            try withExtendedLifetime(program) { () throws(RenderFailure) in
                try withUnsafePointer(to: context) { (context) throws(RenderFailure) in
                    try renderer.start(program, context)
                }
            }
        } catch {
            renderer.output.removeSubrange(start...)
            throw error
        }
    }

    private mutating func start(
        _ program: Program,
        _ context: UnsafePointer<AttributeValue>
    ) throws(RenderFailure) {
        scopes.append(PartialScope(outer: -1, added: [], containers: [:]))
        containers.append(Container(program: program, name: nil, scope: 0, home: 0))
        found = Array(repeating: Found(context: nil, value: context), count: program.paths.count)
        var frame = DataFrame()
        frame.hasCallersVariables = !variables.isEmpty
        frame.root = .stored(context)
        frame.hasRoot = true
        if frame.hasCallersVariables, variables["root"] == nil {
            frame.parent = DataFrame.callerFrame
            frame.hasParent = true
        }
        frames.append(frame)
        try runTemplate(Frame(context: .stored(context)), around: -1)
    }

    /// Runs the whole of a template or partial; `around` are the contexts that its caller passes on.
    mutating func runTemplate(_ frame: Frame, around: Int32) throws(RenderFailure) {
        let program = containers[Int(frame.container)].program
        if let failure = program.failure { throw failure.located(0..<0, in: containers[Int(frame.container)].name) }
        var outer = frame
        outer.depths = around
        outer.context = around < 0 ? .undefined : depths[Int(around)].context
        let body = try ready(program.root, outer, program)
        var inner = frame
        inner.depths = around
        let isNested = program.blocks[Int(program.root)].tracksDepths
        if isNested, try around < 0 ? true : !isLooselyEqual(frame.context, depths[Int(around)].context) {
            depths.append(DepthNode(context: frame.context, outer: around))
            inner.depths = Int32(depths.count - 1)
        }
        try run(body, inner)
        result = .text
    }

    /// Runs a block's inside with its inline partials in sight.
    mutating func run(_ body: Body, _ frame: Frame) throws(RenderFailure) {
        var frame = frame
        let container = Int(frame.container)
        let scope = containers[container].scope
        if body.inlines >= 0 { containers[container].scope = extend(scope, body.inlines) }
        frame.scope = containers[container].scope
        let program = containers[container].program
        let block = program.blocks[Int(body.block)]
        frame.tracksDepths = block.tracksDepths
        try run(block.ops, isText: block.isText, frame, program)
        if body.inlines >= 0 { containers[container].scope = scope }
    }

    mutating func run(
        _ ops: Range<Int32>,
        isText: Bool = false,
        _ frame: Frame,
        _ program: Program
    ) throws(RenderFailure) {
        var chain = Chain(kind: isText ? .text : .empty, start: output.count)
        var outer = chain
        var position = Int(ops.lowerBound)
        let end = Int(ops.upperBound)
        do throws(RenderFailure) {
            while position < end {
                steps += 1
                guard steps <= limits.steps else { throw RenderFailure.stepLimit(limits) }
                let op = program.ops[position]
                try perform(op, frame, program)
                if op.isText { chain.kind = .text } else if op.isRaw { join(result, to: &chain) }
                if op.code == .beginChain || op.code == .endChain { nest(op.code == .beginChain, &chain, in: &outer) }
                guard output.count <= outputLimit else { throw RenderFailure.outputLimit(limits) }
                position += 1
            }
        } catch {
            let place = program.places[position]
            throw error.located(
                Int(place.lowerBound)..<Int(place.upperBound),
                in: containers[Int(frame.container)].name
            )
        }
        if case .empty = chain.kind { result = .text } else { result = chain.kind }
    }

    /// JavaScript's `+`: two numbers give their sum, anything else a text.
    private mutating func join(_ kind: Chain.Kind, to chain: inout Chain) {
        switch (chain.kind, kind) {
        case (.empty, _): chain.kind = kind
        case (.number(let a), .number(let b)):
            output.removeSubrange(chain.start...)
            NumberText.append(a + b, to: &output)
            chain.kind = .number(a + b)
        case (_, .empty): break
        case (.number, _), (.text, _), (.object, _): chain.kind = .text
        }
    }

    private mutating func nest(_ begins: Bool, _ chain: inout Chain, in outer: inout Chain) {
        if begins {
            outer = chain
            chain = Chain(kind: .empty, start: output.count)
        } else {
            let inner = chain.kind
            chain = outer
            join(inner, to: &chain)
        }
    }

    @inline(__always)
    private mutating func perform(_ op: Op, _ frame: Frame, _ program: Program) throws(RenderFailure) {
        switch op.code {
        case .text: writeLiteral(Int(op.a), Int(op.b), program)
        case .writePath: try write(resolve(Int(op.a), frame, program), frame)
        case .writePathRaw: try writeRaw(resolve(Int(op.a), frame, program), frame)
        case .write: try write(stack.removeLast(), frame)
        case .writeRaw: try writeRaw(stack.removeLast(), frame)
        case .pushPath: stack.append(try resolve(Int(op.a), frame, program))
        case .pushConstant: stack.append(.optional(program.constants.pointer(Int(op.a))))
        case .pushUndefined: stack.append(.undefined)
        case .call: try call(program.targets[Int(op.a)], frame, program)
        case .callFunction: try callFunction(named: program.names[Int(op.a)].text, frame)
        case .block: try callBlock(program.targets[Int(op.a)], frame, program)
        case .partial: try callPartial(program.targets[Int(op.a)], frame, program)
        case .beginChain, .endChain: break
        case .inline: try declare(program.targets[Int(op.a)], frame, program)
        case .unknownDecorator:
            throw RenderFailure.wrongCall("the decorator \"\(program.names[Int(op.a)].text)\" does not exist")
        }
    }

    @inline(__always)
    private mutating func writeLiteral(_ start: Int, _ count: Int, _ program: Program) {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: program.literals.elements[start..<start + count]))
    }
}

/// A path's end in one context; contexts do not change while a template is rendered.
struct Found {
    var context: UnsafePointer<AttributeValue>?
    var value: UnsafePointer<AttributeValue>
}

/// What is dropped when a block ends.
extension Renderer {
    struct Marks {
        let depths, parameters, frames, closures, inlines, scopes, partialBlocks, merged, lists, texts: Int
    }

    var marks: Marks {
        Marks(
            depths: depths.count,
            parameters: parameters.count,
            frames: frames.count,
            closures: closures.count,
            inlines: inlines.count,
            scopes: scopes.count,
            partialBlocks: partialBlocks.count,
            merged: merged.count,
            lists: lists.count,
            texts: texts.count
        )
    }

    /// Keeps everything while a template that is still being rendered sees partials made since.
    mutating func restore(_ marks: Marks) {
        guard scopes.count == marks.scopes || containers.allSatisfy({ $0.scope < marks.scopes }) else { return }
        if depths.count > marks.depths { depths.removeSubrange(marks.depths...) }
        if parameters.count > marks.parameters { parameters.removeSubrange(marks.parameters...) }
        if frames.count > marks.frames { frames.removeSubrange(marks.frames...) }
        if closures.count > marks.closures { closures.removeSubrange(marks.closures...) }
        if inlines.count > marks.inlines { inlines.removeSubrange(marks.inlines...) }
        if scopes.count > marks.scopes {
            scopes.removeSubrange(marks.scopes...)
            while let last = containers.last, last.home >= marks.scopes, last.calls == 0 { containers.removeLast() }
        }
        if partialBlocks.count > marks.partialBlocks { partialBlocks.removeSubrange(marks.partialBlocks...) }
        if merged.count > marks.merged { merged.removeSubrange(marks.merged...) }
        if lists.count > marks.lists { lists.removeSubrange(marks.lists...) }
        if texts.count > marks.texts { texts.removeSubrange(marks.texts...) }
    }
}
