extension JSONScanner {
    /// A number at its sign or first digit, checked for form and, where that is in doubt, for range.
    mutating func scanNumber() throws(JSONError) {
        let start = position
        var kind = JSONEntry.Kind.integer
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else {
            try scanDigits(of: start)
        }
        if current == UInt8(ascii: ".") {
            kind = .fraction
            position += 1
            try scanDigits(of: start)
        }
        if current | 0x20 == UInt8(ascii: "e") {
            kind = .exponent
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try scanDigits(of: start)
        }
        try checkEnd(of: start)
        try checkRange(kind, from: start)
        append(kind, from: start)
    }

    @inline(__always)
    private mutating func scanDigits(of start: Int) throws(JSONError) {
        let first = position
        while position < count, byte(at: position) &- 0x30 <= 9 { position += 1 }
        guard position == first else { return }
        throw position < count ? JSONError(.invalidNumber, at: start) : JSONError(.unexpectedEnd, at: count)
    }

    /// `012`, `1.2.3` and `0x1F` are faults of the number, not of what follows it.
    @inline(__always)
    private func checkEnd(of start: Int) throws(JSONError) {
        switch current {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            throw JSONError(.invalidNumber, at: start)
        default: return
        }
    }

    /// A double holds every number of up to 308 digits without an exponent.
    @inline(__always)
    private func checkRange(_ kind: JSONEntry.Kind, from start: Int) throws(JSONError) {
        guard kind == .exponent || position - start > 300 else { return }
        let text = UnsafeRawBufferPointer(start: base + start, count: position - start)
        guard JSONNumber.double(text).isFinite else { throw JSONError(.numberOutOfRange, at: start) }
    }
}
