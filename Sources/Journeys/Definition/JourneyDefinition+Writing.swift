import JSON
import Vocabulary

extension JourneyDefinition {
    /// The text form: the same definition always gives the same bytes.
    package var text: String { IndentedJSON.text(of: .object(fields)) }

    private var fields: AttributeObject {
        var writer = FieldWriter()
        writer.write("format", Self.format)
        writer.write("name", name)
        writer.write("description", lines: description)
        if !exitRules.isEmpty { writer.write("exitRules", exitRules) { $0.write(to: &$1) } }
        var object = writer.object
        object["steps"] = .array(steps.map { .object($0.fields) })
        return object
    }
}

extension JourneyStep {
    var fields: AttributeObject {
        var writer = FieldWriter()
        writer.write("id", id.raw)
        writer.write("kind", kind)
        writer.write("label", label)
        step.behavior.write(to: &writer)
        return writer.object
    }
}
