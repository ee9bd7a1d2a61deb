/// A text checked against RFC 8259 in one pass and kept as it came: a flat tape of places, no string made until asked.
///
/// What the RFC leaves open is decided here: names may repeat, the last wins (finding repeats would cost a table an
/// object, so they are not counted); half surrogate pairs, invalid UTF-8, a byte order mark and numbers beyond a
/// double's range are errors; `-0` is the integer 0; what is nested beyond `JSONLimits.depth` is an error.
package struct JSONDocument: Sendable {
    let tape: JSONTape

    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        let entries = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            var scanner = JSONScanner(buffer, limits: limits)
            return try scanner.scan()
        }
        tape = JSONTape(bytes: bytes, entries: entries)
    }

    /// Copies the bytes, so that nodes outlive the buffer.
    package init(parsing buffer: UnsafeRawBufferPointer, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: [UInt8](buffer), limits: limits)
    }

    package var root: JSONNode { JSONNode(tape: tape, index: 0) }
    package var bytes: [UInt8] { tape.bytes }

    package subscript(name: String) -> JSONNode? { root[name] }
}
