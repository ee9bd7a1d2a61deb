import Templates
import Testing
import Vocabulary

/// A template with its context and what it gives: a text, or an error's code.
struct Rendering: Sendable, CustomTestStringConvertible {
    let template: String
    let context: AttributeValue
    let expected: String
    var partials: [String: String] = [:]
    var options = TemplateOptions()

    var testDescription: String { template }

    init(
        _ template: String,
        _ context: AttributeValue = .object(AttributeObject()),
        gives expected: String,
        partials: [String: String] = [:],
        _ change: (inout TemplateOptions) -> Void = { _ in }
    ) {
        self.template = template
        self.context = context
        self.expected = expected
        self.partials = partials
        change(&options)
    }

    /// The text, or the code of what went wrong.
    var result: String {
        do {
            let compiled = try partials.mapValues { try Template($0, options: options) }
            let bytes = try Template(template, options: options).render(context, partials: compiled)
            return String(decoding: bytes, as: UTF8.self)
        } catch let failure as RenderFailure {
            return failure.reason.rawValue
        } catch let diagnostics as Diagnostics {
            return diagnostics.all.first?.code ?? ""
        } catch {
            return "\(error)"
        }
    }
}
