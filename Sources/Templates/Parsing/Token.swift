/// A word of the template language with its place in the source.
struct Token {
    /// The grammar's terminals, named after what they begin or end.
    enum Kind {
        case content, comment
        case open, openUnescaped, openPartial, openPartialBlock
        case openBlock, openInverse, openInverseChain, inverse, openEndBlock
        case openRawBlock, closeRawBlock, endRawBlock
        case close, closeUnescaped
        case openCall, closeCall, openParameters, closeParameters
        case identifier, separator, data, equals
        case string, number, boolean, undefined, null
        case end
    }

    let kind: Kind
    let range: Range<Int>
    /// An identifier's, string's or number's text without its quoting.
    var text = ""

    /// How a person calls it in a message.
    var name: String {
        switch kind {
        case .content: "text"
        case .comment: "a comment"
        case .open, .openUnescaped: "a tag"
        case .openPartial, .openPartialBlock: "a partial"
        case .openBlock, .openInverse: "the start of a block"
        case .openInverseChain, .inverse: "{{else}}"
        case .openEndBlock: "the end of a block"
        case .openRawBlock, .closeRawBlock, .endRawBlock: "a raw block"
        case .close: "}}"
        case .closeUnescaped: "}}}"
        case .openCall: "("
        case .closeCall: ")"
        case .openParameters: "as |"
        case .closeParameters: "|"
        case .identifier: "\"\(text)\""
        case .separator: "a path separator"
        case .data: "@"
        case .equals: "="
        case .string: "a string"
        case .number: "a number"
        case .boolean, .undefined, .null: "a literal"
        case .end: "the end of the template"
        }
    }
}
