/// Markup written as a literal whose interpolations are escaped by type, into one byte buffer.
///
/// ```swift
/// let row: HTML = "<li title=\(person.note)>\(person.name)</li>"
/// ```
/// `RawHTML` and `Link` are the only ways around the escaping, and both are easy to search for.
package struct HTML: Sendable, ExpressibleByStringInterpolation {
    package private(set) var bytes: [UInt8]

    package init(stringLiteral text: String) { bytes = Array(text.utf8) }

    package init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

    package static let empty: HTML = ""

    package var isEmpty: Bool { bytes.isEmpty }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package static func + (a: HTML, b: HTML) -> HTML {
        var sum = a
        sum.bytes += b.bytes
        return sum
    }

    package static func += (a: inout HTML, b: HTML) { a.bytes += b.bytes }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []
        /// Whether the last of `<` and `>` in the literal was `<`.
        private var isInTag = false

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        package mutating func appendLiteral(_ literal: String) {
            for byte in literal.utf8 {
                if byte == UInt8(ascii: "<") { isInTag = true } else if byte == UInt8(ascii: ">") { isInTag = false }
            }
            bytes += literal.utf8
        }

        /// Text is escaped; as the value of an attribute that holds an address it must be a sound one as well.
        package mutating func appendInterpolation(_ text: String) {
            if isInAddress {
                appendInterpolation(Link(text))
            } else {
                quoted { $0.escape(text) }
            }
        }

        package mutating func appendInterpolation(_ text: Substring) { appendInterpolation(String(text)) }

        package mutating func appendInterpolation(_ text: String?) { appendInterpolation(text ?? "") }

        package mutating func appendInterpolation(_ number: some BinaryInteger) { appendInterpolation("\(number)") }

        package mutating func appendInterpolation(_ link: Link) { quoted { $0.escape(link.text) } }

        package mutating func appendInterpolation(_ html: HTML) { bytes += html.bytes }

        package mutating func appendInterpolation(_ html: HTML?) { if let html { bytes += html.bytes } }

        package mutating func appendInterpolation(_ raw: RawHTML) { bytes += raw.bytes }

        package mutating func appendInterpolation<Items: Sequence>(
            each items: Items,
            _ item: (Items.Element) throws -> HTML
        ) rethrows {
            for element in items { bytes += try item(element).bytes }
        }

        package mutating func appendInterpolation(if condition: Bool, _ html: @autoclosure () -> HTML) {
            if condition { bytes += html().bytes }
        }
    }
}

extension HTML.Interpolation {
    /// An attribute's value is always quoted: where the literal did not, this does.
    private mutating func quoted(_ write: (inout Self) -> Void) {
        guard isInTag, bytes.last == UInt8(ascii: "=") else { return write(&self) }
        bytes.append(UInt8(ascii: "\""))
        write(&self)
        bytes.append(UInt8(ascii: "\""))
    }

    private static let addresses = ["href", "src", "action", "formaction"].map { Array(" \($0)=".utf8) }

    /// Whether what comes next begins the value of `href`, `src` or `action`.
    private var isInAddress: Bool {
        guard isInTag else { return false }
        let name = bytes.last == UInt8(ascii: "\"") ? bytes.dropLast() : bytes[...]
        return Self.addresses.contains { name.suffix($0.count).elementsEqual($0) }
    }

    /// The five characters that mean something in text or in a quoted value.
    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            case 0: bytes += "\u{FFFD}".utf8
            default: bytes.append(byte)
            }
        }
    }
}
