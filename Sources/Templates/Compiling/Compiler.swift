import Vocabulary

/// Turns statements into operations, deciding as handlebars.js's compiler does what each name is: a helper, a value,
/// or either.
struct Compiler {
    let source: SourceText
    let options: TemplateOptions
    var tables = ProgramTables()
    var diagnostics: [Diagnostic] = []
    /// The block being compiled; those around it wait in the calls of `sequence`.
    var block = OpenBlock()
    /// The parameters of the blocks around, innermost first; `nil` for a block without.
    private var parameters: [[String]?] = []

    /// A block whose operations are being gathered.
    struct OpenBlock {
        var ops: [Op] = []
        var places: [Range<Int32>] = []
        var decorators: [Op] = []
        var decoratorPlaces: [Range<Int32>] = []
        var isInDecorator = false
        /// Whether a block parameter was looked up here so far, and in any block inside.
        var usesParameters = false
        var insideUsesParameters = false
        var targets: [Int32] = []
        var tracksDepths = false
        /// Where the operations of blocks opened by a plain name begin and end.
        var valueBlocks: [Range<Int>] = []
    }

    init(_ source: SourceText, options: TemplateOptions) {
        self.source = source
        self.options = options
    }

    mutating func compile(_ root: StatementList) throws(Diagnostics) -> Program {
        let index = sequence(root)
        guard !diagnostics.contains(where: { $0.severity == .error }) else { throw Diagnostics(diagnostics) }
        return Program(tables, root: index, options: options)
    }

    /// Compiles the inside of a block and returns its number.
    mutating func sequence(_ sequence: StatementList) -> Int32 {
        let outer = block
        block = OpenBlock()
        parameters.insert(sequence.parameters, at: 0)
        for statement in sequence.body { compile(statement) }
        parameters.removeFirst()
        if block.insideUsesParameters {
            for target in block.targets { tables.targets[Int(target)].passesParameters = true }
        }
        let inner = block
        let index = finish(isSimple: sequence.body.count == 1)
        block = outer
        if inner.usesParameters || inner.insideUsesParameters { block.insideUsesParameters = true }
        if inner.tracksDepths { block.tracksDepths = true }
        return index
    }

    private mutating func finish(isSimple: Bool) -> Int32 {
        let isText = !isSimple && block.valueBlocks.first.map { startsChain(at: $0.lowerBound) } ?? false
        markChains()
        let start = Int32(tables.ops.count)
        tables.ops += block.ops
        tables.places += block.places
        let middle = Int32(tables.ops.count)
        tables.ops += block.decorators
        tables.places += block.decoratorPlaces
        let end = Int32(tables.ops.count)
        tables.blocks.append(
            Block(
                ops: start..<middle,
                decorators: middle..<end,
                tracksDepths: block.tracksDepths || options.compat,
                isText: isText
            )
        )
        return Int32(tables.blocks.count - 1)
    }

    private func startsChain(at index: Int) -> Bool {
        !block.ops[..<index].contains { $0.isRaw || $0.isText }
    }

    /// Between two blocks opened by plain names handlebars.js joins the values before it appends them: where the first
    /// is a number and more follow, that is a sum or text of its own.
    private mutating func markChains() {
        for (before, after) in zip(block.valueBlocks, block.valueBlocks.dropFirst()).reversed() {
            let chain = before.upperBound..<after.lowerBound
            let written = block.ops[chain].filter { $0.isRaw || $0.isText }
            guard written.count > 1, written[0].isRaw else { continue }
            block.ops.insert(Op(code: .endChain), at: chain.upperBound)
            block.places.insert(block.places[chain.upperBound], at: chain.upperBound)
            block.ops.insert(Op(code: .beginChain), at: chain.lowerBound)
            block.places.insert(block.places[chain.lowerBound], at: chain.lowerBound)
        }
    }

    private mutating func compile(_ statement: Statement) {
        switch statement {
        case .content(let node): write(source.bytes[node.value])
        case .comment: break
        case .mustache(let node): compile(node)
        case .block(let node): compile(node)
        case .partial(let node): partial(node.call, program: -1, indent: node.indent)
        }
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        let range = tables.add(bytes)
        emit(.text, range.lowerBound, Int32(range.count), at: bytes.startIndex..<bytes.endIndex)
    }

    private mutating func compile(_ node: MustacheNode) {
        guard !node.isDecorator else { return decorator(node.call, program: -1) }
        let isEscaped = node.isEscaped && !options.noEscape
        let path = callee(node.call)
        switch classify(path, node.call) {
        case .simple:
            emit(isEscaped ? .writePath : .writePathRaw, add(path, as: .callee), at: node.call.range)
        case .ambiguous:
            if let helper = ownHelper(path.parts[0]) {
                call(node.call, helper, named: path.parts[0])
            } else if Self.builtIns[path.parts[0]] != nil {
                helperCall(PathNode(parts: path.parts, original: path.parts[0]), node.call)
            } else if path.isData {
                emit(.pushPath, add(path, as: .callee), at: node.call.range)
                emit(.callFunction, tables.intern(path.parts[0]), at: node.call.range)
            } else {
                return emit(isEscaped ? .writePath : .writePathRaw, add(path, as: .callee), at: node.call.range)
            }
            emit(isEscaped ? .write : .writeRaw, at: node.call.range)
        case .helper:
            helperCall(path, node.call)
            emit(isEscaped ? .write : .writeRaw, at: node.call.range)
        }
    }

    mutating func emit(_ code: Op.Code, _ a: Int32 = 0, _ b: Int32 = 0, at range: Range<Int>) {
        let place = Int32(range.lowerBound)..<Int32(range.upperBound)
        if block.isInDecorator {
            block.decorators.append(Op(code: code, a: a, b: b))
            block.decoratorPlaces.append(place)
        } else {
            block.ops.append(Op(code: code, a: a, b: b))
            block.places.append(place)
        }
    }

    mutating func report(
        _ severity: Diagnostic.Severity,
        _ code: String,
        _ message: String,
        at range: Range<Int>,
        hint: String
    ) {
        diagnostics.append(Diagnostic(severity, code: code, message: message, range: range, hint: hint))
    }
}

/// What a name is.
extension Compiler {
    enum Classification { case helper, simple, ambiguous }

    func callee(_ call: Call) -> PathNode {
        if case .path(let path) = call.callee.asCallee { path } else { PathNode(parts: [], original: "") }
    }

    func classify(_ path: PathNode, _ call: Call, isSubexpression: Bool = false) -> Classification {
        if path.isSimple, parameter(path.parts[0]) != nil { return .simple }
        if isSubexpression || !call.arguments.isEmpty || call.options != nil { return .helper }
        guard path.isSimple else { return .simple }
        if isKnown(path.parts[0]) { return .helper }
        return options.knownHelpersOnly ? .simple : .ambiguous
    }

    func isKnown(_ name: String) -> Bool {
        if let known = options.knownHelpers[name] { return known }
        return Self.builtIns[name] != nil || name == "helperMissing" || name == "blockHelperMissing"
    }

    func ownHelper(_ name: String) -> Int32? {
        options.helpers.firstIndex { $0.name == name }.map { Int32($0) }
    }

    static let builtIns: [String: Target.Kind] = [
        "each": .each, "if": .if, "log": .log, "lookup": .lookup, "unless": .unless, "with": .with,
    ]

    /// The block, counted outwards, and the place among its parameters of `name`.
    func parameter(_ name: String) -> (depth: Int, index: Int)? {
        for (depth, names) in parameters.enumerated() {
            if let index = names?.firstIndex(of: name) { return (depth, index) }
        }
        return nil
    }

    /// Where a path stands decides what happens where it ends early.
    enum Role { case callee, helper, argument }

    mutating func add(_ path: PathNode, as role: Role) -> Int32 {
        if path.depth > 0 { block.tracksDepths = true }
        let depth = Int32(path.depth)
        if path.depth == 0, !path.isScoped, let name = path.parts.first, let found = parameter(name) {
            // Even in strict mode handlebars.js does not insist on the last name after a parameter.
            return add(path, parameter: found, mode: options.strict || options.assumeObjects ? .assumed : .lenient)
        }
        guard let first = path.parts.first, !first.isEmpty else {
            return tables.add(Path(base: .context, mode: .lenient, depth: depth, segments: 0..<0))
        }
        let mode = mode(for: role)
        if path.isData {
            let segments = tables.add(segments: path.parts)
            return tables.add(
                Path(base: .data, mode: mode == .lenient ? .falsy : mode, depth: depth, segments: segments)
            )
        }
        guard options.compat, !path.isScoped, path.depth == 0 else {
            return tables.add(
                Path(base: .context, mode: mode, depth: depth, segments: tables.add(segments: path.parts))
            )
        }
        let segments = tables.add(segments: remaining(path.parts, mode))
        return tables.add(
            Path(base: .scopes, mode: mode, depth: 0, first: tables.intern(first), segments: segments)
        )
    }

    private mutating func add(_ path: PathNode, parameter: (depth: Int, index: Int), mode: Path.Mode) -> Int32 {
        tables.tracksParameters = true
        block.usesParameters = true
        return tables.add(
            Path(
                base: .parameter,
                mode: mode,
                depth: Int32(parameter.depth),
                parameter: Int32(parameter.index),
                segments: tables.add(segments: remaining(path.parts, mode))
            )
        )
    }

    /// The names after the first. In strict mode handlebars.js 4.7.7 looks the first up again in what it found.
    private func remaining(_ parts: [String], _ mode: Path.Mode) -> [String] {
        switch mode {
        case .strict, .assumed: parts
        case .lenient, .falsy: Array(parts.dropFirst())
        }
    }

    private func mode(for role: Role) -> Path.Mode {
        switch role {
        case .callee: options.strict ? .strict : options.assumeObjects ? .assumed : .lenient
        case .helper: options.strict ? .strict : options.assumeObjects ? .assumed : .falsy
        case .argument: options.strict || options.assumeObjects ? .assumed : .lenient
        }
    }
}
