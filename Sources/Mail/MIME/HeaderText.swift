/// Text on its way into a header: one line, whatever it was.
///
/// A run of line breaks, tabs, NULs and other controls becomes one blank, so no text can begin a header of its own,
/// here or behind a gateway that decodes and writes headers anew.
struct HeaderText {
    let bytes: [UInt8]

    init(_ text: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var isInRun = false
        for byte in text.utf8 {
            let isControl = byte < 0x20 || byte == 0x7F
            if !isControl { bytes.append(byte) } else if !isInRun { bytes.append(UInt8(ascii: " ")) }
            isInRun = isControl
        }
        self.bytes = bytes
    }

    /// Whether written bare it would not come back as it was: beyond ASCII, something that reads as an encoded word,
    /// blanks that folding or trimming would change, or a word longer than a line.
    var mustBeEncoded: Bool {
        var previous = UInt8(ascii: " ")
        var wordLength = 0
        for byte in bytes {
            let isBlank = byte == UInt8(ascii: " ")
            if byte >= 0x80 || (isBlank && previous == byte) { return true }
            if byte == UInt8(ascii: "?") && previous == UInt8(ascii: "=") { return true }
            wordLength = isBlank ? 0 : wordLength + 1
            if wordLength > Self.wordLimit { return true }
            previous = byte
        }
        return previous == UInt8(ascii: " ") && !bytes.isEmpty
    }

    /// Well below the 998 bytes of a line, with room for the header's name.
    private static let wordLimit = 900
}
