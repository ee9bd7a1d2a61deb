/// An http or https address that may stand behind a tracked link: absolute, with a host that is written out, without
/// anything that some programs read differently than others.
package struct LinkTarget: Hashable, Sendable, CustomStringConvertible {
    /// As it goes into a `Location` header: ASCII without blanks and quotes.
    package let description: String
    /// Where the fragment begins, and the query.
    private let fragment: String.Index
    private let query: String.Index

    /// Longer ones are left as they are written.
    package static let maximumBytes = 2_000

    /// `nil` where `text` is no such address: another scheme, credentials, a backslash, a control character.
    package init?(_ text: String) {
        let bytes = Self.trimmed(Array(text.utf8))
        guard let hostStart = Self.hostStart(bytes), let encoded = Self.encoded(bytes),
            encoded.count <= Self.maximumBytes
        else { return nil }
        let host = bytes[hostStart...].prefix { !"/?#".utf8.contains($0) }
        guard host.first.map(Self.isLetterOrDigit) ?? false || host.first == UInt8(ascii: "["),
            host.allSatisfy(Self.isHostByte)
        else { return nil }
        self.init(encoded: String(decoding: encoded, as: UTF8.self))
    }

    private init(encoded: String) {
        description = encoded
        let bytes = encoded.utf8
        fragment = bytes.firstIndex(of: UInt8(ascii: "#")) ?? encoded.endIndex
        query = bytes[..<fragment].firstIndex(of: UInt8(ascii: "?")) ?? fragment
    }

    /// A parameter of a query, ready to be appended.
    package struct Parameter: Hashable, Sendable {
        let name: String
        /// `name=value`, the value escaped.
        let text: String

        package init(_ name: String, _ value: String) {
            self.name = name
            text = "\(name)=\(LinkTarget.escaped(value))"
        }
    }

    /// With those of `parameters` that it does not have yet, before its fragment.
    package func adding(_ parameters: [Parameter]) -> LinkTarget {
        guard !parameters.isEmpty else { return self }
        let present =
            query == fragment
            ? [] : description[query..<fragment].dropFirst().split(separator: "&").map { $0.prefix { $0 != "=" } }
        let new = parameters.filter { !present.contains($0.name[...]) }.map(\.text).joined(separator: "&")
        guard !new.isEmpty else { return self }
        let before = description[..<fragment]
        let joint = query == fragment ? "?" : before.hasSuffix("?") || before.hasSuffix("&") ? "" : "&"
        let longer = "\(before)\(joint)\(new)\(description[fragment...])"
        return longer.utf8.count <= Self.maximumBytes ? LinkTarget(encoded: longer) : self
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard let start = bytes.firstIndex(where: { !TagAttributes.isSpace($0) }),
            let end = bytes.lastIndex(where: { !TagAttributes.isSpace($0) })
        else { return [] }
        return bytes[start...end]
    }

    private static func hostStart(_ bytes: ArraySlice<UInt8>) -> Int? {
        for scheme in ["http://", "https://"] {
            let start = bytes.prefix(scheme.utf8.count)
            if start.map(HTMLTag.lowered).elementsEqual(scheme.utf8) { return start.endIndex }
        }
        return nil
    }

    /// What is no printable ASCII becomes `%XX`, quotes and blanks too; `nil` where it holds what has no place in any
    /// address.
    private static func encoded(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for byte in bytes {
            guard byte >= 0x20, byte != 0x7F, byte != UInt8(ascii: "\\") else { return nil }
            if byte > 0x7E || unsafeBytes[Int(byte)] {
                output += escape(byte)
            } else {
                output.append(byte)
            }
        }
        return output
    }

    /// The ASCII that has no place in an address as it is.
    private static let unsafeBytes: [Bool] = {
        var table = [Bool](repeating: false, count: 128)
        for byte in #" "'<>`{|}^"#.utf8 { table[Int(byte)] = true }
        return table
    }()

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func escape(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    /// A parameter's value: all but RFC 3986's unreserved as `%XX`.
    private static func escaped(_ value: String) -> String {
        let bytes = value.utf8.flatMap { isLetterOrDigit($0) || "-._~".utf8.contains($0) ? [$0] : escape($0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte)
    }

    /// No `@`: credentials are how a target pretends to be another.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "-._:[]".utf8.contains(byte)
    }
}
