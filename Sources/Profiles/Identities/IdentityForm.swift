import Foundation

extension Namespace.Form {
    /// `value` in the form in which equal identities are equal bytes; throws why it identifies nobody.
    package func normalized(_ value: String) throws(ProfileReason.Code) -> String {
        let text = try IdentityText.cleaned(value)
        switch self {
        case .text: return text
        case .email: return try EmailForm.normalized(text)
        case .phone: return try PhoneForm.normalized(text)
        }
    }
}

/// What every identity's value must be: something, short, printable, and no programmer's word for nothing.
enum IdentityText {
    /// In UTF-8 bytes; longer ones are accidents or attacks.
    static let lengthLimit = 256

    /// Values that broken clients send for everyone alike; taken seriously they would make one person of all.
    private static let nobody: Set<String> = [
        "null", "(null)", "<null>", "undefined", "nil", "none", "nan", "[object object]", "anonymous", "unknown", "-1",
    ]

    static func cleaned(_ value: String) throws(ProfileReason.Code) -> String {
        guard value.utf8.count <= lengthLimit + 64 else { throw .identityTooLong }
        let text = isPlain(value) ? value : try printable(value)
        guard text.utf8.count <= lengthLimit else { throw .identityTooLong }
        guard !isNobody(text), !isZeroes(text) else { throw .identityNobody }
        return text
    }

    /// Printable ASCII without a space, as nearly all are: nothing to trim, nothing to compose.
    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func printable(_ value: String) throws(ProfileReason.Code) -> String {
        let text = trimmed(value)
        guard !text.isEmpty else { throw .identityEmpty }
        guard text.utf8.count <= lengthLimit else { throw .identityTooLong }
        guard text.unicodeScalars.allSatisfy(isPrintable) else { throw .identityCharacters }
        return text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    }

    /// The longest word for nobody has 15 bytes.
    private static func isNobody(_ text: String) -> Bool {
        text.utf8.count <= 15 && nobody.contains(text.lowercased())
    }

    private static func trimmed(_ value: String) -> String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        let scalars = value.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// No control, invisible formatting or unassigned character: two values that look alike would be two persons.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    /// `00000000-0000-0000-0000-000000000000` and its like; a plain `0` may be somebody.
    private static func isZeroes(_ text: String) -> Bool {
        text.utf8.count >= 8 && text.utf8.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "-") }
    }
}

/// Addresses of mail: case-folded, plus addressing kept, because `a+b@` need not be the person `a@` is.
enum EmailForm {
    static func normalized(_ text: String) throws(ProfileReason.Code) -> String {
        let folded = text.lowercased()
        guard let at = folded.utf8.lastIndex(of: UInt8(ascii: "@")),
            !folded.unicodeScalars.contains(where: \.properties.isWhitespace)
        else { throw .identityEmail }
        let local = folded.utf8[..<at]
        let domain = folded.utf8[folded.utf8.index(after: at)...]
        guard (1...64).contains(local.count), local.allSatisfy(isLocal), local.first != dot, local.last != dot,
            (3...253).contains(domain.count), isDomain(domain)
        else { throw .identityEmail }
        return folded
    }

    private static let dot = UInt8(ascii: ".")
    private static let refused = Set(" \"(),:;<>@[\\]".utf8)

    private static func isLocal(_ byte: UInt8) -> Bool { !refused.contains(byte) }

    /// At least two labels of letters, digits and inner hyphens; bytes above ASCII belong to international names.
    private static func isDomain(_ domain: Substring.UTF8View) -> Bool {
        let labels = domain.split(separator: dot, omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy(isLabel)
            }
    }

    private static func isLabel(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
    }
}

/// Telephone numbers as E.164 writes them: `+` and 8 to 15 digits.
///
/// A number without its country names a different person in each; it stays an attribute and identifies nobody.
enum PhoneForm {
    private static let separators = Set(" -./()\u{A0}\u{2011}\u{2013}".unicodeScalars)

    static func normalized(_ text: String) throws(ProfileReason.Code) -> String {
        let bare = text.lowercased().hasPrefix("tel:") ? String(text.dropFirst(4)) : text
        let kept = String(String.UnicodeScalarView(bare.unicodeScalars.filter { !separators.contains($0) }))
        let international = kept.hasPrefix("00") ? "+" + kept.dropFirst(2) : kept
        guard international.hasPrefix("+") else { throw .identityPhoneCountry }
        let digits = international.utf8.dropFirst()
        guard (8...15).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }), digits.first != 48 else {
            throw .identityPhone
        }
        return international
    }
}
