import Vocabulary

/// A compiled expression: instructions in one flat array and the tables they index.
struct Program: Sendable {
    var ops: ContiguousArray<Op> = []
    var constants: [AttributeValue] = []
    var paths: [[String]] = []
    var functions: [Function] = []
    /// Event types of which a loop over the history needs to look at no others.
    var guards: [[String]] = []

    /// What a person could write in a day; generated conditions should use `in`.
    static let maximumOps = 20_000
}
