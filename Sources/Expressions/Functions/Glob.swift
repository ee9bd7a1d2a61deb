/// SQL's `like`: `%` is any run of characters, `_` any one, a backslash takes the next sign literally.
///
/// Goes back only to the last `%`, so the work is at most the product of both lengths, never exponential.
enum Glob {
    static func matches(_ text: String, pattern: String) -> Bool {
        var (text, pattern) = (text, pattern)
        return text.withUTF8 { text in pattern.withUTF8 { matches(text, $0) } }
    }

    private static func matches(_ text: UnsafeBufferPointer<UInt8>, _ pattern: UnsafeBufferPointer<UInt8>) -> Bool {
        var (t, p) = (0, 0)
        var retry: (text: Int, pattern: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "%") {
                p += 1
                retry = (t, p)
            } else if let (nextText, nextPattern) = step(text, t, pattern, p) {
                (t, p) = (nextText, nextPattern)
            } else if let last = retry {
                retry = (last.text + 1, last.pattern)
                (t, p) = (last.text + 1, last.pattern)
            } else {
                return false
            }
        }
        while p < pattern.count, pattern[p] == UInt8(ascii: "%") { p += 1 }
        return p == pattern.count
    }

    /// One sign of the pattern against one of the text; `nil` where they differ.
    private static func step(
        _ text: UnsafeBufferPointer<UInt8>,
        _ t: Int,
        _ pattern: UnsafeBufferPointer<UInt8>,
        _ p: Int
    ) -> (Int, Int)? {
        guard p < pattern.count else { return nil }
        if pattern[p] == UInt8(ascii: "_") {
            guard text[t] & 0xC0 != 0x80 else { return nil }
            var next = t + 1
            while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
            return (next, p + 1)
        }
        let literal = pattern[p] == UInt8(ascii: "\\") && p + 1 < pattern.count ? p + 1 : p
        return pattern[literal] == text[t] ? (t + 1, literal + 1) : nil
    }
}
