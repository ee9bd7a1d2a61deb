/// A word of an expression's text and where it stands, in UTF-8 bytes.
struct Token: Equatable {
    var kind: Kind
    var range: Range<Int>

    enum Kind: Equatable {
        case name(String)
        /// A name in backticks: never a keyword, a root or a function.
        case quotedName(String)
        case literal(Literal)
        case keyword(Keyword)
        case symbol(Symbol)
        /// Signs that were reported and mean nothing.
        case unreadable
        case end
    }

    enum Keyword: String, CaseIterable {
        case and, or, not, `in`, `is`, null, `true`, `false`, like
    }

    enum Symbol: String {
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBracket = "["
        case rightBracket = "]"
        case comma = ","
        case dot = "."
        case plus = "+"
        case minus = "-"
        case star = "*"
        case slash = "/"
        case percent = "%"
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case question = "?"
        case colon = ":"
    }
}
