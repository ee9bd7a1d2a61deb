/// A sequence of statements: a template, or the inside of a block.
///
/// The nodes are classes because whitespace control changes neighbours in place; none outlives compilation.
final class StatementList {
    var body: [Statement]
    var parameters: [String]?
    /// The inside of an `{{else if}}`: nothing but the block that it begins.
    var isChained = false

    init(_ body: [Statement]) { self.body = body }
}

enum Statement {
    case content(ContentNode)
    case comment(Strip)
    case mustache(MustacheNode)
    case block(BlockNode)
    case partial(PartialNode)
}

/// The `~` at the two ends of a tag.
struct Strip {
    var open = false
    var close = false
}

/// Text between tags, as a range of the source.
final class ContentNode {
    let original: Range<Int>
    var value: Range<Int>
    var isLeftStripped = false
    var isRightStripped = false

    init(_ range: Range<Int>) {
        original = range
        value = range
    }
}

/// What stands before the arguments, the arguments and the options of any tag.
struct Call {
    var callee: Expression
    var arguments: [Expression]
    /// `nil` where none is written, which is not the same as none.
    var options: [(name: String, value: Expression)]?
    var range: Range<Int>
}

final class MustacheNode {
    let call: Call
    let isEscaped: Bool
    let isDecorator: Bool
    let strip: Strip

    init(_ call: Call, isEscaped: Bool, isDecorator: Bool, strip: Strip) {
        self.call = call
        self.isEscaped = isEscaped
        self.isDecorator = isDecorator
        self.strip = strip
    }
}

final class BlockNode {
    enum Kind { case block, decorator, partial }

    let kind: Kind
    let call: Call
    let program: StatementList?
    let inverse: StatementList?
    let openStrip: Strip
    let inverseStrip: Strip
    var closeStrip: Strip

    init(
        _ kind: Kind,
        _ call: Call,
        program: StatementList?,
        inverse: StatementList?,
        openStrip: Strip = Strip(),
        inverseStrip: Strip = Strip(),
        closeStrip: Strip = Strip()
    ) {
        self.kind = kind
        self.call = call
        self.program = program
        self.inverse = inverse
        self.openStrip = openStrip
        self.inverseStrip = inverseStrip
        self.closeStrip = closeStrip
    }
}

final class PartialNode {
    let call: Call
    let strip: Strip
    /// The blanks before it, where it stands alone on its line.
    var indent = 0..<0

    init(_ call: Call, strip: Strip) {
        self.call = call
        self.strip = strip
    }
}

indirect enum Expression {
    case path(PathNode)
    case string(String)
    case number(Double)
    case boolean(Bool)
    case undefined
    case null
    case call(Call)

    /// The path that a literal in the place of a name means: `{{"a b"}}`, `{{12}}`.
    var asCallee: Expression {
        switch self {
        case .path, .call: self
        case .string, .number, .boolean, .undefined, .null: .path(PathNode(name: literalText ?? ""))
        }
    }

    /// What a literal or path is called; `nil` for a call.
    var literalText: String? {
        switch self {
        case .path(let path): path.original
        case .string(let text): text
        case .number(let number): NumberText.text(of: number)
        case .boolean(let flag): flag ? "true" : "false"
        case .undefined: "undefined"
        case .null: "null"
        case .call: nil
        }
    }

    /// Whether the end of a block names this start: the same word, written as the same kind of thing.
    func isClosed(by other: Expression) -> Bool {
        switch (self, other) {
        case (.number(let a), .number(let b)): a == b
        case (.boolean(let a), .boolean(let b)): a == b
        case (.undefined, .undefined), (.null, .null), (.call, .undefined): true
        case (.path, .path), (.path, .string), (.string, .path), (.string, .string): literalText == other.literalText
        default: false
        }
    }
}

struct PathNode {
    /// `@name`
    var isData = false
    /// How many `../`
    var depth = 0
    var parts: [String]
    /// As written, without brackets.
    var original: String

    /// `./x`, `../x`, `this.x`: never a helper, never a block parameter. As in handlebars.js, by its pattern
    /// `/^\.|this\b/`, a name that ends in "this" is one too.
    var isScoped: Bool { original.utf8.first == UInt8(ascii: ".") || Self.hasWordEndingInThis(original) }

    var isSimple: Bool { parts.count == 1 && !isScoped && depth == 0 }

    private static func hasWordEndingInThis(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let word = Array("this".utf8)
        guard bytes.count >= 4 else { return false }
        return (0...bytes.count - 4).contains { start in
            guard bytes[start..<start + 4].elementsEqual(word) else { return false }
            guard start + 4 < bytes.count else { return true }
            switch bytes[start + 4] {
            case 48...57, 65...90, 95, 97...122: return false
            default: return true
            }
        }
    }
}

extension PathNode {
    init(name: String) { self.init(parts: [name], original: name) }
}
