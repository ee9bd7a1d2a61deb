import Vocabulary

/// Writes JSON into bytes, commas in their places; names and values in any order the caller likes.
///
///     var json = JSONWriter()
///     json.object {
///         $0.member("id", run.id.description)
///         $0.name("steps").array { for step in steps { $0.value(step.name) } }
///     }
///     response.body = json.bytes
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8]
    private var needsComma = false

    package init(reservingCapacity capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    package static func append(_ value: AttributeValue, to bytes: inout [UInt8]) {
        var writer = JSONWriter()
        swap(&writer.bytes, &bytes)
        writer.value(value)
        swap(&writer.bytes, &bytes)
    }

    package mutating func object<E: Error>(_ members: (inout JSONWriter) throws(E) -> Void) throws(E) {
        open("{")
        try members(&self)
        close("}")
    }

    package mutating func array<E: Error>(_ elements: (inout JSONWriter) throws(E) -> Void) throws(E) {
        open("[")
        try elements(&self)
        close("]")
    }

    /// The name of the member whose value is written next.
    package mutating func name(_ name: String) {
        separate()
        appendString(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func null() { write("null") }
    package mutating func value(_ value: Bool) { write(value ? "true" : "false") }
    package mutating func value(_ value: Int64) { write(String(value)) }
    package mutating func value(_ value: Int) { write(String(value)) }

    /// The fewest digits that read back as the same double, with an exponent so that it reads back as a double and
    /// not as an exact decimal; `null` for what JSON has no number for.
    package mutating func value(_ value: Double) {
        guard value.isFinite else { return null() }
        let text = value.description
        write(text.utf8.contains(UInt8(ascii: "e")) ? text : text + "e0")
    }

    package mutating func value(_ value: String) {
        separate()
        appendString(value)
        needsComma = true
    }

    package mutating func value(_ value: Moment) { self.value(value.description) }
    package mutating func value(_ value: some EntityID) { self.value(value.description) }

    /// JSON made elsewhere, trusted to be so.
    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    package mutating func value(_ value: AttributeValue) {
        switch value {
        case .null: null()
        case .bool(let value): self.value(value)
        case .integer(let value): self.value(value)
        case .decimal(let value): write(value.description)
        case .double(let value): self.value(value)
        case .string(let value): self.value(value)
        case .moment(let value): self.value(value)
        case .array(let elements): array { for element in elements { $0.value(element) } }
        case .object(let object): self.object { for (name, value) in object { $0.member(name, value) } }
        }
    }
}

extension JSONWriter {
    package mutating func member(_ name: String, _ value: AttributeValue) {
        self.name(name)
        self.value(value)
    }

    /// `null` where there is no value.
    package mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { self.value(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Int64?) {
        self.name(name)
        if let value { self.value(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Int) { member(name, Int64(value)) }

    package mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        self.value(value)
    }

    package mutating func member(_ name: String, _ value: Moment?) {
        self.name(name)
        if let value { self.value(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: some EntityID) {
        self.name(name)
        self.value(value)
    }

    package mutating func object<E: Error>(
        _ name: String,
        _ members: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        self.name(name)
        try object(members)
    }

    package mutating func array<E: Error>(
        _ name: String,
        _ elements: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        self.name(name)
        try array(elements)
    }
}

extension JSONWriter {
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func write(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func appendString(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Runs of plain bytes are copied whole; most strings are one run.
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for (position, byte) in text.enumerated()
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<position]))
            appendEscape(of: byte)
            start = position + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    private mutating func appendEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
    }
}
