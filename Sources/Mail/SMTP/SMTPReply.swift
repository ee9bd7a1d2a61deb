/// A server's answer to one command: `250 2.1.5 Ok`, of one line or several.
package struct SMTPReply: Hashable, Sendable {
    package var code: Int
    package var enhanced: EnhancedStatus?
    /// Without codes; one text for each line.
    package var lines: [String]

    package init(_ code: Int, _ enhanced: EnhancedStatus? = nil, _ text: String) {
        self.code = code
        self.enhanced = enhanced
        lines = [text]
    }

    init(code: Int, enhanced: EnhancedStatus?, lines: [String]) {
        self.code = code
        self.enhanced = enhanced
        self.lines = lines
    }

    package var text: String { lines.joined(separator: " ") }

    /// What the first digit says (RFC 5321 4.2.1); nil where it says nothing that a client could act on.
    var severity: Severity? { Severity(rawValue: code / 100) }

    enum Severity: Int { case done = 2, goOn = 3, temporary = 4, permanent = 5 }
}

extension SMTPReply: CustomStringConvertible {
    /// As one line: `550 5.1.1 No such user`.
    package var description: String {
        [String(code), enhanced?.description, text].compactMap(\.self).joined(separator: " ")
    }

    /// As it goes over the wire; line breaks in a text cannot add lines to the protocol.
    var wireForm: String {
        lines.enumerated().map { index, line in
            let separator = index == lines.count - 1 ? " " : "-"
            let text = String(decoding: HeaderText(line).bytes, as: UTF8.self)
            return "\(code)\(separator)\(enhanced.map { "\($0) " } ?? "")\(text)\r\n"
        }.joined()
    }
}

/// A status of RFC 3463: `5.1.1`.
package struct EnhancedStatus: Hashable, Sendable, CustomStringConvertible {
    package let level: Int
    package let subject: Int
    package let detail: Int

    package init(_ level: Int, _ subject: Int, _ detail: Int) {
        self.level = level
        self.subject = subject
        self.detail = detail
    }

    package var description: String { "\(level).\(subject).\(detail)" }

    /// The status at the start of a reply's text and the text after it, if it is one and its class is the reply's
    /// (RFC 2034 4).
    static func leading(_ text: Substring, code: Int) -> (EnhancedStatus, rest: Substring)? {
        let word = text.prefix { $0 != " " }
        let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy({ (1...3).contains($0.utf8.count) }),
            let level = Int(numbers[0]), let subject = Int(numbers[1]), let detail = Int(numbers[2]),
            level == code / 100, subject >= 0, detail >= 0
        else { return nil }
        return (EnhancedStatus(level, subject, detail), text[word.endIndex...].drop { $0 == " " })
    }
}
