import Vocabulary

/// Blocks of every kind, and what may stand between their start and their end.
extension TemplateParser {
    /// `{{#name …}}` to `{{/name}}`.
    mutating func block() throws(Diagnostic) -> BlockNode {
        let (call, parameters, open, strip) = try openBlock()
        let program = StatementList(try statements())
        program.parameters = parameters
        let alternative = try inverseChain()
        if hasStar(open), let alternative {
            throw Diagnostic(
                code: "template.decorator-inverse",
                message: "a decorator has no {{else}}",
                range: alternative.range,
                hint: "remove the {{else}} part"
            )
        }
        let close = try closeBlock(call)
        alternative?.chained?.closeStrip = close
        return BlockNode(
            hasStar(open) ? .decorator : .block,
            call,
            program: program,
            inverse: alternative?.program,
            openStrip: strip,
            inverseStrip: alternative?.strip ?? Strip(),
            closeStrip: close
        )
    }

    /// `{{^name …}}` to `{{/name}}`: the first part is shown where the value is empty.
    mutating func inverseBlock() throws(Diagnostic) -> BlockNode {
        let (call, parameters, _, strip) = try openBlock()
        let inverse = StatementList(try statements())
        inverse.parameters = parameters
        let alternative = try peek().kind == .inverse ? try self.alternative() : nil
        let close = try closeBlock(call)
        return BlockNode(
            .block,
            call,
            program: alternative?.program,
            inverse: inverse,
            openStrip: strip,
            inverseStrip: alternative?.strip ?? Strip(),
            closeStrip: close
        )
    }

    /// `{{#> name …}}` to `{{/name}}`.
    mutating func partialBlock() throws(Diagnostic) -> BlockNode {
        let open = try take()
        let call = try self.call(from: open, isPartial: true)
        let openStrip = strip(open, try expect(.close))
        let program = StatementList(try statements())
        let close = try closeBlock(call)
        return BlockNode(.partial, call, program: program, inverse: nil, openStrip: openStrip, closeStrip: close)
    }

    /// `{{{{name …}}}}` to `{{{{/name}}}}`: text as it stands.
    mutating func rawBlock() throws(Diagnostic) -> BlockNode {
        let open = try take()
        let call = try self.call(from: open)
        _ = try expect(.closeRawBlock)
        var body: [Statement] = []
        while try peek().kind == .content { body.append(.content(ContentNode(try take().range))) }
        let end = try expect(.endRawBlock)
        guard call.callee.isClosed(by: .string(end.text)) else { throw mismatch(call, end.text, end.range) }
        return BlockNode(.block, call, program: StatementList(body), inverse: nil)
    }

    private mutating func openBlock() throws(Diagnostic) -> (Call, [String]?, Token, Strip) {
        let open = try take()
        let call = try self.call(from: open)
        let parameters = try blockParameters()
        let close = try expect(.close)
        return (call, parameters, open, strip(open, close))
    }

    private mutating func closeBlock(_ call: Call) throws(Diagnostic) -> Strip {
        let open = try expect(.openEndBlock)
        let name = try helperName()
        let close = try expect(.close)
        guard call.callee.isClosed(by: name) else {
            throw mismatch(call, name.literalText ?? "", open.range.lowerBound..<close.range.upperBound)
        }
        return strip(open, close)
    }

    private func mismatch(_ call: Call, _ name: String, _ range: Range<Int>) -> Diagnostic {
        let start = call.callee.literalText ?? "the call"
        return Diagnostic(
            code: "template.mismatched-block",
            message: "the block \"\(start)\" is closed as \"\(name)\"",
            range: range,
            hint: "close it with {{/\(start)}}"
        )
    }

    /// `{{else}}` with what follows, or `{{else if …}}` and so on.
    struct Alternative {
        let program: StatementList
        let strip: Strip
        let range: Range<Int>
        /// The block that an `{{else if}}` begins; it ends where the whole does.
        var chained: BlockNode?
    }

    private mutating func alternative() throws(Diagnostic) -> Alternative {
        let token = try take()
        return Alternative(program: StatementList(try statements()), strip: strip(token, token), range: token.range)
    }

    private mutating func inverseChain() throws(Diagnostic) -> Alternative? {
        let token = try peek()
        guard token.kind == .openInverseChain else { return token.kind == .inverse ? try alternative() : nil }
        try enter(at: token.range.upperBound)
        let (call, parameters, open, strip) = try openBlock()
        let program = StatementList(try statements())
        program.parameters = parameters
        let next = try inverseChain()
        leave()
        let block = BlockNode(
            .block,
            call,
            program: program,
            inverse: next?.program,
            openStrip: strip,
            inverseStrip: next?.strip ?? Strip(),
            closeStrip: next?.strip ?? Strip()
        )
        next?.chained?.closeStrip = next?.strip ?? Strip()
        let sequence = StatementList([.block(block)])
        sequence.isChained = true
        return Alternative(program: sequence, strip: strip, range: open.range, chained: block)
    }
}
