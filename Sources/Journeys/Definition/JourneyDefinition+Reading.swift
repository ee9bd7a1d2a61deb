import JSON
import Vocabulary

extension JourneyDefinition {
    /// What reading a text gave: the definition where nothing is wrong with it, and all that was found.
    package struct Reading: Sendable {
        package var definition: JourneyDefinition?
        package var diagnostics: Diagnostics
    }

    /// - Throws: all faults, when at least one is an error; see `read(_:)` for the warnings beside.
    package init(_ text: String) throws(Diagnostics) {
        let reading = Self.read(text)
        guard let definition = reading.definition else { throw reading.diagnostics }
        self = definition
    }

    /// Reads the text form and checks it throughout.
    package static func read(_ text: String) -> Reading {
        guard text.utf8.count <= maximumBytes else {
            return failed(.tooLarge, "the definition is larger than \(maximumBytes >> 20) MB")
        }
        do throws(JSONError) {
            guard let object = try AttributeValue(json: Array(text.utf8)).object else {
                return failed(.notJSON, "the definition is no JSON object")
            }
            return read(object)
        } catch {
            return failed(.notJSON, "no JSON: \(error.message)", range: error.offset..<error.offset)
        }
    }

    private static func failed(_ fault: DefinitionFault, _ message: String, range: Range<Int>? = nil) -> Reading {
        let diagnostic = Diagnostic(code: fault.rawValue, message: message, range: range, location: journeyLocation)
        return Reading(definition: nil, diagnostics: Diagnostics([diagnostic]))
    }

    /// The place of what belongs to no step.
    static let journeyLocation = "journey"

    private static func read(_ object: AttributeObject) -> Reading {
        var fields = FieldReader(object, at: journeyLocation)
        readFormat(&fields)
        let name = fields.text("name")
        if let name, name.count > maximumNameLength { fields.report(.badText, "name", "is too long") }
        let description = fields.lines("description")
        let exitRules =
            fields.has("exitRules")
            ? fields.objects("exitRules", atMost: ExitRule.maximumCount, ExitRule.read) : []
        _ = fields.value("exitRules")
        let values = readStepObjects(&fields)
        var diagnostics = fields.finish()
        var graph = JourneyGraph()
        let steps = values.enumerated().compactMap { index, value in
            readStep(value, number: index + 1, into: &graph, &diagnostics)
        }
        diagnostics += graph.faults()
        let found = Diagnostics(diagnostics)
        guard !found.hasErrors, let name, let exitRules else { return Reading(definition: nil, diagnostics: found) }
        let definition = JourneyDefinition(name: name, description: description, exitRules: exitRules, steps: steps)
        return Reading(definition: definition, diagnostics: found)
    }

    private static func readFormat(_ fields: inout FieldReader) {
        guard let format = fields.text("format"), format != Self.format else { return }
        fields.report(.wrongFormat, "format", "is `\(format)`", hint: "this server reads `\(Self.format)`")
    }

    private static func readStepObjects(_ fields: inout FieldReader) -> [AttributeValue] {
        guard let value = fields.value("steps") else {
            fields.report(.missingField, "steps")
            return []
        }
        guard case .array(let values) = value else {
            fields.report(.wrongType, "steps", "must be an array")
            return []
        }
        guard values.count <= maximumSteps else {
            fields.report(.tooMany, "steps", "has \(values.count) steps, more than \(maximumSteps)")
            return []
        }
        return values
    }

    /// One step; its edges go into the graph even where the rest of it is wrong, so that one fault does not show as
    /// two.
    private static func readStep(
        _ value: AttributeValue,
        number: Int,
        into graph: inout JourneyGraph,
        _ diagnostics: inout [Diagnostic]
    ) -> JourneyStep? {
        let object = value.object ?? AttributeObject()
        let id = StepID(object["id"]?.string ?? "#\(number)")
        var fields = FieldReader(object, at: id.raw)
        if fields.text("id") != nil, !id.isSound {
            fields.report(.badStepID, "id", "may have 1 to \(StepID.maximumLength) letters, digits, `-` and `_`")
        }
        let label = fields.optionalText("label")
        let kind = fields.text("kind")
        guard let type = Step.kinds.first(where: { $0.kind == kind }) else {
            if let kind {
                let kinds = Step.kinds.map { "`\($0.kind)`" }.joined(separator: ", ")
                fields.report(.unknownKind, "kind", "is `\(kind)`", hint: "one of \(kinds)")
            }
            diagnostics += fields.diagnostics
            graph.addUnread(id, from: object)
            return nil
        }
        let step = type.read(&fields)
        diagnostics += fields.finish()
        guard let step else {
            graph.addUnread(id, from: object, isEntry: type == EntryStep.self)
            return nil
        }
        let read = JourneyStep(id: id, label: label, step: step)
        graph.add(read)
        return read
    }
}
