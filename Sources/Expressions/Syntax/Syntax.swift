import Vocabulary

/// A parsed expression: its nodes in one array, children before their parents, so that passes over it are loops.
struct Syntax {
    var nodes: [Node] = []
    /// Where each node stands in the source.
    var ranges: [Range<Int>] = []
    /// How deep each node's tree is.
    var depths: [Int] = []
    var root: NodeID = 0

    subscript(id: NodeID) -> Node { nodes[id] }

    mutating func add(_ node: Node, _ range: Range<Int>) -> NodeID {
        nodes.append(node)
        ranges.append(range)
        depths.append(1 + (node.children.map { depths[$0] }.max() ?? 0))
        return nodes.count - 1
    }

    /// Makes the last node another one, so that no node is left that nothing uses.
    mutating func replaceLast(by node: Node, endingAt end: Int) -> NodeID {
        nodes[nodes.count - 1] = node
        ranges[nodes.count - 1] = ranges[nodes.count - 1].lowerBound..<end
        return nodes.count - 1
    }
}

typealias NodeID = Int

/// One construct of the language.
enum Node {
    case constant(AttributeValue)
    case path(Root, [String])
    /// `xEvent`: the profile's events, oldest first.
    case history
    case field(NodeID, String)
    case item(NodeID, Int64)
    case not(NodeID)
    case negate(NodeID)
    case binary(BinaryOperator, NodeID, NodeID)
    case isNull(NodeID, isNegated: Bool)
    /// `c ? a : b` and `if(c, a, b)`.
    case conditional(NodeID, NodeID, NodeID)
    case list([NodeID])
    /// A function of the catalog, by its place there.
    case call(Int, [NodeID])
    case loop(LoopKind, source: NodeID, body: NodeID)
    /// What could not be read; it was reported, and nothing more is said about it.
    case broken

    var children: [NodeID] {
        switch self {
        case .constant, .path, .history, .broken: []
        case .field(let base, _), .item(let base, _), .not(let base), .negate(let base), .isNull(let base, _): [base]
        case .binary(_, let left, let right): [left, right]
        case .conditional(let test, let then, let otherwise): [test, then, otherwise]
        case .list(let items): items
        case .call(_, let arguments): arguments
        case .loop(_, let source, let body): [source, body]
        }
    }
}

/// Where a path begins.
enum Root: Hashable {
    case profile
    case event
    /// The element of the innermost filter or aggregate.
    case element
    /// A variable the host offers: `run`, `entry`.
    case variable(String)
}

enum BinaryOperator: UInt8 {
    case and, or
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case contained, notContained
    case like, notLike
    case add, subtract, multiply, divide, remainder
    /// `a ?: b`: b where a is null or empty.
    case fallback
}

/// What a loop over a list makes of its body's answers.
enum LoopKind: UInt8, Sendable {
    /// The elements for which the body is true.
    case keep
    /// The body's values.
    case map
    /// How many elements make the body true.
    case count
    case any
    case all
}
