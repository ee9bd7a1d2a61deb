import Vocabulary

/// One header beyond those a message writes itself: `List-Unsubscribe`, `Feedback-ID`, `X-…`.
package struct HeaderField: Hashable, Sendable {
    package let name: String
    package let value: String

    private static let nameLimit = 76

    /// Refuses what could begin another header or claim one of the message's own.
    package init(_ name: String, _ value: String) throws(Diagnostic) {
        guard !name.isEmpty, name.utf8.count <= Self.nameLimit,
            name.utf8.allSatisfy({ (33...126).contains($0) && $0 != 58 })
        else {
            throw Diagnostic(
                code: "mail.header-name",
                message: "A header's name is 1 to \(Self.nameLimit) visible ASCII characters."
            )
        }
        let lowercased = name.lowercased()
        guard !Self.reserved.contains(lowercased), !lowercased.hasPrefix("content-") else {
            throw Diagnostic(
                code: "mail.header-reserved",
                message: "The message writes this header itself.",
                location: name
            )
        }
        guard !value.utf8.contains(where: { ($0 < 0x20 && $0 != 9) || $0 == 0x7F }) else {
            throw Diagnostic(
                code: "mail.header-control",
                message: "A header's value is one line without control characters.",
                location: name
            )
        }
        guard value.utf8.split(separator: 32).allSatisfy({ $0.count <= HeaderWriter.wordLimit }) else {
            throw Diagnostic(
                code: "mail.header-too-long",
                message: "A word of \(HeaderWriter.wordLimit) bytes or more cannot be folded.",
                location: name
            )
        }
        self.name = name
        self.value = value
    }

    /// A header read from a message, whatever it holds.
    init(parsed name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    private static let reserved: Set<String> = [
        "from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "mime-version",
        "dkim-signature", "return-path", "received",
    ]

    /// ASCII as it is given (a value may have a syntax of its own), anything else as encoded words.
    var words: [[UInt8]] {
        value.utf8.isASCII
            ? HeaderWriter.split(Array(value.utf8)) : EncodedWord.words(HeaderText(value).bytes)
    }
}
