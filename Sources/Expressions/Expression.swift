import Vocabulary

/// A condition or value in the one expression language, compiled once and evaluated many times.
///
/// It keeps its text: two expressions are equal where their texts are, and what is stored is the text.
package struct Expression: Sendable {
    package let source: String
    /// What is doubtful in it; an expression with errors does not exist.
    package let warnings: [Diagnostic]
    private let program: Program
    private let reads: Reads

    /// The longest text, about a hundred screens of it.
    package static let maximumLength = 1 << 16

    /// - Parameter roots: the names of the variables the host will offer (`run`, `entry`); a name that is no root is
    ///   a path of the profile.
    package init(_ source: String, roots: Set<String> = []) throws(Diagnostics) {
        let (program, reads, diagnostics) = try Self.compile(source, roots)
        self.source = source
        self.program = program
        self.reads = reads
        warnings = diagnostics
    }

    // MARK: Evaluating

    package func evaluate(in context: EvaluationContext) -> Evaluation {
        var evaluator = Evaluator(program, in: context)
        let result = evaluator.run()
        if let change = result.motion.firstChange { evaluator.hold(until: change) }
        return Evaluation(
            value: result.value,
            validUntil: Self.bound(of: evaluator, context.now),
            isComplete: !evaluator.isExhausted
        )
    }

    /// Whether the condition is true, and how long that holds; null and what is no boolean are not true.
    package func holds(in context: EvaluationContext) -> (answer: Bool, validUntil: Moment?) {
        var evaluator = Evaluator(program, in: context)
        let answer = evaluator.run().value == .bool(true)
        return (answer, Self.bound(of: evaluator, context.now))
    }

    private static func bound(of evaluator: Evaluator, _ now: Moment) -> Moment? {
        guard evaluator.until < .max else { return nil }
        return max(Moment(milliseconds: evaluator.until), now + .milliseconds(1))
    }

    // MARK: What it reads

    package var profilePaths: Set<AttributePath> { reads.profilePaths }
    package var eventPaths: Set<AttributePath> { reads.eventPaths }
    package var variables: Set<String> { reads.variables }
    package var readsHistory: Bool { reads.readsHistory }
    package var readsClock: Bool { reads.readsClock }
    /// The types of past events that can change the answer; empty without history, `nil` for any.
    package var historyTypes: Set<String>? { reads.historyTypes }
    /// Without warnings of kind `hourly-clock` every `validUntil` is exact in the sense of `SEMANTICS 4`.
    package var followsClock: Bool { !warnings.contains { $0.code == "expression.hourly-clock" } }

    // MARK: Compiling

    private static func compile(
        _ source: String,
        _ roots: Set<String>
    ) throws(Diagnostics) -> (Program, Reads, [Diagnostic]) {
        guard source.utf8.count <= maximumLength else { throw tooLong(source) }
        var lexer = Lexer(source)
        var parser = Parser(tokens: lexer.run(), variables: roots)
        let syntax = parser.run()
        var checker = Checker(syntax)
        var all = Diagnostics(lexer.diagnostics + parser.diagnostics + checker.run())
        all.all.sort { ($0.range?.lowerBound ?? 0, $0.code) < ($1.range?.lowerBound ?? 0, $1.code) }
        guard !all.hasErrors else { throw Diagnostics(Array(all.all.prefix(maximumDiagnostics))) }
        let reads = Reads(syntax)
        var compiler = Compiler(syntax, reads: reads)
        let program = compiler.run()
        guard program.ops.count <= Program.maximumOps else { throw tooLong(source) }
        return (program, reads, all.all)
    }

    /// More would not be read.
    private static let maximumDiagnostics = 100

    private static func tooLong(_ source: String) -> Diagnostics {
        Diagnostics([
            Diagnostic(
                code: "expression.too-long",
                message: "The expression is longer than \(maximumLength) bytes or \(Program.maximumOps) instructions.",
                range: 0..<source.utf8.count,
                hint: "Use `in [...]`, or an audience for a long list of people."
            )
        ])
    }
}

extension Expression: Hashable, CustomStringConvertible {
    package static func == (a: Expression, b: Expression) -> Bool { a.source == b.source }
    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
    package var description: String { source }
}
