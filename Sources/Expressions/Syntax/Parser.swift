import Vocabulary

/// Reads tokens into a `Syntax`, reporting everything that is wrong and going on behind it.
struct Parser {
    let tokens: [Token]
    let variables: Set<String>
    var position = 0
    var syntax = Syntax()
    var diagnostics: [Diagnostic] = []
    /// How many filters and aggregates enclose this place.
    var elementDepth = 0
    private var nesting = 0
    private var lastReported = -1

    /// Parentheses, brackets and calls inside each other; a person writes fewer than ten.
    static let maximumNesting = 100
    /// The deepest tree, counting each operator of a chain.
    static let maximumDepth = 1000

    init(tokens: [Token], variables: Set<String>) {
        self.tokens = tokens
        self.variables = variables
    }

    mutating func run() -> Syntax {
        syntax.root = parseExpression()
        while !isAtEnd {
            reportUnexpected()
            if !startsValue { position += 1 }
            if !isAtEnd, startsValue { _ = parseExpression() }
        }
        return syntax
    }

    // MARK: Tokens

    var token: Token { tokens[min(position, tokens.count - 1)] }
    var isAtEnd: Bool { token.kind == .end }

    func at(_ symbol: Token.Symbol) -> Bool { token.kind == .symbol(symbol) }
    func at(_ keyword: Token.Keyword) -> Bool { token.kind == .keyword(keyword) }

    mutating func take(_ symbol: Token.Symbol) -> Bool {
        guard at(symbol) else { return false }
        position += 1
        return true
    }

    mutating func take(_ keyword: Token.Keyword) -> Bool {
        guard at(keyword) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: Token.Symbol, closing opener: Token? = nil) {
        guard !take(symbol) else { return }
        let place = opener.map { " to close the one at byte \($0.range.lowerBound)" } ?? ""
        report("expected-token", "`\(symbol.rawValue)` is missing\(place).", token.range)
    }

    private var startsValue: Bool {
        switch token.kind {
        case .name, .quotedName, .literal: true
        case .keyword(let word): [.not, .null, .true, .false].contains(word)
        case .symbol(let symbol): symbol == .leftParenthesis || symbol == .leftBracket
        case .unreadable, .end: false
        }
    }

    // MARK: Reporting

    /// At most one report a token: what follows from it would only confuse.
    mutating func report(_ code: String, _ message: String, _ range: Range<Int>, hint: String? = nil) {
        guard position != lastReported else { return }
        lastReported = position
        diagnostics.append(Diagnostic(code: "expression.\(code)", message: message, range: range, hint: hint))
    }

    /// What follows an unreadable sign is not unexpected: the sign may have stood for an operator.
    private mutating func reportUnexpected() {
        guard token.kind != .unreadable, position == 0 || tokens[position - 1].kind != .unreadable else { return }
        report(
            "unexpected-token",
            "This does not belong here.",
            token.range,
            hint: "An operator such as `and` or a comma may be missing before it."
        )
    }

    mutating func add(_ node: Node, from start: Int) -> NodeID {
        let end = position > 0 ? tokens[position - 1].range.upperBound : start
        let id = syntax.add(node, min(start, end)..<end)
        guard syntax.depths[id] > Self.maximumDepth else { return id }
        report("too-deep", "The expression is too deep.", token.range, hint: "Use `in [...]` for long lists of `or`.")
        position = tokens.count - 1
        return syntax.add(.broken, start..<end)
    }

    func start(of id: NodeID) -> Int { syntax.ranges[id].lowerBound }

    // MARK: Precedence, loosest first

    mutating func parseExpression() -> NodeID {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.maximumNesting else {
            report(
                "too-deep",
                "More than \(Self.maximumNesting) parts are inside each other.",
                token.range,
                hint: "Take parentheses away or split the condition."
            )
            position = tokens.count - 1
            return syntax.add(.broken, token.range)
        }
        return parseConditional()
    }

    private mutating func parseConditional() -> NodeID {
        let test = parseOr()
        guard take(.question) else { return test }
        if take(.colon) {
            let other = parseExpression()
            return add(.binary(.fallback, test, other), from: start(of: test))
        }
        let then = parseExpression()
        expect(.colon)
        let otherwise = parseExpression()
        return add(.conditional(test, then, otherwise), from: start(of: test))
    }

    private mutating func parseOr() -> NodeID {
        var left = parseAnd()
        while take(.or) {
            let right = parseAnd()
            left = add(.binary(.or, left, right), from: start(of: left))
        }
        return left
    }

    private mutating func parseAnd() -> NodeID {
        var left = parseNot()
        while take(.and) {
            let right = parseNot()
            left = add(.binary(.and, left, right), from: start(of: left))
        }
        return left
    }

    /// A run of `not`s is read in a loop: hostile text cannot make it recurse.
    private mutating func parseNot() -> NodeID {
        var starts: [Int] = []
        while at(.not) {
            starts.append(token.range.lowerBound)
            position += 1
        }
        var operand = parseComparison()
        for start in starts.reversed() { operand = add(.not(operand), from: start) }
        return operand
    }

    private mutating func parseComparison() -> NodeID {
        var left = parseSum()
        var count = 0
        while let next = parseComparisonRest(left) {
            left = next
            count += 1
            if count > 1 {
                report(
                    "chained-comparison",
                    "Comparisons cannot be chained.",
                    syntax.ranges[left],
                    hint: "Write `a < b and b < c`."
                )
                left = syntax.replaceLast(by: .broken, endingAt: syntax.ranges[left].upperBound)
            }
        }
        return left
    }

    private mutating func parseComparisonRest(_ left: NodeID) -> NodeID? {
        let begin = start(of: left)
        if take(.is) {
            let isNegated = take(.not)
            if !take(.null) {
                report("expected-token", "`null` is missing after `is`.", token.range, hint: "Use `=` to compare.")
            }
            return add(.isNull(left, isNegated: isNegated), from: begin)
        }
        guard let kind = takeComparison() else { return nil }
        let right = parseSum()
        return add(.binary(kind, left, right), from: begin)
    }

    private mutating func takeComparison() -> BinaryOperator? {
        if at(.not) {
            guard position + 1 < tokens.count else { return nil }
            let pairs: [Token.Keyword: BinaryOperator] = [.in: .notContained, .like: .notLike]
            guard case .keyword(let word) = tokens[position + 1].kind, let kind = pairs[word] else { return nil }
            position += 2
            return kind
        }
        if take(.in) { return .contained }
        if take(.like) { return .like }
        let symbols: [(Token.Symbol, BinaryOperator)] = [
            (.equal, .equal), (.notEqual, .notEqual), (.less, .less), (.lessOrEqual, .lessOrEqual),
            (.greater, .greater), (.greaterOrEqual, .greaterOrEqual),
        ]
        for (symbol, kind) in symbols where take(symbol) { return kind }
        return nil
    }

    private mutating func parseSum() -> NodeID {
        var left = parseProduct()
        while at(.plus) || at(.minus) {
            let kind: BinaryOperator = take(.plus) ? .add : .subtract
            if kind == .subtract { position += 1 }
            let right = parseProduct()
            left = add(.binary(kind, left, right), from: start(of: left))
        }
        return left
    }

    private mutating func parseProduct() -> NodeID {
        var left = parseSigned()
        while true {
            let kind: BinaryOperator
            if take(.star) {
                kind = .multiply
            } else if take(.slash) {
                kind = .divide
            } else if take(.percent) {
                kind = .remainder
            } else {
                return left
            }
            let right = parseSigned()
            left = add(.binary(kind, left, right), from: start(of: left))
        }
    }

    private mutating func parseSigned() -> NodeID {
        var starts: [Int] = []
        while at(.minus) || at(.plus) {
            if at(.minus) { starts.append(token.range.lowerBound) }
            position += 1
        }
        var operand = parsePostfix()
        for start in starts.reversed() { operand = add(.negate(operand), from: start) }
        return operand
    }
}
