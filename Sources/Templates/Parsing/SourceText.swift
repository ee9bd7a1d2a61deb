/// A template's bytes, with the character classes of JavaScript's regular expressions, in which Handlebars defines
/// its words.
struct SourceText {
    let bytes: [UInt8]

    init(_ source: String) { bytes = Array(source.utf8) }

    var count: Int { bytes.count }

    func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    func has(_ text: StaticString, at index: Int) -> Bool {
        guard index + text.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where bytes[index + offset] != text.utf8Start[offset] { return false }
        return true
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The first place at or after `start` where `text` stands.
    func first(_ text: StaticString, from start: Int) -> Int? {
        let lead = text.utf8Start[0]
        var index = start
        while index < bytes.count {
            if bytes[index] == lead, has(text, at: index) { return index }
            index += 1
        }
        return nil
    }

    func contains(_ byte: UInt8, in range: Range<Int>) -> Bool { bytes[range].contains(byte) }

    /// How many bytes the white space (`\s`) at `index` takes; 0 where there is none.
    func whitespace(at index: Int) -> Int {
        guard index < bytes.count else { return 0 }
        switch bytes[index] {
        case 9...13, 32: return 1
        case 0xC2: return byte(index + 1) == 0xA0 ? 2 : 0
        case 0xE1, 0xE2, 0xE3, 0xEF: return isWideWhitespace(at: index) ? 3 : 0
        default: return 0
        }
    }

    /// How many bytes the white space that ends before `index`, and not before `start`, takes.
    func whitespace(before index: Int, notBefore start: Int) -> Int {
        for width in 1...3 where index - width >= start && whitespace(at: index - width) == width { return width }
        return 0
    }

    func skipWhitespace(from index: Int) -> Int {
        var index = index
        while true {
            let width = whitespace(at: index)
            if width == 0 { return index }
            index += width
        }
    }

    /// U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000 and U+FEFF.
    private func isWideWhitespace(at index: Int) -> Bool {
        guard index + 2 < bytes.count else { return false }
        switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
        case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9),
            (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF):
            return true
        default: return false
        }
    }
}
