/// Finding one text in another, byte by byte: exact, and no slower than the product of both only in theory.
enum TextSearch {
    /// The place of the first `part` in bytes.
    static func first(of part: String, in text: String) -> Int? {
        withBytes(text, part) { text, part in
            part.count > text.count ? nil : (0...text.count - part.count).first { starts(text, part, at: $0) }
        }
    }

    static func last(of part: String, in text: String) -> Int? {
        withBytes(text, part) { text, part in
            part.count > text.count ? nil : (0...text.count - part.count).last { starts(text, part, at: $0) }
        }
    }

    /// What lies before, between and after each `part`.
    static func pieces(of text: String, between part: String) -> [String] {
        withBytes(text, part) { text, part in
            var pieces: [String] = []
            var (start, position) = (0, 0)
            while position + part.count <= text.count {
                if starts(text, part, at: position) {
                    pieces.append(String(decoding: text[start..<position], as: UTF8.self))
                    position += part.count
                    start = position
                } else {
                    position += 1
                }
            }
            pieces.append(String(decoding: text[start...], as: UTF8.self))
            return pieces
        }
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    private static func starts(_ text: Bytes, _ part: Bytes, at position: Int) -> Bool {
        for offset in 0..<part.count where text[position + offset] != part[offset] { return false }
        return true
    }

    private static func withBytes<Result>(_ a: String, _ b: String, _ body: (Bytes, Bytes) -> Result) -> Result {
        var (a, b) = (a, b)
        return a.withUTF8 { a in b.withUTF8 { b in body(a, b) } }
    }
}

enum TextTrim {
    static func trimmed(_ text: String, start: Bool, end: Bool) -> String {
        var rest = text[...]
        if start { rest = rest.drop { $0.isWhitespace } }
        if end { while rest.last?.isWhitespace == true { rest.removeLast() } }
        return String(rest)
    }
}
