import JSON
import Vocabulary

/// Markup that somebody else made and that is trusted; every use is to be looked at.
package struct RawHTML: Sendable {
    let bytes: [UInt8]

    /// Data for a page's own scripts: JSON in a block that no browser runs, with nothing in it that could end it.
    package static func data(_ id: String, _ value: AttributeValue) -> RawHTML {
        var bytes: [UInt8] = []
        let opening: HTML = "<script type=\"application/json\" id=\(id)>"
        bytes += opening.bytes
        for byte in value.json {
            switch byte {
            case UInt8(ascii: "<"): bytes += "\\u003c".utf8
            case UInt8(ascii: ">"): bytes += "\\u003e".utf8
            case UInt8(ascii: "&"): bytes += "\\u0026".utf8
            default: bytes.append(byte)
            }
        }
        bytes += "</script>".utf8
        return RawHTML(bytes: bytes)
    }
}
