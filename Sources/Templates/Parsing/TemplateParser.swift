import Vocabulary

/// Reads a template into its statements, by the grammar of handlebars.js 4.7 (`handlebars.yy`).
///
/// A mistake within one tag is noted and reading goes on; one in the structure of blocks ends it.
struct TemplateParser {
    var lexer: TemplateLexer
    var diagnostics: [Diagnostic] = []
    private var pending: [Token] = []
    private var nesting = 0

    /// Blocks and calls inside one another; what is deeper is refused before it can exhaust the stack.
    static let maximumNesting = 100
    /// After so many mistakes reading stops.
    static let maximumDiagnostics = 20

    init(_ source: SourceText) { lexer = TemplateLexer(source) }

    mutating func parse() throws(Diagnostics) -> StatementList {
        do throws(Diagnostic) {
            let sequence = StatementList(try statements())
            let end = try peek()
            if end.kind != .end { throw unexpected(end) }
            if diagnostics.isEmpty { return sequence }
        } catch {
            diagnostics.append(error)
        }
        throw Diagnostics(diagnostics)
    }

    /// Statements up to what ends them: the end of the block, an `{{else}}`, the end of the template.
    mutating func statements() throws(Diagnostic) -> [Statement] {
        try enter(at: lexer.position)
        var body: [Statement] = []
        while true {
            let token = try peek()
            switch token.kind {
            case .content, .comment: body.append(leaf(try take()))
            case .open, .openUnescaped, .openPartial: if let tag = try recovering(from: token) { body.append(tag) }
            case .openBlock: body.append(.block(try block()))
            case .openInverse: body.append(.block(try inverseBlock()))
            case .openPartialBlock: body.append(.block(try partialBlock()))
            case .openRawBlock: body.append(.block(try rawBlock()))
            default:
                nesting -= 1
                return body
            }
        }
    }

    private func leaf(_ token: Token) -> Statement {
        guard token.kind == .comment else { return .content(ContentNode(token.range)) }
        return .comment(strip(token, token))
    }

    /// A tag, or `nil` where it was wrong and has been noted.
    private mutating func recovering(from start: Token) throws(Diagnostic) -> Statement? {
        let depth = nesting
        do throws(Diagnostic) {
            return start.kind == .openPartial ? try partial() : try mustache()
        } catch {
            guard diagnostics.count < Self.maximumDiagnostics, error.code != "template.too-deep" else { throw error }
            diagnostics.append(error)
            nesting = depth
            pending = []
            lexer.recover(from: start.range.upperBound)
            return nil
        }
    }

    private mutating func mustache() throws(Diagnostic) -> Statement {
        let open = try take()
        let call = try self.call(from: open)
        let close = try expect(open.kind == .openUnescaped ? .closeUnescaped : .close)
        let mark = lexer.source.byte(open.range.lowerBound + (has("~", open, at: 2) ? 3 : 2))
        let width = open.range.count
        let isMarked = width > (has("~", open, at: 2) ? 3 : 2)
        return .mustache(
            MustacheNode(
                call,
                isEscaped: !isMarked || mark == UInt8(ascii: "*"),
                isDecorator: isMarked && mark == UInt8(ascii: "*"),
                strip: strip(open, close)
            )
        )
    }

    private mutating func partial() throws(Diagnostic) -> Statement {
        let open = try take()
        let call = try self.call(from: open, isPartial: true)
        return .partial(PartialNode(call, strip: strip(open, try expect(.close))))
    }

    /// The `~` after the first braces of `open` and before the last of `close`.
    func strip(_ open: Token, _ close: Token) -> Strip {
        Strip(open: has("~", open, at: 2), close: has("~", close, at: close.range.count - 3))
    }

    private func has(_ text: StaticString, _ token: Token, at offset: Int) -> Bool {
        offset >= 0 && offset < token.range.count && lexer.source.has(text, at: token.range.lowerBound + offset)
    }

    func hasStar(_ token: Token) -> Bool { lexer.source.contains(UInt8(ascii: "*"), in: token.range) }
}

/// Words, one or two ahead.
extension TemplateParser {
    mutating func peek() throws(Diagnostic) -> Token { try peek(0) }

    /// Two ahead only after an identifier, where the second is still part of the same tag.
    mutating func peek(_ distance: Int) throws(Diagnostic) -> Token {
        while pending.count <= distance { pending.append(try lexer.next()) }
        return pending[distance]
    }

    mutating func take() throws(Diagnostic) -> Token {
        let token = try peek()
        pending.removeFirst()
        return token
    }

    mutating func expect(_ kind: Token.Kind) throws(Diagnostic) -> Token {
        let token = try peek()
        guard token.kind == kind else { throw unexpected(token, expected: Token(kind: kind, range: token.range).name) }
        return try take()
    }

    func unexpected(_ token: Token, expected: String? = nil) -> Diagnostic {
        let range = token.range.isEmpty ? max(0, token.range.lowerBound - 1)..<token.range.upperBound : token.range
        return Diagnostic(
            code: "template.syntax",
            message: "\(token.name) is not expected here\(expected.map { "; expected \($0)" } ?? "")",
            range: range,
            hint: hint(for: token.kind)
        )
    }

    private func hint(for kind: Token.Kind) -> String? {
        switch kind {
        case .openEndBlock: "no block is open here, or its {{else}} part is"
        case .inverse, .openInverseChain: "{{else}} belongs once into a block"
        case .end: "close every block with {{/name}} and every tag with }}"
        case .number: "write an index as a segment: items.[0]"
        default: nil
        }
    }

    mutating func enter(at position: Int) throws(Diagnostic) {
        nesting += 1
        guard nesting <= Self.maximumNesting else {
            throw Diagnostic(
                code: "template.too-deep",
                message: "blocks are more than \(Self.maximumNesting) deep",
                range: max(0, position - 1)..<position,
                hint: "move inner blocks into partials"
            )
        }
    }

    mutating func leave() { nesting -= 1 }
}
