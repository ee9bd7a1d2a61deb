import Vocabulary

/// What `Message-ID` says, without its angle brackets: `01h2xcejqtf2nbrexx3vqjhp41@mail.example.org`.
package struct MessageID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    private static let limit = 250

    package init(_ text: String) throws(Diagnostic) {
        let halves = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        let isDotAtom = halves.allSatisfy { half in
            half.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.allSatisfy { $0 < 0x80 && Unicode.Scalar($0).isAtomText }
            }
        }
        guard halves.count == 2, isDotAtom, text.utf8.count <= Self.limit else {
            throw Diagnostic(
                code: "mail.message-id",
                message: "A message id is ASCII of the form left@right, at most \(Self.limit) bytes."
            )
        }
        description = text
    }
}
