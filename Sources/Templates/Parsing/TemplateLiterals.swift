extension Template {
    /// The parts of `source`, in bytes, that are written as they stand: all that lies between tags. Nothing of a source
    /// that is no template.
    package static func literals(of source: String) -> [Range<Int>] {
        var lexer = TemplateLexer(SourceText(source))
        var found: [Range<Int>] = []
        while let token = try? lexer.next(), token.kind != .end {
            if token.kind == .content { found.append(token.range) }
        }
        return found
    }
}
