/// One value or member name in the order of the text: where its bytes are and where the next one stands.
struct JSONEntry {
    enum Kind: UInt8 {
        case null, `false`, `true`, string, array, object
        /// Digits only; with a point; with an exponent.
        case integer, fraction, exponent
    }

    /// The bytes of the value, quotes and brackets included.
    var start: UInt32
    var end: UInt32
    /// The entry after this one and all that it contains.
    var next: UInt32
    var kind: Kind
    /// A string that is not what its bytes are.
    var isEscaped: Bool
}

/// A parsed text, shared by all nodes into it.
final class JSONTape: Sendable {
    let bytes: [UInt8]
    let entries: [JSONEntry]

    init(bytes: [UInt8], entries: [JSONEntry]) {
        self.bytes = bytes
        self.entries = entries
    }
}
