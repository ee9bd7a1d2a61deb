import Vocabulary

/// Someone as `From` and `To` show them: a display name, if any, and an address.
package struct Mailbox: Hashable, Sendable {
    package var name: String
    package var address: EmailAddress

    /// - Parameter name: empty for none; line breaks and other controls in it become blanks when it is written.
    package init(name: String = "", _ address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// As one word or more of a header, which may be folded between them: `"Anna B." <anna@example.org>`.
    var words: [[UInt8]] {
        let name = HeaderText(name)
        guard !name.bytes.isEmpty else { return [Array(address.description.utf8)] }
        return Self.phrase(name) + [Array("<\(address)>".utf8)]
    }

    /// A name of atoms goes bare, short ASCII in quotes, everything else in encoded words.
    private static func phrase(_ name: HeaderText) -> [[UInt8]] {
        if name.mustBeEncoded || name.bytes.count > quotedLimit { return EncodedWord.words(name.bytes) }
        if name.bytes.allSatisfy({ $0 == UInt8(ascii: " ") || Unicode.Scalar($0).isAtomText }) { return [name.bytes] }
        var quoted = [UInt8(ascii: "\"")]
        for byte in name.bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        return [quoted + [UInt8(ascii: "\"")]]
    }

    /// Quoted text is not folded, so it must leave room for its quotes and the header's name on a line of 76.
    private static let quotedLimit = 50
}
