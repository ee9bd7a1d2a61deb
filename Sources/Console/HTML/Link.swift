import Vocabulary

/// An address that a page may lead to: within this server, or by http, https and mailto; never one that runs code.
package struct Link: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Where an unsound address leads: nowhere.
    package static let nowhere = Link(trusted: "#")

    private init(trusted text: String) { self.text = text }

    /// Takes over `text` if it is sound, and leads nowhere if not.
    package init(_ text: String) { self = Self.isSound(text) ? Link(trusted: text) : .nowhere }

    /// A path of our own, from a page's declaration.
    init(path: String) { text = path }

    package var description: String { text }

    /// Adds a name and value to the query; `nil` adds nothing.
    package func with(_ name: String, _ value: String?) -> Link {
        guard let value else { return self }
        let separator = text.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        return Link(trusted: text + separator + Self.encode(name) + "=" + Self.encode(value))
    }

    package func fragment(_ id: String) -> Link { Link(trusted: text + "#" + Self.encode(id)) }

    /// Everything but letters, digits and `-._~` as `%XX`.
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes += [byte >> 4, byte & 15].map { Array("0123456789ABCDEF".utf8)[Int($0)] }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Browsers pass over blanks and control characters in a scheme, so none is allowed anywhere.
    private static func isSound(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { return false }
        if ReturnPath(text) != nil || text.hasPrefix("#") || text.hasPrefix("?") { return true }
        let lowered = text.lowercased()
        return ["http://", "https://", "mailto:"].contains { lowered.hasPrefix($0) }
    }
}

/// A path within this server, as a form or an address names it: nothing that leads elsewhere is one.
package struct ReturnPath: Hashable, Sendable {
    package let text: String

    package static let lengthLimit = 2048

    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= Self.lengthLimit else { return nil }
        // `//host` and `/\host` are other servers to a browser.
        guard bytes.count == 1 || (bytes[1] != UInt8(ascii: "/") && bytes[1] != UInt8(ascii: "\\")) else { return nil }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        self.text = text
    }

    package var link: Link { Link(path: text) }
}
