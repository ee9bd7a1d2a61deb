extension JSONNode {
    /// The text of a string, `nil` of anything else.
    package var string: String? { entry.kind == .string ? text : nil }

    /// The UTF-8 bytes of a string with its escapes resolved, for the length of `body`; `nil` of anything else.
    package func withStringBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard entry.kind == .string else { return nil }
        return withTextBytes(body)
    }

    /// Whether it is this string; no string is made.
    package func isString(_ text: StaticString) -> Bool {
        guard entry.kind == .string else { return false }
        return equals(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    var text: String { withTextBytes { String(decoding: $0, as: UTF8.self) } }

    func equals(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        let entry = entry
        if !entry.isEscaped, Int(entry.end &- entry.start) != other.count + 2 { return false }
        return withTextBytes { $0.elementsEqual(other) }
    }

    /// Quotes taken off; copied only where there are escapes.
    @inline(__always)
    private func withTextBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let entry = entry
        return tape.bytes.withUnsafeBufferPointer { bytes in
            let inner = UnsafeBufferPointer(rebasing: bytes[Int(entry.start) + 1..<Int(entry.end) - 1])
            guard entry.isEscaped else { return body(inner) }
            return Self.unescaped(inner).withUnsafeBufferPointer(body)
        }
    }

    /// The scanner has checked every escape, so nothing here can be out of place.
    static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { output, count in
            var position = 0
            while position < bytes.count {
                guard bytes[position] == UInt8(ascii: "\\") else {
                    output[count] = bytes[position]
                    (count, position) = (count + 1, position + 1)
                    continue
                }
                if bytes[position + 1] == UInt8(ascii: "u") {
                    let (scalar, length) = scalar(in: bytes, at: position)
                    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                        output[count] = byte
                        count += 1
                    }
                    position += length
                } else {
                    output[count] = control(bytes[position + 1])
                    (count, position) = (count + 1, position + 2)
                }
            }
        }
    }

    private static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (Unicode.Scalar, Int) {
        let first = unit(in: bytes, at: position + 2)
        guard first & 0xF800 == 0xD800 else { return (Unicode.Scalar(first) ?? "\u{FFFD}", 6) }
        let second = unit(in: bytes, at: position + 8)
        let value = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
        return (Unicode.Scalar(value) ?? "\u{FFFD}", 12)
    }

    private static func unit(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> UInt16 {
        bytes[position..<position + 4].reduce(0) { $0 << 4 | (hexadecimalValue(of: $1) ?? 0) }
    }

    private static func control(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }
}
