import Vocabulary

/// What stands inside a tag: a name, arguments, options, block parameters.
extension TemplateParser {
    /// A name with its arguments and options; a partial's name may itself be a call.
    mutating func call(from open: Token, isPartial: Bool = false) throws(Diagnostic) -> Call {
        let isCalled = isPartial ? try peek().kind == .openCall : false
        let callee = isCalled ? try subexpression() : try helperName()
        var arguments: [Expression] = []
        while let argument = try argument() { arguments.append(argument) }
        let options = try self.options()
        let end = try peek().range.lowerBound
        return Call(
            callee: callee,
            arguments: arguments,
            options: options,
            range: open.range.lowerBound..<max(end, open.range.upperBound)
        )
    }

    /// The next argument, or `nil` where an option or the end of the call comes.
    private mutating func argument() throws(Diagnostic) -> Expression? {
        switch try peek().kind {
        case .openCall: try subexpression()
        case .identifier: try peek(1).kind == .equals ? nil : try helperName()
        case .data, .string, .number, .boolean, .undefined, .null: try helperName()
        default: nil
        }
    }

    private mutating func options() throws(Diagnostic) -> [(name: String, value: Expression)]? {
        var options: [(name: String, value: Expression)] = []
        while try peek().kind == .identifier, try peek(1).kind == .equals {
            let name = try take()
            _ = try take()
            guard let value = try argument() else { throw unexpected(try peek(), expected: "a value") }
            options.append((Self.unbracketed(name.text), value))
        }
        return options.isEmpty ? nil : options
    }

    private mutating func subexpression() throws(Diagnostic) -> Expression {
        let open = try take()
        try enter(at: open.range.upperBound)
        let call = try self.call(from: open)
        _ = try expect(.closeCall)
        leave()
        return .call(call)
    }

    /// `as |a b|`
    mutating func blockParameters() throws(Diagnostic) -> [String]? {
        guard try peek().kind == .openParameters else { return nil }
        _ = try take()
        var names = [Self.unbracketed(try expect(.identifier).text)]
        while try peek().kind == .identifier { names.append(Self.unbracketed(try take().text)) }
        _ = try expect(.closeParameters)
        return names
    }

    mutating func helperName() throws(Diagnostic) -> Expression {
        let token = try peek()
        switch token.kind {
        case .identifier: return .path(try path(isData: false))
        case .data:
            _ = try take()
            return .path(try path(isData: true))
        case .string: return .string(try take().text)
        case .number: return .number(Double(try take().text) ?? 0)
        case .boolean: return .boolean(try take().text == "true")
        case .undefined:
            _ = try take()
            return .undefined
        case .null:
            _ = try take()
            return .null
        default: throw unexpected(token, expected: "a name")
        }
    }

    /// Names joined by `.` or `/`; `this`, `.` and `..` only at its beginning.
    private mutating func path(isData: Bool) throws(Diagnostic) -> PathNode {
        var path = PathNode(isData: isData, parts: [], original: isData ? "@" : "")
        var token = try expect(.identifier)
        let start = token.range.lowerBound
        while true {
            let part = Self.unbracketed(token.text)
            path.original += part
            if part != token.text || !(part == ".." || part == "." || part == "this") {
                path.parts.append(part)
            } else if !path.parts.isEmpty {
                throw Diagnostic(
                    code: "template.invalid-path",
                    message: "\"\(path.original)\" is no path",
                    range: start..<token.range.upperBound,
                    hint: "\"\(part)\" may only stand at the beginning"
                )
            } else if part == ".." {
                path.depth += 1
            }
            guard try peek().kind == .separator else { return path }
            path.original += lexer.source.text(try take().range)
            token = try expect(.identifier)
        }
    }

    /// The name in `[name]`; brackets around a line break are part of the name, as in handlebars.js.
    static func unbracketed(_ text: String) -> String {
        let bytes = text.utf8
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]"),
            !text.unicodeScalars.contains(where: { ["\n", "\r", "\u{2028}", "\u{2029}"].contains($0) })
        else { return text }
        return String(text.dropFirst().dropLast())
    }
}
