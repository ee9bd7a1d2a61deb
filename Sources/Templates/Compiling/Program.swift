import Vocabulary

/// A compiled template: tables that operations point into, never changed once made.
final class Program: Sendable {
    let ops: Table<Op>
    /// The place in the source of each operation.
    let places: Table<Range<Int32>>
    let blocks: Table<Block>
    let root: Int32
    let literals: Table<UInt8>
    let names: Table<Name>
    let paths: Table<Path>
    let segments: Table<Int32>
    let constants: Table<AttributeValue>
    let targets: Table<Target>
    let options: [String]
    let helpers: [TemplateHelper]
    /// Whether anything looks up block parameters.
    let tracksParameters: Bool
    let isCompat: Bool
    /// Why it cannot run: it did not compile, and stands for that.
    let failure: RenderFailure?

    init(_ tables: ProgramTables, root: Int32, options: TemplateOptions, failure: RenderFailure? = nil) {
        ops = Table(tables.ops)
        places = Table(tables.places)
        blocks = Table(tables.blocks)
        self.root = root
        literals = Table(tables.literals)
        names = Table(tables.names)
        paths = Table(tables.paths)
        segments = Table(tables.segments)
        constants = Table(tables.constants)
        targets = Table(tables.targets)
        self.options = tables.options
        helpers = options.helpers
        tracksParameters = tables.tracksParameters
        isCompat = options.compat
        self.failure = failure
    }

    /// A program that fails wherever it is used.
    convenience init(failing failure: RenderFailure) {
        self.init(ProgramTables(), root: 0, options: TemplateOptions(), failure: failure)
    }

    deinit {
        ops.free()
        places.free()
        blocks.free()
        literals.free()
        names.free()
        paths.free()
        segments.free()
        constants.free()
        targets.free()
    }
}

/// The tables of a program while it is being made.
struct ProgramTables {
    var ops: [Op] = []
    var places: [Range<Int32>] = []
    var blocks: [Block] = []
    var literals: [UInt8] = []
    var names: [Name] = []
    var paths: [Path] = []
    var segments: [Int32] = []
    var constants: [AttributeValue] = []
    var targets: [Target] = []
    var options: [String] = []
    var tracksParameters = false
    private var nameIndex: [String: Int32] = [:]
    private var pathIndex: [Path: Int32] = [:]
    private var segmentIndex: [[Int32]: Range<Int32>] = [:]

    /// Equal names are kept once.
    mutating func intern(_ text: String) -> Int32 {
        if let index = nameIndex[text] { return index }
        let index = Int32(names.count)
        names.append(Name(text))
        nameIndex[text] = index
        return index
    }

    /// Equal paths are kept once, so that a rendering need follow each only once a context.
    mutating func add(_ path: Path) -> Int32 {
        if let index = pathIndex[path] { return index }
        paths.append(path)
        pathIndex[path] = Int32(paths.count - 1)
        return Int32(paths.count - 1)
    }

    mutating func add(_ constant: AttributeValue) -> Int32 {
        constants.append(constant)
        return Int32(constants.count - 1)
    }

    mutating func add(_ target: Target) -> Int32 {
        targets.append(target)
        return Int32(targets.count - 1)
    }

    mutating func add(_ bytes: some Collection<UInt8>) -> Range<Int32> {
        let start = Int32(literals.count)
        literals.append(contentsOf: bytes)
        return start..<Int32(literals.count)
    }

    mutating func add(segments names: [String]) -> Range<Int32> {
        let interned = names.map { intern($0) }
        if let known = segmentIndex[interned] { return known }
        let start = Int32(segments.count)
        segments.append(contentsOf: interned)
        segmentIndex[interned] = start..<Int32(segments.count)
        return start..<Int32(segments.count)
    }
}
