/// Writes headers, folded before a word that would pass column 76 (RFC 5322 2.1.1, RFC 2047 2).
struct HeaderWriter {
    var bytes: [UInt8] = []

    private static let foldLimit = 76
    /// A line may have 998 bytes; a word shares it with at most a header's name.
    static let wordLimit = 900

    /// Writes `name` and its words with one blank between them; the words hold no line break.
    mutating func write(_ name: String, _ words: [[UInt8]]) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ":"))
        var column = name.utf8.count + 1
        var hasText = false
        for word in words {
            if hasText, !word.isEmpty, column + 1 + word.count > Self.foldLimit {
                bytes.append(contentsOf: Self.lineBreak)
                column = 0
                hasText = false
            }
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: word)
            column += 1 + word.count
            hasText = hasText || !word.isEmpty
        }
        bytes.append(contentsOf: Self.lineBreak)
    }

    mutating func write(_ name: String, _ value: String) { write(name, Self.split(Array(value.utf8))) }

    /// Several mailboxes with commas between.
    mutating func write(_ name: String, mailboxes: [Mailbox]) {
        var words: [[UInt8]] = []
        for mailbox in mailboxes {
            if !words.isEmpty { words[words.count - 1].append(UInt8(ascii: ",")) }
            words += mailbox.words
        }
        write(name, words)
    }

    mutating func write(_ name: String, text: String) {
        let text = HeaderText(text)
        write(name, text.mustBeEncoded ? EncodedWord.words(text.bytes) : Self.split(text.bytes))
    }

    mutating func endHeaders() { bytes.append(contentsOf: Self.lineBreak) }

    static func split(_ value: [UInt8]) -> [[UInt8]] {
        value.split(separator: 32, omittingEmptySubsequences: false).map(Array.init)
    }

    private static let lineBreak: [UInt8] = [13, 10]
}
