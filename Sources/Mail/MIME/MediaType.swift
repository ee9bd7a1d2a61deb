import Vocabulary

/// `type/subtype` without parameters.
package struct MediaType: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ text: String) throws(Diagnostic) {
        let halves = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let areNames = halves.allSatisfy { half in
            (1...127).contains(half.count)
                && half.allSatisfy { byte in
                    switch Unicode.Scalar(byte) {
                    case "a"..."z", "A"..."Z", "0"..."9", "!", "#", "$", "&", "-", "^", "_", ".", "+": true
                    default: false
                    }
                }
        }
        guard halves.count == 2, areNames else {
            throw Diagnostic(code: "mail.media-type", message: "A media type has the form type/subtype (RFC 6838 4.2).")
        }
        description = text
    }
}
