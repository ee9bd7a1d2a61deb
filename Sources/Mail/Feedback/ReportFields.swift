/// A group of `name: value` lines, as RFC 3464 (delivery), RFC 5965 (complaints) and RFC 8098 (receipts) report.
struct ReportFields {
    private(set) var fields: [(name: String, value: String)] = []

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Groups are parted by empty lines; servers that leave them out repeat a field that a recipient has only once.
    static func groups(_ content: [UInt8]) -> [ReportFields] {
        var groups: [ReportFields] = []
        var current = ReportFields()
        var start = 0
        while start < content.count, groups.count <= FeedbackLimits.recipients {
            let end = content.lineEnd(from: start, to: content.count)
            let line = content[start..<end]
            if line.allSatisfy(\.isBlank) {
                current.close(into: &groups)
            } else if line.first?.isBlank == true {
                current.continueLast(line)
            } else if let colon = line.prefix(nameLimit).firstIndex(of: UInt8(ascii: ":")) {
                let name = String(decoding: line[..<colon].map(\.lowercase), as: UTF8.self)
                if unique.contains(name), current[name] != nil { current.close(into: &groups) }
                current.add(name, line[(colon + 1)...])
            }
            start = end + 1
        }
        current.close(into: &groups)
        return groups
    }

    private static let nameLimit = 80
    private static let unique: Set<String> = ["final-recipient", "action"]

    private mutating func close(into groups: inout [ReportFields]) {
        if !fields.isEmpty { groups.append(self) }
        fields = []
    }

    private mutating func add(_ name: String, _ value: ArraySlice<UInt8>) {
        guard fields.count < FeedbackLimits.headerFields else { return }
        fields.append((name, Self.text(value)))
    }

    private mutating func continueLast(_ line: ArraySlice<UInt8>) {
        guard let last = fields.last, last.value.utf8.count < FeedbackLimits.headerValueBytes else { return }
        fields[fields.count - 1].value += " " + Self.text(line)
    }

    private static func text(_ value: ArraySlice<UInt8>) -> String {
        let trimmed = value.drop(while: \.isBlank).prefix(FeedbackLimits.headerValueBytes)
        let end = trimmed.lastIndex { !$0.isBlank } ?? trimmed.startIndex - 1
        return String(decoding: trimmed[..<(end + 1)], as: UTF8.self)
    }
}
