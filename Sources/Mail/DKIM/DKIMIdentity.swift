import Vocabulary

/// Who signs: a domain, the selector its key is published under, and the key.
package struct DKIMIdentity: Sendable {
    package let domain: String
    package let selector: String
    package let key: DKIMKey

    /// - Parameter domain: in ASCII; an internationalised domain as its A-labels (RFC 6376 3.5).
    package init(domain: String, selector: String, key: DKIMKey) throws(Diagnostic) {
        guard Self.isName(domain), domain.utf8.contains(UInt8(ascii: ".")) else {
            throw .dkim("domain", "A signing domain is a DNS name of letters, digits and hyphens.", domain)
        }
        guard Self.isName(selector) else {
            throw .dkim("selector", "A selector is a DNS name of letters, digits and hyphens.", selector)
        }
        self.domain = domain.lowercased()
        self.selector = selector
        self.key = key
    }

    /// Where the public key is published.
    package var recordName: String { "\(selector)._domainkey.\(domain)" }

    /// What is published there, as one text.
    package func recordText() throws(Diagnostic) -> String {
        "v=DKIM1; k=\(key.algorithm.rawValue); p=\(String(decoding: Base64.encode(try key.publicKey()), as: UTF8.self))"
    }

    /// The record as a line of a zone file, in strings of at most 255 bytes (RFC 1035 3.3.14).
    package func zoneLine() throws(Diagnostic) -> String {
        let text = Array(try recordText().utf8)
        let strings = stride(from: 0, to: text.count, by: 255).map { start in
            "\"\(String(decoding: text[start..<min(text.count, start + 255)], as: UTF8.self))\""
        }
        return "\(recordName). IN TXT ( \(strings.joined(separator: " ")) )"
    }

    private static func isName(_ name: String) -> Bool {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return name.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != 45 && label.last != 45
                    && label.allSatisfy { $0 == 45 || ($0 | 0x20 >= 97 && $0 | 0x20 <= 122) || (48...57).contains($0) }
            }
    }
}
