/// Finds the items of a batch by strings and brackets alone, so that one that is no JSON is refused alone.
///
/// Looks no closer than that: each item, and the envelope without them, is then read strictly.
struct SegmentSplitter {
    /// The array named `batch`, brackets included; of several the last, as everywhere.
    private(set) var batch: Range<Int>
    private(set) var items: [Range<Int>] = []

    private static let name = Array("\"batch\"".utf8)

    /// `nil` where brackets and quotes do not match up, or there is no batch.
    init?(_ body: [UInt8]) {
        var cursor = Cursor(bytes: body)
        guard let found = cursor.findBatch(named: Self.name) else { return nil }
        batch = found.array
        items = found.items
    }

    /// The body with an empty batch.
    func envelope(of body: [UInt8]) -> [UInt8] {
        body[..<batch.lowerBound] + Array("[]".utf8) + body[batch.upperBound...]
    }
}

private struct Cursor {
    let bytes: [UInt8]
    var position = 0
    private var closers: [UInt8] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Walks the members of the root object.
    mutating func findBatch(named name: [UInt8]) -> (array: Range<Int>, items: [Range<Int>])? {
        var found: (array: Range<Int>, items: [Range<Int>])?
        skipSpace()
        guard take("{") else { return nil }
        repeat {
            skipSpace()
            let start = position
            guard peek("\""), skipPart(), let isBatch = Optional(bytes[start..<position].elementsEqual(name)) else {
                return nil
            }
            skipSpace()
            guard take(":") else { return nil }
            skipSpace()
            if isBatch, peek("[") {
                guard let batch = readArray() else { return nil }
                found = batch
            } else {
                guard skipValue() else { return nil }
            }
            skipSpace()
        } while take(",")
        guard take("}") else { return nil }
        skipSpace()
        return position == bytes.count ? found : nil
    }

    private mutating func readArray() -> (array: Range<Int>, items: [Range<Int>])? {
        let start = position
        var items: [Range<Int>] = []
        position += 1
        skipSpace()
        if take("]") { return (start..<position, items) }
        repeat {
            skipSpace()
            let first = position
            guard skipValue() else { return nil }
            items.append(first..<endBeforeSpace(from: first))
        } while take(",")
        guard take("]") else { return nil }
        return (start..<position, items)
    }

    /// Up to the comma or bracket that ends the value at this level.
    private mutating func skipValue() -> Bool {
        while position < bytes.count {
            if closers.isEmpty, [UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[position]) {
                return true
            }
            guard skipPart() else { return false }
        }
        return false
    }

    /// One byte, or a string whole; keeps account of the brackets.
    private mutating func skipPart() -> Bool {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return skipString()
        case UInt8(ascii: "{"): closers.append(UInt8(ascii: "}"))
        case UInt8(ascii: "["): closers.append(UInt8(ascii: "]"))
        case UInt8(ascii: "}"), UInt8(ascii: "]"): return closers.popLast() == byte
        default: break
        }
        return true
    }

    private mutating func skipString() -> Bool {
        while position < bytes.count {
            let byte = bytes[position]
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return true }
        }
        return false
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private func endBeforeSpace(from start: Int) -> Int {
        var end = position
        while end > start, Self.isSpace(bytes[end - 1]) { end -= 1 }
        return end
    }

    private func peek(_ scalar: Unicode.Scalar) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: scalar)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek(scalar) else { return false }
        position += 1
        return true
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
