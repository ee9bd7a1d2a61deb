/// The one pass over the bytes. A loop with a stack of open containers, so that depth costs no call stack.
///
/// The buffer must outlive the scanner; `JSONDocument.init` is the only maker. Every read is behind a comparison with
/// `count`.
struct JSONScanner {
    let base: UnsafeRawPointer
    let count: Int
    let limits: JSONLimits
    var position = 0
    var entries: [JSONEntry] = []
    /// Entries of the arrays and objects not yet closed, outermost first.
    private var open: [Int] = []
    private var isInObject = false
    private var namesLeft: Int

    private static let emptyText = StaticString("")

    init(_ buffer: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        base = buffer.baseAddress.map(UnsafeRawPointer.init) ?? UnsafeRawPointer(Self.emptyText.utf8Start)
        count = buffer.count
        self.limits = limits
        namesLeft = limits.names
    }

    mutating func scan() throws(JSONError) -> [JSONEntry] {
        guard count <= limits.bytes else { throw JSONError(.tooLarge, at: limits.bytes) }
        // Events have an entry about every 12 bytes; growth covers the rest.
        entries.reserveCapacity(count / 12 + 4)
        skipSpace()
        guard position < count else { throw JSONError(.empty, at: position) }
        repeat { try scanValue() } while try continueAfterValue()
        skipSpace()
        guard position == count else { throw JSONError(.trailingBytes, at: position) }
        return entries
    }

    @inline(__always)
    func byte(at index: Int) -> UInt8 { base.load(fromByteOffset: index, as: UInt8.self) }

    /// The next byte, or 0, which JSON allows nowhere, at the end.
    @inline(__always)
    var current: UInt8 { position < count ? byte(at: position) : 0 }

    @inline(__always)
    mutating func skipSpace() {
        while position < count {
            switch byte(at: position) {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    @inline(__always)
    mutating func append(_ kind: JSONEntry.Kind, from start: Int, isEscaped: Bool = false) {
        let entry = JSONEntry(
            start: UInt32(truncatingIfNeeded: start),
            end: UInt32(truncatingIfNeeded: position),
            next: UInt32(truncatingIfNeeded: entries.count + 1),
            kind: kind,
            isEscaped: isEscaped
        )
        entries.append(entry)
    }

    func unexpected() -> JSONError {
        if position >= count { return JSONError(.unexpectedEnd, at: count) }
        let isByteOrderMark = position == 0 && byte(at: 0) == 0xEF && count > 2 && byte(at: 1) == 0xBB
        return JSONError(isByteOrderMark ? .byteOrderMark : .unexpectedByte, at: position)
    }
}

extension JSONScanner {
    /// A scalar whole, or the beginning of arrays and objects down to their first scalar or an empty one.
    private mutating func scanValue() throws(JSONError) {
        while true {
            skipSpace()
            switch current {
            case UInt8(ascii: "\""): return try scanString()
            case UInt8(ascii: "{"):
                try openContainer(.object)
                if current == UInt8(ascii: "}") { return closeContainer() }
                try scanName()
            case UInt8(ascii: "["):
                try openContainer(.array)
                if current == UInt8(ascii: "]") { return closeContainer() }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try scanNumber()
            case UInt8(ascii: "t"): return try scanLiteral("true", .true)
            case UInt8(ascii: "f"): return try scanLiteral("false", .false)
            case UInt8(ascii: "n"): return try scanLiteral("null", .null)
            default: throw unexpected()
            }
        }
    }

    /// After a value: closes what ends here; true where another value follows, false at the end of the root.
    private mutating func continueAfterValue() throws(JSONError) -> Bool {
        while !open.isEmpty {
            skipSpace()
            switch (current, isInObject) {
            case (UInt8(ascii: ","), true):
                position += 1
                skipSpace()
                try scanName()
                return true
            case (UInt8(ascii: ","), false):
                position += 1
                return true
            case (UInt8(ascii: "}"), true), (UInt8(ascii: "]"), false): closeContainer()
            default: throw unexpected()
            }
        }
        return false
    }

    private mutating func openContainer(_ kind: JSONEntry.Kind) throws(JSONError) {
        guard open.count < limits.depth else { throw JSONError(.tooDeep, at: position) }
        open.append(entries.count)
        isInObject = kind == .object
        position += 1
        append(kind, from: position - 1)
        skipSpace()
    }

    private mutating func closeContainer() {
        position += 1
        let index = open.removeLast()
        entries[index].end = UInt32(truncatingIfNeeded: position)
        entries[index].next = UInt32(truncatingIfNeeded: entries.count)
        if let outer = open.last { isInObject = entries[outer].kind == .object }
    }

    private mutating func scanName() throws(JSONError) {
        guard current == UInt8(ascii: "\"") else { throw unexpected() }
        namesLeft -= 1
        guard namesLeft >= 0 else { throw JSONError(.tooManyNames, at: position) }
        try scanString()
        skipSpace()
        guard current == UInt8(ascii: ":") else { throw unexpected() }
        position += 1
    }

    private mutating func scanLiteral(_ text: StaticString, _ kind: JSONEntry.Kind) throws(JSONError) {
        let start = position
        for index in 0..<text.utf8CodeUnitCount {
            guard current == text.utf8Start[index] else { throw unexpected() }
            position += 1
        }
        append(kind, from: start)
    }
}
