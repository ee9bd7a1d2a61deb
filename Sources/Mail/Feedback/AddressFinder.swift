import Vocabulary

/// Finds addresses in text that people or servers wrote around them.
struct AddressFinder {
    let text: [UInt8]

    /// RFC 5321 4.5.3.1: no longer run is looked at, so each `@` costs a bounded time.
    private static let localLimit = 64
    private static let domainLimit = 255
    private static let bulletLimit = 40

    init(_ text: [UInt8]) { self.text = text }

    init(_ text: String) { self.init(Array(text.utf8)) }

    /// The address with which `range` begins, behind bullets, quotes and brackets, and where it ends.
    func leading(_ range: Range<Int>) -> (address: String, end: Int)? {
        var start = range.lowerBound
        while start < range.upperBound, start < range.lowerBound + Self.bulletLimit, Self.isBullet(text[start]) {
            start += 1
        }
        for prefix in Self.prefixes {
            guard text[start..<range.upperBound].prefix(prefix.count).map(\.lowercase) == prefix else { continue }
            start += prefix.count
            if start < range.upperBound, text[start] == UInt8(ascii: "<") { start += 1 }
        }
        let limit = min(range.upperBound, start + Self.localLimit + 1)
        guard let at = text[start..<max(start, limit)].firstIndex(where: { !Self.isLocal($0) }), at > start,
            text[at] == Self.at
        else { return nil }
        return address(start, at, range)
    }

    /// The first address anywhere in `range`.
    func first(in range: Range<Int>) -> String? {
        var index = range.lowerBound
        while let at = text[index..<range.upperBound].firstIndex(of: Self.at) {
            var start = at
            while start > range.lowerBound, at - start < Self.localLimit, Self.isLocal(text[start - 1]) { start -= 1 }
            while start < at, text[start] == UInt8(ascii: "'") { start += 1 }
            if let found = address(start, at, range) { return found.address }
            index = at + 1
        }
        return nil
    }

    /// All that stands in a header's value, in order.
    func all(limit: Int) -> [String] {
        var addresses: [String] = []
        var index = 0
        while addresses.count < limit, let at = text[index...].firstIndex(of: Self.at) {
            let next = text[(at + 1)...].firstIndex(of: Self.at) ?? text.count
            if let found = first(in: index..<min(next, text.count)) { addresses.append(found) }
            index = at + 1
        }
        return addresses
    }

    private func address(_ start: Int, _ at: Int, _ range: Range<Int>) -> (address: String, end: Int)? {
        let limit = min(range.upperBound, at + 1 + Self.domainLimit)
        var end = text[(at + 1)..<limit].firstIndex { !Self.isDomain($0) } ?? limit
        while end > at + 1, text[end - 1] == UInt8(ascii: ".") || text[end - 1] == UInt8(ascii: "-") { end -= 1 }
        guard start < at, text[(at + 1)..<end].contains(UInt8(ascii: ".")) else { return nil }
        var written = String(decoding: text[start..<end], as: UTF8.self)
        if written.lowercased().hasPrefix("smtp=") { written.removeFirst(5) }
        do throws(Diagnostic) { return (try EmailAddress(written).description, end) } catch { return nil }
    }

    private static let at = UInt8(ascii: "@")
    private static let prefixes = ["mailto:", "smtp:"].map { Array($0.utf8) }
    private static let bullets = Set(" >*-\"'<[(=:\t".utf8)
    private static let delimiters = Set("<>()[],;:\"@\\ \t\r\n".utf8)

    private static func isBullet(_ byte: UInt8) -> Bool { bullets.contains(byte) }
    private static func isLocal(_ byte: UInt8) -> Bool { byte > 32 && byte != 127 && !delimiters.contains(byte) }
    private static func isDomain(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte >= 0x80
    }
}
