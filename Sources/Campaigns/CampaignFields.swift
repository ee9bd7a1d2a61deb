import Vocabulary

/// Reads the fields of a campaign's text form, and reports all that is wrong with them, each at its field.
struct CampaignFields {
    private let object: AttributeObject
    private var known: Set<String> = []
    private var faults: [Diagnostic] = []

    init(_ object: AttributeObject) { self.object = object }

    mutating func report(_ fault: CampaignFault, _ field: String, _ message: String, hint: String? = nil) {
        let text = "`\(field)` \(message)"
        faults.append(Diagnostic(code: fault.rawValue, message: text, location: field, hint: hint))
    }

    /// Takes over what the template language found, each at its part.
    mutating func report(_ found: Diagnostics) { faults += found.all }

    /// Reports the fields that nobody asked for: a typing error would else be lost without a word.
    mutating func finish() -> Diagnostics {
        for field in object.keys where !known.contains(field) {
            report(.unknownField, field, "is not known here")
        }
        return found
    }

    var found: Diagnostics { Diagnostics(faults) }

    /// The raw value of a field; absent and `null` are the same.
    private mutating func value(_ field: String) -> AttributeValue? {
        known.insert(field)
        return object[field].flatMap { $0.isNull ? nil : $0 }
    }

    mutating func optionalText(_ field: String) -> String? {
        guard let value = value(field) else { return nil }
        if let text = value.string { return text }
        report(.wrongType, field, "must be a text")
        return nil
    }

    mutating func text(_ field: String) -> String? { required(field, optionalText(field)) }

    /// A text that may be written as an array of its lines.
    mutating func optionalLines(_ field: String) -> String? {
        guard case .array(let lines) = value(field) else { return optionalText(field) }
        let texts = lines.compactMap(\.string)
        guard texts.count == lines.count, texts.allSatisfy({ !$0.utf8.contains(UInt8(ascii: "\n")) }) else {
            report(.wrongType, field, "must be a text or an array of its lines")
            return nil
        }
        return texts.joined(separator: "\n")
    }

    mutating func lines(_ field: String) -> String? { required(field, optionalLines(field)) }

    private mutating func required(_ field: String, _ text: String?) -> String? {
        if value(field) == nil || text == "" { report(.missingField, field, "is missing") }
        return text == "" ? nil : text
    }

    mutating func flag(_ field: String) -> Bool {
        guard let value = value(field) else { return false }
        if case .bool(let flag) = value { return flag }
        report(.wrongType, field, "must be `true` or `false`")
        return false
    }

    mutating func period(_ field: String) -> Period? {
        guard let text = optionalText(field) else { return nil }
        guard let period = Period(text), period.duration > .zero, period.duration <= .days(7) else {
            let hint = "ISO 8601, above zero and at most 7 days: `PT30M`, `PT24H`"
            report(.badPeriod, field, "is `\(text)`", hint: hint)
            return nil
        }
        return period
    }

    mutating func kind(_ field: String) -> Campaign.Kind? {
        guard let text = text(field) else { return nil }
        if let kind = Campaign.Kind(rawValue: text) { return kind }
        let kinds = Campaign.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        report(.badChoice, field, "is `\(text)`", hint: "one of \(kinds)")
        return nil
    }

    /// Dotted paths into a call's `context`.
    mutating func paths(_ field: String, atMost limit: Int) -> [String] {
        guard let value = value(field) else { return [] }
        guard case .array(let elements) = value, elements.allSatisfy({ $0.string != nil }) else {
            report(.wrongType, field, "must be an array of texts")
            return []
        }
        let paths = elements.compactMap(\.string)
        if paths.count > limit { report(.tooMany, field, "has \(paths.count) entries, more than \(limit)") }
        for path in paths
        where path.isEmpty || path.split(separator: ".", omittingEmptySubsequences: false).contains("") {
            report(.badPath, field, "has `\(path)`", hint: "names with a dot between them: `order.number`")
        }
        return paths
    }
}
