import JSON
import Templates
import Vocabulary

/// One line of `render --jsonl`: `{"template":…,"data":…,"partials":{…},"options":{…}}`.
struct RenderRequest {
    let template: String
    let data: AttributeValue
    let partials: [String: String?]
    let options: TemplateOptions

    /// The line to write for a line read.
    static func answer(to line: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        do {
            let request = try RenderRequest(try JSONDocument(parsing: line, limits: JavaScriptValue.limits).root)
            let output = String(decoding: try request.render(), as: UTF8.self)
            writer.object { $0.member("output", output) }
        } catch {
            writer.object { $0.member("error", "\(error)") }
        }
        return writer.bytes
    }

    private struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    private init(_ line: JSONNode) throws {
        guard let source = line["template"]?.string else {
            throw Malformed(description: "the line has no \"template\" that is a text")
        }
        template = source
        data = line["data"].map { JavaScriptValue.read($0) } ?? .object(AttributeObject())
        var partials: [String: String?] = [:]
        if let members = line["partials"]?.members {
            for member in members { partials.updateValue(member.value.string, forKey: member.name) }
        }
        self.partials = partials
        options = line["options"].map { Self.options($0) } ?? TemplateOptions()
    }

    private static func options(_ node: JSONNode) -> TemplateOptions {
        var options = TemplateOptions()
        func isOn(_ name: String) -> Bool { node[name].map { JavaScriptValue.isTruthy($0) } ?? false }
        options.strict = isOn("strict")
        options.assumeObjects = isOn("assumeObjects")
        options.compat = isOn("compat")
        options.noEscape = isOn("noEscape")
        options.preventIndent = isOn("preventIndent")
        options.explicitPartialContext = isOn("explicitPartialContext")
        options.ignoreStandalone = isOn("ignoreStandalone")
        options.knownHelpersOnly = isOn("knownHelpersOnly")
        if let known = node["knownHelpers"] {
            for member in known.members { options.knownHelpers[member.name] = JavaScriptValue.isTruthy(member.value) }
        }
        return options
    }

    /// A partial that does not compile fails where it is used, as with handlebars.js.
    private func render() throws -> [UInt8] {
        let compiled = partials.mapValues { source in
            do throws(Diagnostics) {
                guard let source else {
                    throw Diagnostics([Diagnostic(code: "template.invalid-partial", message: "a partial is a text")])
                }
                return try Template(source, options: options)
            } catch {
                return Template(invalid: error)
            }
        }
        return try Template(template, options: options).render(data, partials: compiled)
    }
}

/// JSON as `JSON.parse` reads it: a number that a double does not hold exactly is the nearest double.
enum JavaScriptValue {
    static let limits = JSONLimits(depth: 512)

    private static let exactIntegers: ClosedRange<Int64> = -(1 << 53)...(1 << 53)

    static func read(_ node: JSONNode) -> AttributeValue {
        switch node.kind {
        case .null: return .null
        case .bool: return .bool(node.bool ?? false)
        case .string: return .string(node.string ?? "")
        case .number:
            if let integer = node.integer, exactIntegers.contains(integer) { return .integer(integer) }
            return .double(node.double ?? 0)
        case .array: return .array(node.elements.map { read($0) })
        case .object: return .object(AttributeObject(node.members.lazy.map { ($0.name, read($0.value)) }))
        }
    }

    static func isTruthy(_ node: JSONNode) -> Bool {
        switch node.kind {
        case .null: false
        case .bool: node.bool ?? false
        case .number: node.double != 0
        case .string: node.string != ""
        case .array, .object: true
        }
    }
}

/// Where in a file a diagnostic points to, as compilers write it: `file:line:column: error: …`.
struct SourcePlace {
    let file: String
    let source: String

    func line(_ diagnostic: Diagnostic) -> String {
        let hint = diagnostic.hint.map { " (\($0))" } ?? ""
        return "\(place(of: diagnostic)): \(diagnostic.severity.rawValue): \(diagnostic.message)\(hint)"
            + " [\(diagnostic.code)]\n"
    }

    private func place(of diagnostic: Diagnostic) -> String {
        guard diagnostic.location == nil, let range = diagnostic.range else {
            return diagnostic.location.map { "\(file): \($0)" } ?? file
        }
        let before = source.utf8.prefix(range.lowerBound)
        let lines = before.reduce(1) { $0 + ($1 == 10 ? 1 : 0) }
        let column = before.reversed().prefix { $0 != 10 }.count + 1
        return "\(file):\(lines):\(column)"
    }
}
