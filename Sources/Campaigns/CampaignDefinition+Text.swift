import Content
import JSON
import Vocabulary

// MARK: Reading

extension CampaignDefinition {
    /// - Throws: all faults, each at its field.
    package init(_ text: String) throws(Diagnostics) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw Self.failure(.tooLarge, "the definition is larger than \(Self.maximumBytes >> 20) MB")
        }
        var fields = CampaignFields(try Self.object(text))
        let format = fields.text("format")
        if let format, format != Self.format {
            fields.report(.wrongFormat, "format", "is `\(format)`", hint: "this server reads `\(Self.format)`")
        }
        let name = Self.name(&fields)
        let kind = fields.kind("kind")
        let definition = CampaignDefinition(
            name: name ?? "",
            description: fields.optionalLines("description"),
            kind: kind ?? .api,
            isCode: fields.flag("code"),
            notAfter: fields.period("notAfter"),
            requires: fields.paths("requires", atMost: Self.maximumRequirements),
            message: Self.message(&fields)
        )
        if definition.isCode, definition.notAfter != nil {
            fields.report(.contradiction, "notAfter", "and `code` both say how long the message is worth sending")
        }
        let faults = fields.finish()
        guard faults.all.isEmpty else { throw faults }
        self = definition
    }

    /// The sound name in a text that need not be sound otherwise.
    static func name(in text: String) throws(CampaignError) -> String {
        do throws(Diagnostics) {
            guard text.utf8.count <= maximumBytes else { throw failure(.tooLarge, "the definition is too large") }
            var fields = CampaignFields(try object(text))
            if let name = name(&fields) { return name }
            throw fields.found
        } catch {
            throw .faulty(error)
        }
    }

    private static func object(_ text: String) throws(Diagnostics) -> AttributeObject {
        let value: AttributeValue
        do throws(JSONError) {
            value = try AttributeValue(json: Array(text.utf8))
        } catch {
            throw failure(.notJSON, "no JSON: \(error.message)", range: error.offset..<error.offset)
        }
        guard let object = value.object else { throw failure(.notJSON, "the definition is no JSON object") }
        return object
    }

    private static func failure(_ fault: CampaignFault, _ message: String, range: Range<Int>? = nil) -> Diagnostics {
        Diagnostics([Diagnostic(code: fault.rawValue, message: message, range: range, location: "campaign")])
    }

    private static func name(_ fields: inout CampaignFields) -> String? {
        guard let name = fields.text("name") else { return nil }
        if isSound(name: name) { return name }
        let hint =
            "1 to \(maximumNameLength) letters, digits, `-`, `_` and `.`, as in `order-receipt`; not `executions`"
        fields.report(.badName, "name", "is `\(name)`", hint: hint)
        return nil
    }

    /// Each part compiled, where what must be there is.
    private static func message(_ fields: inout CampaignFields) -> Message {
        let subject = fields.text("subject")
        let html = fields.lines("html")
        let from = fields.text("from")
        let message = Message(
            subject: subject ?? "",
            preheader: fields.optionalText("preheader") ?? "",
            html: html ?? "",
            text: fields.optionalLines("text"),
            from: from ?? "",
            replyTo: fields.optionalText("replyTo"),
            // What people need, a code or a receipt, is not watched.
            tracking: MessageTracking(opens: false, clicks: false)
        )
        do throws(Diagnostics) {
            _ = try CompiledMessage(message)
        } catch {
            fields.report(error)
        }
        return message
    }
}

// MARK: Writing

extension CampaignDefinition {
    /// The text form: the same definition always gives the same bytes.
    package var text: String {
        var object = AttributeObject()
        func write(_ field: String, _ text: String?) { if let text { object[field] = .string(text) } }
        write("format", Self.format)
        write("name", name)
        object["description"] = description.map(Self.lines)
        write("kind", kind.rawValue)
        if isCode { object["code"] = true }
        write("notAfter", notAfter?.text)
        if !requires.isEmpty { object["requires"] = .array(requires.map { .string($0) }) }
        write("from", message.from)
        write("replyTo", message.replyTo)
        write("subject", message.subject)
        write("preheader", message.preheader.isEmpty ? nil : message.preheader)
        object["html"] = Self.lines(message.html)
        object["text"] = message.text.map(Self.lines)
        return IndentedJSON.text(of: .object(object))
    }

    /// A text of several lines as an array of them, so that versions of it can be compared.
    private static func lines(_ text: String) -> AttributeValue {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count == 1 ? .string(text) : .array(lines.map { .string(String($0)) })
    }
}
