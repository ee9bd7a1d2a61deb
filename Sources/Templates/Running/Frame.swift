/// Where a block runs: what its names mean. Indices lead into the renderer's tables.
struct Frame {
    var context: Value
    /// The contexts around, innermost first: an index into `Renderer.depths`, -1 for none.
    var depths: Int32 = -1
    /// The `@` variables.
    var data: Int32 = 0
    /// The parameters of the blocks around, innermost first: an index into `Renderer.parameters`, -1 for none.
    var parameters: Int32 = -1
    /// The template or partial it belongs to.
    var container: Int32 = 0
    /// The partials that it sees.
    var scope: Int32 = 0
    /// Whether the blocks inside are told of the contexts around them.
    var tracksDepths = false
}

struct DepthNode {
    let context: Value
    let outer: Int32
}

/// What one block was given for its `as |a b|`.
struct ParameterNode {
    enum Given {
        /// Nothing: looking one up is a failure.
        case nothing
        case one(Value)
        case two(Value, Value)
        /// All the parameters around its caller, as handlebars.js passes them on where a plain value opens a block.
        case all(Int32)
    }

    let given: Given
    let outer: Int32
}

/// The `@` variables of a block, with those around it copied in.
struct DataFrame {
    var root: Value = .undefined
    var hasRoot = false
    var key: Value = .undefined
    var index: Value = .undefined
    var first: Value = .undefined
    var last: Value = .undefined
    var isLoop = false
    var partialBlock: Value = .undefined
    var hasPartialBlock = false
    /// The frame around: -1 for none, `callerFrame` for the caller's own variables.
    var parent: Int32 = -1
    var hasParent = false
    /// Whether the loop's names came before the partial block's.
    var isLoopFirst = false
    var hasCallersVariables = false

    static let callerFrame: Int32 = -2
}

/// The inside of a block made ready to run, with the inline partials it declares.
struct Body {
    let block: Int32
    /// An index into `Renderer.inlines`; -1 for none.
    var inlines: Int32 = -1
}

/// The inside of a block with the place it was made in, to be run from elsewhere.
struct Closure {
    let body: Body
    let frame: Frame
}

/// A template or partial being rendered. Like handlebars.js's container it keeps the partials that its last call saw,
/// so that after calling itself it sees those of the inner call.
struct Container {
    let program: Program
    let name: String?
    var scope: Int32
    /// The partials among which it was compiled: with them it goes.
    let home: Int32
    /// How many of its calls have not returned.
    var calls = 0
}

/// What a block wrote, as handlebars.js would return it: mostly a text, but `{{{a}}}{{{b}}}` alone is their sum where
/// both are numbers, because it joins what it writes with `+`.
struct Chain {
    enum Kind {
        /// Nothing yet.
        case empty
        case text
        case number(Double)
        /// An object or array that stands alone.
        case object(Value)
    }

    var kind: Kind
    /// Where in the output it begins.
    let start: Int
}

/// The partials that can be seen: those around, and over them those declared inline.
struct PartialScope {
    let outer: Int32
    /// -1 stands for a name that was declared with nothing.
    let added: [(name: String, closure: Int32)]
    /// The containers of the partials that were called from here. handlebars.js keeps a compiled partial in its
    /// caller's set of partials, of which every declaration makes a copy: what is compiled in one is not in the other.
    var containers: [String: Int32]
}

struct PartialBlock {
    let closure: Int32
    /// The partial block around.
    let outer: Value
    /// The inside of a block as a helper is given it: it keeps the `@` variables of its place.
    var isHelpers = false
}

/// A context with a partial's options laid over it.
struct MergedObject {
    var keys: [String] = []
    var values: [Value] = []

    mutating func set(_ key: String, _ value: Value) {
        if let index = keys.firstIndex(of: key) {
            values[index] = value
        } else {
            keys.append(key)
            values.append(value)
        }
    }
}
