/// One operation of a compiled template; what `a` and `b` mean depends on the code.
struct Op: Sendable {
    enum Code: UInt8, Sendable {
        /// Writes the literal bytes from `a`, `b` of them.
        case text
        /// Writes the value at path `a`, escaped.
        case writePath
        /// Writes the value at path `a` as it is.
        case writePathRaw
        /// Writes the value on the stack.
        case write, writeRaw
        case pushPath
        case pushConstant
        case pushUndefined
        /// Calls `a`, leaving its value on the stack.
        case call
        /// Calls the value on the stack if it is a partial block, else leaves it.
        case callFunction
        /// Calls the block helper `a` with its insides, writing.
        case block
        case partial
        /// Around what handlebars.js adds up before it joins it to what was written.
        case beginChain, endChain
        /// Names the inside of call `a` as a partial.
        case inline
        /// Fails: `a` is a decorator's name.
        case unknownDecorator
    }

    let code: Code
    var a: Int32 = 0
    var b: Int32 = 0

    /// Whether what it writes may be another value than a text: a number, which JavaScript adds to the next.
    var isRaw: Bool {
        switch code {
        case .writePathRaw, .writeRaw, .block, .partial: true
        case .text, .writePath, .write, .pushPath, .pushConstant, .pushUndefined, .call, .callFunction, .beginChain,
            .endChain, .inline, .unknownDecorator:
            false
        }
    }

    var isText: Bool { code == .text || code == .write || code == .writePath }
}

/// A way to a value: where it begins, and the names from there.
struct Path: Hashable, Sendable {
    enum Base: UInt8, Sendable {
        /// The context `depth` levels up.
        case context
        /// The nearest context that has the first name (compat).
        case scopes
        /// The `@` variables `depth` levels up.
        case data
        /// Parameter `parameter` of the block `depth` levels up.
        case parameter
    }

    /// What is done where the way ends early.
    enum Mode: UInt8, Sendable {
        /// null or undefined is the value.
        case lenient
        /// What is falsy is the value.
        case falsy
        /// null or undefined on the way is a failure.
        case assumed
        /// So is a missing last name.
        case strict
    }

    let base: Base
    let mode: Mode
    let depth: Int32
    var parameter: Int32 = 0
    /// The first name, in `scopes`; else -1.
    var first: Int32 = -1
    /// Of `Program.segments`.
    let segments: Range<Int32>

    /// Whether it depends on nothing but the context.
    var isLocal: Bool { base == .context && depth == 0 && mode == .lenient }
}

/// A call of a helper, block or partial: what it takes from the stack and what it may run.
struct Target: Sendable {
    enum Kind: UInt8, Sendable {
        case each, with, `if`, unless, log, lookup
        /// A function given in the options; `index` is its place there.
        case helper
        /// A name that is no helper: a failure unless it stands alone.
        case missing
        /// A value, whose kind decides what happens to the block.
        case value
        /// A value that may be a partial block to call first.
        case ambiguous
        case partial, dynamicPartial
        case inline
    }

    let kind: Kind
    /// The helper's or partial's name, of `Program.names`.
    let name: Int32
    var index: Int32 = 0
    let arguments: Int32
    /// Of `Program.options`; empty where `hasOptions` is false.
    let options: Range<Int32>
    let hasOptions: Bool
    /// Blocks to run; -1 where there is none.
    var program: Int32 = -1
    var inverse: Int32 = -1
    /// Literal bytes that stand before each line of a partial.
    var indent: Range<Int32> = 0..<0
    /// Whether the block parameters around it go along.
    var passesParameters = false
    /// A partial that sees no context of its own.
    var hasContext = true
}

/// The inside of a block, or the whole template: a range of operations.
struct Block: Sendable {
    let ops: Range<Int32>
    /// Run where the block is made ready, before it is known whether it is shown: its inline partials.
    let decorators: Range<Int32>
    /// Whether the enclosing contexts matter here or in any block inside.
    let tracksDepths: Bool
    /// Whether the block's value is a text whatever comes first in it.
    let isText: Bool
}
