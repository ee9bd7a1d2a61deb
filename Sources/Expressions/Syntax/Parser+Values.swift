import Vocabulary

/// Literals, paths, filters and calls.
extension Parser {
    /// A value and what hangs on it: `.name`, `.method(…)`, `["name"]`, `[0]`, `[condition]`.
    mutating func parsePostfix() -> NodeID {
        var base = parsePrimary()
        while true {
            if take(.dot) {
                base = parseMember(of: base)
            } else if at(.leftBracket) {
                base = parseBracket(of: base)
            } else {
                return base
            }
        }
    }

    private mutating func parsePrimary() -> NodeID {
        let first = token
        switch first.kind {
        case .literal(let literal):
            position += 1
            return add(.constant(literal.value), from: first.range.lowerBound)
        case .quotedName(let name):
            position += 1
            return add(.path(elementDepth > 0 ? .element : .profile, [name]), from: first.range.lowerBound)
        case .name(let name):
            position += 1
            return at(.leftParenthesis) ? parseCall(name, first) : parseRoot(name, first)
        case .keyword(let word): return parseKeyword(word, first)
        case .symbol(.leftParenthesis):
            position += 1
            let inner = parseExpression()
            expect(.rightParenthesis, closing: first)
            return inner
        case .symbol(.leftBracket):
            position += 1
            let items = parseList(until: .rightBracket, opener: first)
            return add(.list(items), from: first.range.lowerBound)
        case .unreadable:
            position += 1
            return syntax.add(.broken, first.range)
        case .symbol, .end: return parseMissing()
        }
    }

    private mutating func parseKeyword(_ word: Token.Keyword, _ first: Token) -> NodeID {
        let value: AttributeValue? =
            switch word {
            case .null: .null
            case .true: .bool(true)
            case .false: .bool(false)
            case .like: nil
            case .and, .or, .not, .in, .is: nil
            }
        if let value {
            position += 1
            return add(.constant(value), from: first.range.lowerBound)
        }
        if word == .like, tokens[min(position + 1, tokens.count - 1)].kind == .symbol(.leftParenthesis) {
            position += 1
            return parseCall("like", first)
        }
        return parseMissing()
    }

    /// Nothing that could be a value: an error, and the token is passed over unless someone waits for it.
    private mutating func parseMissing() -> NodeID {
        let range = token.range
        if isAtEnd {
            report("expected-value", "A value is missing at the end.", range)
        } else {
            report("expected-value", "A value is expected here.", range)
        }
        switch token.kind {
        case .symbol(.rightParenthesis), .symbol(.rightBracket), .symbol(.comma), .symbol(.colon), .end: break
        case .keyword(.and), .keyword(.or): break
        case .symbol, .keyword, .name, .quotedName, .literal, .unreadable: position += 1
        }
        return syntax.add(.broken, range)
    }

    private mutating func parseRoot(_ name: String, _ first: Token) -> NodeID {
        let start = first.range.lowerBound
        if name == "profile" { return add(.path(.profile, []), from: start) }
        if name == "event" { return add(.path(.event, []), from: start) }
        if name == "xEvent" { return add(.history, from: start) }
        if variables.contains(name) { return add(.path(.variable(name), []), from: start) }
        guard elementDepth > 0 else { return add(.path(.profile, [name]), from: start) }
        return add(.path(.element, name == "this" ? [] : [name]), from: start)
    }

    // MARK: Members and brackets

    private mutating func parseMember(of base: NodeID) -> NodeID {
        let member = token
        let name: String
        switch member.kind {
        case .name(let text), .quotedName(let text): name = text
        case .keyword(let word): name = word.rawValue
        case .literal, .symbol, .unreadable, .end:
            report("expected-name", "A name is missing after the dot.", member.range)
            return base
        }
        position += 1
        if at(.leftParenthesis), case .quotedName = member.kind {
        } else if at(.leftParenthesis) {
            return parseCall(name, member, on: base)
        }
        return field(name, of: base)
    }

    private mutating func field(_ name: String, of base: NodeID) -> NodeID {
        guard case .path(let root, let segments) = syntax[base] else {
            return add(.field(base, name), from: start(of: base))
        }
        guard segments.count < Self.maximumSegments else {
            report("too-deep", "A path has more than \(Self.maximumSegments) names.", syntax.ranges[base])
            position = tokens.count - 1
            return base
        }
        return replaceLast(by: .path(root, segments + [name]))
    }

    private mutating func replaceLast(by node: Node) -> NodeID {
        syntax.replaceLast(by: node, endingAt: tokens[position - 1].range.upperBound)
    }

    /// Names in one path; nobody's data is deeper.
    private static let maximumSegments = 100

    private mutating func parseBracket(of base: NodeID) -> NodeID {
        let opener = token
        position += 1
        if case .literal(.string(let name)) = token.kind, tokens[position + 1].kind == .symbol(.rightBracket) {
            position += 2
            return field(name, of: base)
        }
        if let index = takeIndex() { return add(.item(base, index), from: start(of: base)) }
        let body = parseInElement()
        expect(.rightBracket, closing: opener)
        return add(.loop(.keep, source: base, body: body), from: start(of: base))
    }

    /// `0]` or `-1]`.
    private mutating func takeIndex() -> Int64? {
        let isNegative = at(.minus)
        let place = position + (isNegative ? 1 : 0)
        guard place + 1 < tokens.count, case .literal(.integer(let index)) = tokens[place].kind,
            tokens[place + 1].kind == .symbol(.rightBracket)
        else { return nil }
        position = place + 2
        return isNegative ? -index : index
    }

    private mutating func parseInElement() -> NodeID {
        elementDepth += 1
        defer { elementDepth -= 1 }
        return parseExpression()
    }

    /// Values between commas up to and with the closing symbol.
    private mutating func parseList(until end: Token.Symbol, opener: Token) -> [NodeID] {
        var items: [NodeID] = []
        while !at(end), !isAtEnd {
            items.append(parseExpression())
            guard take(.comma) else { break }
        }
        expect(end, closing: opener)
        return items
    }

    // MARK: Calls

    private mutating func parseCall(_ name: String, _ first: Token, on base: NodeID? = nil) -> NodeID {
        let opener = token
        position += 1
        let begin = base.map { start(of: $0) } ?? first.range.lowerBound
        if name == "if", base == nil { return parseIf(first, opener) }
        guard let index = FunctionCatalog.index[name] else {
            let found = diagnostics.count
            _ = parseList(until: .rightParenthesis, opener: opener)
            reportUnknownFunction(name, first.range, at: found)
            return add(.broken, from: begin)
        }
        let entry = FunctionCatalog.all[index]
        var arguments = base.map { [$0] } ?? []
        while !at(.rightParenthesis), !isAtEnd {
            let isInElement = arguments.count == 1 && entry.reads(elementOf: base != nil)
            arguments.append(isInElement ? parseInElement() : parseExpression())
            guard take(.comma) else { break }
        }
        expect(.rightParenthesis, closing: opener)
        return call(index, arguments, isMethod: base != nil, from: begin, name: first.range)
    }

    private mutating func parseIf(_ first: Token, _ opener: Token) -> NodeID {
        let arguments = parseList(until: .rightParenthesis, opener: opener)
        let begin = first.range.lowerBound
        guard arguments.count == 3 else {
            let range = begin..<tokens[position - 1].range.upperBound
            report("argument-count", "`if` takes a condition and two values.", range, hint: "if(condition, a, b)")
            return add(.broken, from: begin)
        }
        return add(.conditional(arguments[0], arguments[1], arguments[2]), from: begin)
    }

    private mutating func reportUnknownFunction(_ name: String, _ range: Range<Int>, at place: Int) {
        let near = FunctionCatalog.nearest(to: name)
        diagnostics.insert(
            Diagnostic(
                code: "expression.unknown-function",
                message: "There is no function `\(name)`.",
                range: range,
                hint: near.map { "Did you mean `\($0)`?" }
            ),
            at: place
        )
    }

    private mutating func call(
        _ index: Int,
        _ arguments: [NodeID],
        isMethod: Bool,
        from begin: Int,
        name: Range<Int>
    ) -> NodeID {
        let entry = FunctionCatalog.all[index]
        guard entry.accepts(arguments.count, isMethod: isMethod) else {
            diagnostics.append(
                Diagnostic(
                    code: "expression.argument-count",
                    message: "`\(entry.name)` does not take \(arguments.count) values.",
                    range: name,
                    hint: "It is written \(entry.signature)."
                )
            )
            return add(.broken, from: begin)
        }
        guard arguments.count == 2, entry.reads(elementOf: isMethod), let use = entry.elementUse else {
            return aggregate(index, arguments, from: begin)
        }
        let loop = add(.loop(use.loop, source: arguments[0], body: arguments[1]), from: begin)
        return use.isWhole ? loop : aggregate(index, [loop], from: begin)
    }

    /// Counting what a filter keeps needs no list of it, and knows how far the count is from changing an answer.
    private mutating func aggregate(_ index: Int, _ arguments: [NodeID], from begin: Int) -> NodeID {
        if FunctionCatalog.all[index].name == "count", arguments.count == 1,
            case .loop(.keep, let source, let body) = syntax[arguments[0]]
        {
            return replaceLast(by: .loop(.count, source: source, body: body))
        }
        return add(.call(index, arguments), from: begin)
    }
}
