import Vocabulary

/// An address that mail can be sent to: `anna@example.org`, also in UTF-8 (RFC 6531) and with a quoted local part.
///
/// Made by parsing, total afterwards: it never holds a line break, NUL or anything else that could leave its place in
/// an SMTP command or a header. The domain is kept as given, as UTF-8 or as an A-label; address literals are refused.
package struct EmailAddress: Hashable, Sendable {
    package let local: String
    package let domain: String

    /// RFC 5321 4.5.3.1.1, 4.5.3.1.2 and, for the whole, the path of 256 less its angle brackets.
    private static let localLimit = 64
    private static let domainLimit = 255
    private static let limit = 254
    private static let labelLimit = 63

    package init(_ text: String) throws(Diagnostic) {
        guard text.utf8.count <= Self.limit else {
            throw .address("too-long", "The address is longer than \(Self.limit) bytes.")
        }
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else {
            throw .address("no-at", "The address has no @.")
        }
        let (local, domain) = (text[..<at], text[text.utf8.index(after: at)...])
        try Self.check(local: local)
        do { try Self.check(domain: domain) } catch { throw error.shifted(by: local.utf8.count + 1) }
        self.local = String(local)
        self.domain = String(domain)
    }

    /// Whether only a server with SMTPUTF8 takes it.
    package var needsSMTPUTF8: Bool { !local.utf8.isASCII || !domain.utf8.isASCII }

    /// The form under which addresses are compared (`SEMANTICS 31`).
    package var folded: String { description.lowercased() }

    private static func check(local: Substring) throws(Diagnostic) {
        guard !local.isEmpty else { throw .address("no-local", "Nothing stands before the @.", 0..<0) }
        guard local.utf8.count <= localLimit else {
            throw .address("local-too-long", "The part before the @ is longer than \(localLimit) bytes.")
        }
        if local.utf8.first == UInt8(ascii: "\"") { return try check(quoted: local) }
        var offset = 0
        for scalar in local.unicodeScalars {
            guard scalar == "." || scalar.isAtomText else {
                throw .address("character", "This character cannot stand before the @.", offset, scalar)
            }
            offset += UTF8.width(scalar)
        }
        guard local.utf8.first != dot, local.utf8.last != dot, !local.hasEmptyLabel else {
            throw .address("dots", "The part before the @ begins or ends with a dot or has two in a row.")
        }
    }

    /// `"anna b"@example.org`: quotes outside, a backslash before quotes and backslashes inside.
    private static func check(quoted local: Substring) throws(Diagnostic) {
        var isEscaped = false
        var isClosed = false
        var offset = 0
        for scalar in local.unicodeScalars.dropFirst() {
            offset += 1
            guard !isClosed, scalar == " " || scalar.isVisible else {
                throw .address("character", "This character cannot stand before the @.", offset, scalar)
            }
            if isEscaped {
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                isClosed = scalar == "\""
            }
            offset += UTF8.width(scalar) - 1
        }
        guard isClosed, local.utf8.count > 2 else {
            throw .address("quotes", "The quoted part before the @ is empty or has no end.")
        }
    }

    private static func check(domain: Substring) throws(Diagnostic) {
        guard !domain.isEmpty else { throw .address("no-domain", "Nothing stands after the @.", 0..<0) }
        guard domain.utf8.count <= domainLimit else {
            throw .address("domain-too-long", "The domain is longer than \(domainLimit) bytes.")
        }
        var offset = 0
        for scalar in domain.unicodeScalars {
            guard scalar == "." || scalar.isDomainText else {
                throw .address("character", "This character cannot stand in a domain.", offset, scalar)
            }
            offset += UTF8.width(scalar)
        }
        for label in domain.split(separator: ".", omittingEmptySubsequences: false) {
            guard (1...labelLimit).contains(label.utf8.count), label.utf8.first != hyphen, label.utf8.last != hyphen
            else {
                throw .address("label", "A part of the domain is empty, too long or begins or ends with a hyphen.")
            }
        }
    }

    private static let dot = UInt8(ascii: ".")
    private static let hyphen = UInt8(ascii: "-")
}

extension EmailAddress: CustomStringConvertible {
    package var description: String { "\(local)@\(domain)" }
}

extension Sequence<UInt8> {
    var isASCII: Bool { allSatisfy { $0 < 0x80 } }
}

extension Substring {
    fileprivate var hasEmptyLabel: Bool {
        var previous: UInt8 = 0
        for byte in utf8 {
            if byte == UInt8(ascii: "."), byte == previous { return true }
            previous = byte
        }
        return false
    }
}

extension Unicode.Scalar {
    /// `atext` of RFC 5322, and of RFC 6532 beyond ASCII.
    var isAtomText: Bool {
        guard isASCII else { return isVisible }
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9": return true
        case "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|", "}", "~": return true
        default: return false
        }
    }

    /// Letters, digits and hyphens; beyond ASCII all that is visible but the characters IDNA reads as dots.
    fileprivate var isDomainText: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "-": true
        case "\u{3002}", "\u{FF0E}", "\u{FF61}": false
        default: !isASCII && isVisible
        }
    }

    /// Neither blank nor control nor invisible formatting (which would let one address pass for another).
    fileprivate var isVisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: false
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

extension Diagnostic {
    fileprivate static func address(_ code: String, _ message: String, _ range: Range<Int>? = nil) -> Diagnostic {
        Diagnostic(code: "mail.address-\(code)", message: message, range: range)
    }

    fileprivate static func address(
        _ code: String,
        _ message: String,
        _ offset: Int,
        _ scalar: Unicode.Scalar
    ) -> Diagnostic {
        address(code, message, offset..<offset + UTF8.width(scalar))
    }

    /// The same diagnostic about a part that begins `offset` bytes into the whole.
    fileprivate func shifted(by offset: Int) -> Diagnostic {
        var shifted = self
        shifted.range = range.map { $0.lowerBound + offset..<$0.upperBound + offset }
        return shifted
    }
}
