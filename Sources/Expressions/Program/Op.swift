/// One instruction: a code and up to three operands, which are indices into the program's tables.
struct Op: Sendable {
    var code: Code
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0

    /// What an instruction does to the stack, in groups that are evaluated together.
    enum Code: Sendable {
        /// Pushes a value.
        case load(Load)
        /// Replaces the top.
        case unary(Unary)
        /// Takes two values, pushes an answer.
        case compare(Comparison)
        case test(Membership)
        case calculate(Calculation)
        /// Three-valued `and`, `or` of two values.
        case both, either
        /// Goes to `a`.
        case jump(Jump)
        /// Makes a list of the top `a` values.
        case list
        /// Calls function `a` with the top `b` values.
        case call
        /// Takes a list and begins a loop over it, at `b` where nothing is left; `c` is its guard or -1.
        case begin(LoopKind)
        /// Takes the body's answer for an element; goes back to `b` while elements are left, else pushes the result.
        case next(LoopKind)
    }

    enum Load: UInt8, Sendable {
        /// Constant `a`.
        case constant
        /// What path `a` leads to.
        case profile, event, element, variable
        case history
        /// The member named path `a` of the top.
        case field
        /// The element at constant `a` of the top.
        case item
    }

    enum Unary: UInt8, Sendable { case not, negate, isNull, isNotNull }

    enum Comparison: UInt8, Sendable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

        /// The comparison that says the same with its sides exchanged.
        var mirrored: Comparison {
            switch self {
            case .equal: .equal
            case .notEqual: .notEqual
            case .less: .greater
            case .lessOrEqual: .greaterOrEqual
            case .greater: .less
            case .greaterOrEqual: .lessOrEqual
            }
        }
    }

    enum Membership: UInt8, Sendable { case contained, notContained, like, notLike }

    enum Calculation: UInt8, Sendable { case add, subtract, multiply, divide, remainder }

    enum Jump: UInt8, Sendable {
        /// Leaves the top where it decides: the rest cannot change the answer.
        case ifFalse, ifTrue
        /// Leaves the top where it is not empty, else drops it.
        case unlessEmpty
        /// Drops the top.
        case unlessTrue
        case always
    }
}
