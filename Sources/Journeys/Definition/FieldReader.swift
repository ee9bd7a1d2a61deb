import Vocabulary

/// Reads one object of a definition field by field, and reports all that is wrong with it at the object's place.
package struct FieldReader {
    /// The step's id, or `journey`.
    let location: String
    private let object: AttributeObject
    /// Leads from the step to this object: `cases.2.`.
    private let prefix: String
    private var known: Set<String> = []
    package private(set) var diagnostics: [Diagnostic] = []

    init(_ object: AttributeObject, at location: String, prefix: String = "") {
        self.object = object
        self.location = location
        self.prefix = prefix
    }

    func has(_ field: String) -> Bool { object[field].map { !$0.isNull } ?? false }

    mutating func report(_ fault: DefinitionFault, _ field: String, _ message: String? = nil, hint: String? = nil) {
        let text = message ?? "is missing"
        diagnostics.append(
            Diagnostic(
                code: fault.rawValue,
                message: "`\(prefix)\(field)` \(text)",
                location: location,
                hint: hint
            )
        )
    }

    /// Takes over what a language found in a field, at this object's place.
    mutating func report(_ found: Diagnostics, in field: String) {
        for var diagnostic in found.all {
            diagnostic.location = location
            diagnostic.message = "`\(prefix)\(field)`: \(diagnostic.message)"
            diagnostics.append(diagnostic)
        }
    }

    /// The raw value of a field; absent and `null` are the same.
    mutating func value(_ field: String) -> AttributeValue? {
        known.insert(field)
        return has(field) ? object[field] : nil
    }

    /// Reports the fields that nobody asked for: a typing error would else be lost without a word.
    mutating func finish() -> [Diagnostic] {
        for field in object.keys where !known.contains(field) {
            report(.unknownField, field, "is not known here", hint: nearest(to: field).map { "did you mean `\($0)`?" })
        }
        return diagnostics
    }

    private func nearest(to field: String) -> String? {
        known.filter { $0.lowercased() == field.lowercased() || $0.hasPrefix(field) || field.hasPrefix($0) }.min()
    }

    /// Reads an object inside this one with a reader of its own.
    mutating func nested<Value>(
        _ object: AttributeObject,
        at path: String,
        _ read: (inout FieldReader) -> Value
    ) -> Value {
        var reader = FieldReader(object, at: location, prefix: "\(prefix)\(path).")
        let value = read(&reader)
        diagnostics += reader.finish()
        return value
    }
}

// MARK: Texts and choices

extension FieldReader {
    mutating func optionalText(_ field: String) -> String? {
        guard let value = value(field) else { return nil }
        if let text = value.string { return text }
        report(.wrongType, field, "must be a text")
        return nil
    }

    mutating func text(_ field: String) -> String? {
        if !has(field) { report(.missingField, field) }
        guard let text = optionalText(field) else { return nil }
        if text.isEmpty {
            report(.badText, field, "is empty")
            return nil
        }
        return text
    }

    /// A text that may be written as an array of its lines, so that mails in a definition can be read and compared.
    mutating func lines(_ field: String) -> String? {
        guard case .array(let lines) = value(field) else { return optionalText(field) }
        let texts = lines.compactMap(\.string)
        guard texts.count == lines.count, texts.allSatisfy({ !$0.utf8.contains(UInt8(ascii: "\n")) }) else {
            report(.wrongType, field, "must be a text or an array of its lines")
            return nil
        }
        return texts.joined(separator: "\n")
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ field: String,
        of type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        if !has(field) { report(.missingField, field, hint: Self.hint(type)) }
        return optionalChoice(field, of: type)
    }

    mutating func optionalChoice<Choice: RawRepresentable & CaseIterable>(
        _ field: String,
        of type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = optionalText(field) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        report(.badChoice, field, "is `\(text)`", hint: Self.hint(type))
        return nil
    }

    private static func hint<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) -> String where Choice.RawValue == String {
        "one of " + Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }

    mutating func flag(_ field: String) -> Bool? {
        guard let value = value(field) else { return nil }
        if case .bool(let flag) = value { return flag }
        report(.wrongType, field, "must be `true` or `false`")
        return nil
    }

    mutating func exactlyOne(of fields: [String]) -> Bool {
        let present = fields.filter(has)
        guard present.count != 1 else { return true }
        let names = fields.map { "`\($0)`" }.joined(separator: " or ")
        report(.contradiction, fields[0], "needs exactly one of \(names)")
        return false
    }
}

// MARK: Periods, ways, expressions

extension FieldReader {
    mutating func period(_ field: String) -> Period? {
        optionalText(field).flatMap { period($0, of: field) }
    }

    mutating func period(_ text: String, of field: String, or words: [String] = []) -> Period? {
        guard let period = Period(text) else {
            let others = words.map { ", or `\($0)`" }.joined()
            report(
                .badPeriod,
                field,
                "is `\(text)`, no length of time",
                hint: "ISO 8601 in weeks, days, hours, minutes, seconds: `P30D`, `PT1H30M`\(others)"
            )
            return nil
        }
        guard period.duration <= Period.longest else {
            report(.badPeriod, field, "is longer than \(Period.longest.milliseconds / 86_400_000) days")
            return nil
        }
        return period
    }

    mutating func target(_ field: String) -> StepID? {
        if !has(field) { report(.danglingEdge, field, "leads nowhere", hint: "name the step that comes next") }
        return optionalTarget(field)
    }

    mutating func optionalTarget(_ field: String) -> StepID? { optionalText(field).map { StepID($0) } }

    mutating func optionalRule(_ field: String) -> Rule? {
        guard let source = optionalText(field) else { return nil }
        do throws(Diagnostics) {
            let rule = try Rule(source)
            report(Diagnostics(rule.warnings), in: field)
            return rule
        } catch {
            report(error, in: field)
            return nil
        }
    }

    mutating func rule(_ field: String) -> Rule? {
        if !has(field) { report(.missingField, field) }
        return optionalRule(field)
    }

    /// `event`, `when` and `key`.
    mutating func listener() -> Listener? {
        let event = text("event")
        let condition = optionalRule("when")
        let key = optionalRule("key")
        return event.map { Listener(event: $0, condition: condition, key: key) }
    }
}

// MARK: Lists

extension FieldReader {
    /// An array of objects, each read by `read`; nil where it is missing, empty, too long or one of them is no value.
    mutating func objects<Value>(
        _ field: String,
        atMost limit: Int,
        _ read: (inout FieldReader) -> Value?
    ) -> [Value]? {
        guard let value = value(field) else {
            report(.missingField, field)
            return nil
        }
        guard case .array(let elements) = value, !elements.isEmpty else {
            report(.wrongType, field, "must be an array with at least one object")
            return nil
        }
        guard elements.count <= limit else {
            report(.tooMany, field, "has \(elements.count) entries, more than \(limit)")
            return nil
        }
        let values = elements.enumerated().compactMap { index, element -> Value? in
            guard let object = element.object else {
                report(.wrongType, "\(field).\(index + 1)", "must be an object")
                return nil
            }
            return nested(object, at: "\(field).\(index + 1)", read)
        }
        return values.count == elements.count ? values : nil
    }

    /// An object of names, each with an expression, in its order.
    mutating func rules(_ field: String, atMost limit: Int) -> [(String, Rule)]? {
        guard let value = value(field) else {
            report(.missingField, field)
            return nil
        }
        guard let object = value.object, (1...limit).contains(object.count) else {
            report(.wrongType, field, "must be an object of 1 to \(limit) names with an expression each")
            return nil
        }
        let rules = nested(object, at: field) { fields in
            object.keys.map { name in fields.rule(name).map { (name, $0) } }
        }
        return rules.contains { $0 == nil } ? nil : rules.compactMap(\.self)
    }
}
