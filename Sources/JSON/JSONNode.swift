/// A value in a document, by place: cheap to pass on, read where asked.
package struct JSONNode: Sendable {
    package enum Kind: Sendable { case null, bool, number, string, array, object }

    let tape: JSONTape
    let index: Int

    @inline(__always)
    var entry: JSONEntry { tape.entries[index] }

    package var kind: Kind {
        switch entry.kind {
        case .null: .null
        case .false, .true: .bool
        case .integer, .fraction, .exponent: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    package var isNull: Bool { entry.kind == .null }

    package var bool: Bool? {
        switch entry.kind {
        case .true: true
        case .false: false
        case .null, .string, .array, .object, .integer, .fraction, .exponent: nil
        }
    }

    /// A number without point and exponent that 64 bits hold.
    package var integer: Int64? {
        entry.kind == .integer ? withRawBytes { JSONNumber.integer($0) } : nil
    }

    package var double: Double? {
        kind == .number ? withRawBytes { JSONNumber.double($0) } : nil
    }

    /// The bytes of the value in the document, quotes and brackets included.
    package var rawBytes: Range<Int> { Int(entry.start)..<Int(entry.end) }

    /// The text of the value as it was sent.
    package var rawText: String { withRawBytes { String(decoding: $0, as: UTF8.self) } }

    /// How many values and names it contains at every depth.
    package var descendantCount: Int { Int(entry.next) - index - 1 }

    @inline(__always)
    func withRawBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        tape.bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[rawBytes])) }
    }
}

extension JSONNode {
    /// The digits of a number without point and exponent, of any length.
    package var wholeNumberText: String? {
        entry.kind == .integer ? withRawBytes { String(decoding: $0, as: UTF8.self) } : nil
    }
}
