import Vocabulary

/// How a template is read and compiled; the names and meanings are those of `Handlebars.compile`.
package struct TemplateOptions: Sendable {
    /// A name that leads nowhere is a failure rather than an empty text.
    package var strict = false
    /// Objects on the way to a name must exist; only the last name may be missing.
    package var assumeObjects = false
    /// A name is looked for in the enclosing contexts too, as Mustache does.
    package var compat = false
    /// `{{x}}` writes as `{{{x}}}` does.
    package var noEscape = false
    /// The indentation of a standalone partial stands before its first line only.
    package var preventIndent = false
    /// A partial without a context sees none, rather than its caller's.
    package var explicitPartialContext = false
    /// Tags alone on their line leave the line's blanks and its end.
    package var ignoreStandalone = false
    /// A call of a helper that is not known is refused when the template is compiled.
    package var knownHelpersOnly = false
    /// Names to count among the known helpers, or no longer among them.
    package var knownHelpers: [String: Bool] = [:]
    /// Functions beside the built-in ones.
    package var helpers: [TemplateHelper] = []

    package init() {}
}

/// A pure function that templates call by name: `{{upper name}}`, `{{date when format="short"}}`.
///
/// What is missing or undefined arrives as `null`. It sees nothing but what it is given.
package struct TemplateHelper: Sendable {
    package let name: String
    package let call:
        @Sendable (_ arguments: [AttributeValue], _ options: AttributeObject) throws(RenderFailure) -> AttributeValue

    package init(
        _ name: String,
        call: @escaping @Sendable ([AttributeValue], AttributeObject) throws(RenderFailure) -> AttributeValue
    ) {
        self.name = name
        self.call = call
    }
}
