import Vocabulary

/// A compiled template: tables that operations point into, never changed once made.
final class Program: Sendable {
    let ops: [Op]
    /// The place in the source of each operation.
    let places: [Range<Int32>]
    let blocks: [Block]
    let root: Int32
    let literals: [UInt8]
    let names: [Name]
    let paths: [Path]
    let segments: [Int32]
    let constants: [AttributeValue]
    let targets: [Target]
    let options: [String]
    let helpers: [TemplateHelper]
    /// Whether anything looks up block parameters.
    let tracksParameters: Bool
    let isCompat: Bool
    /// Why it cannot run: it did not compile, and stands for that.
    let failure: RenderFailure?

    init(_ tables: ProgramTables, root: Int32, options: TemplateOptions) {
        ops = tables.ops
        places = tables.places
        blocks = tables.blocks
        self.root = root
        literals = tables.literals
        names = tables.names
        paths = tables.paths
        segments = tables.segments
        constants = tables.constants
        targets = tables.targets
        self.options = tables.options
        helpers = options.helpers
        tracksParameters = tables.tracksParameters
        isCompat = options.compat
        failure = nil
    }

    /// A program that fails wherever it is used.
    init(failing failure: RenderFailure) {
        (ops, places, blocks, root) = ([], [], [], 0)
        (literals, names, paths, segments, constants) = ([], [], [], [], [])
        (targets, options, helpers) = ([], [], [])
        (tracksParameters, isCompat) = (false, false)
        self.failure = failure
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

    /// Equal names are kept once.
    mutating func intern(_ text: String) -> Int32 {
        if let index = nameIndex[text] { return index }
        let index = Int32(names.count)
        names.append(Name(text))
        nameIndex[text] = index
        return index
    }

    mutating func add(_ path: Path) -> Int32 {
        paths.append(path)
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
        let start = Int32(segments.count)
        for name in names { segments.append(intern(name)) }
        return start..<Int32(segments.count)
    }
}
