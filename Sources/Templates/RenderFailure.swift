import Vocabulary

/// Why a template gave no text: what handlebars.js throws when it runs, or a limit that was reached.
package struct RenderFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        case missingPartial = "template.missing-partial"
        case missingHelper = "template.missing-helper"
        case missingValue = "template.missing-value"
        case wrongCall = "template.wrong-call"
        case noText = "template.no-text"
        case invalidPartial = "template.invalid-partial"
        case outputLimit = "template.output-limit"
        case depthLimit = "template.depth-limit"
        case stepLimit = "template.step-limit"
    }

    package let reason: Reason
    package let message: String
    package let hint: String?
    /// Where, in bytes of the template or of the partial named in `partial`.
    package var range: Range<Int>?
    /// The partial in which it happened; `nil` in the template itself.
    package var partial: String?

    package init(_ reason: Reason, _ message: String, hint: String? = nil) {
        self.reason = reason
        self.message = message
        self.hint = hint
    }

    package var diagnostic: Diagnostic {
        Diagnostic(
            code: reason.rawValue,
            message: message,
            range: range,
            location: partial.map { "partial \($0)" },
            hint: hint
        )
    }

    package var description: String {
        "\(message)\(partial.map { " in partial \($0)" } ?? "") [\(reason.rawValue)]"
    }

    /// With the place where it happened, unless an inner one is already known.
    func located(_ range: Range<Int>, in partial: String?) -> RenderFailure {
        guard self.range == nil else { return self }
        var located = self
        located.range = range
        located.partial = partial
        return located
    }
}

extension RenderFailure {
    static func outputLimit(_ limits: RenderLimits) -> RenderFailure {
        RenderFailure(.outputLimit, "the text grew beyond \(limits.outputBytes) bytes", hint: "show fewer items")
    }

    static func depthLimit(_ limits: RenderLimits) -> RenderFailure {
        RenderFailure(
            .depthLimit,
            "blocks and partials are more than \(limits.depth) deep",
            hint: "a partial that calls itself needs a condition that ends it"
        )
    }

    static func stepLimit(_ limits: RenderLimits) -> RenderFailure {
        RenderFailure(.stepLimit, "rendering took more than \(limits.steps) steps", hint: "loop over fewer items")
    }

    static func missingPartial(_ name: String) -> RenderFailure {
        RenderFailure(.missingPartial, "the partial \"\(name)\" does not exist", hint: "create it, or check its name")
    }

    static func missingHelper(_ name: String) -> RenderFailure {
        RenderFailure(.missingHelper, "the helper \"\(name)\" does not exist", hint: "check its name")
    }

    static func missingValue(_ name: String) -> RenderFailure {
        RenderFailure(.missingValue, "\"\(name)\" is not defined", hint: "guard it with {{#if}}, or supply it")
    }

    static func wrongCall(_ message: String, hint: String? = nil) -> RenderFailure {
        RenderFailure(.wrongCall, message, hint: hint)
    }
}
