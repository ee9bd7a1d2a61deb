import Vocabulary

/// A message's text with `{{names}}`, compiled once and rendered for each person.
///
/// The language is Handlebars as handlebars.js 4.7 runs it, down to its quirks, so that templates written for it give
/// the same text here. It reaches nothing but the context, the partials and the helpers it is given.
///
/// A template is a value that any number of tasks may render at once.
package struct Template: Sendable {
    let program: Program
    /// What is doubtful, without keeping the template from being used.
    package let warnings: [Diagnostic]
    /// The places in the context that it reads.
    package let paths: [TemplatePath]

    /// Sources longer than this are refused.
    package static let maximumBytes = 4 << 20

    package init(_ source: String, options: TemplateOptions = TemplateOptions()) throws(Diagnostics) {
        let text = SourceText(source)
        guard text.count <= Self.maximumBytes else {
            throw Diagnostics([
                Diagnostic(
                    code: "template.too-large",
                    message: "the template has more than \(Self.maximumBytes) bytes",
                    hint: "move parts into partials"
                )
            ])
        }
        var parser = TemplateParser(text)
        let sequence = try parser.parse()
        WhitespaceControl(source: text, ignoresStandalone: options.ignoreStandalone).apply(to: sequence, isRoot: true)
        var compiler = Compiler(text, options: options)
        program = try compiler.compile(sequence)
        warnings = compiler.diagnostics
        paths = PathCollector.paths(in: sequence)
    }

    /// Stands for a template that did not compile: rendering fails where it is reached, as with handlebars.js, which
    /// compiles a partial when it is first used.
    package init(invalid diagnostics: Diagnostics) {
        let message = diagnostics.all.first?.message ?? "it does not compile"
        program = Program(failing: RenderFailure(.invalidPartial, message, hint: diagnostics.all.first?.hint))
        warnings = []
        paths = []
    }

    /// The text as UTF-8.
    ///
    /// - Parameter variables: what `@name` means at the top; `@root` is the context.
    package func render(
        _ context: AttributeValue,
        partials: [String: Template] = [:],
        variables: AttributeObject = AttributeObject(),
        limits: RenderLimits = .standard
    ) throws(RenderFailure) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(program.literals.count + program.literals.count / 2)
        try render(context, partials: partials, variables: variables, limits: limits, into: &output)
        return output
    }

    /// Appends the text to `output`, whose capacity is used again; after a failure `output` is as before.
    package func render(
        _ context: AttributeValue,
        partials: [String: Template] = [:],
        variables: AttributeObject = AttributeObject(),
        limits: RenderLimits = .standard,
        into output: inout [UInt8]
    ) throws(RenderFailure) {
        try Renderer.render(
            program,
            context,
            partials: partials,
            variables: variables,
            limits: limits,
            into: &output
        )
    }
}
