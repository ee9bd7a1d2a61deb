import NIOCore

/// Reads replies out of a stream of bytes, whatever a server sends, in bounded memory.
struct SMTPReplyParser {
    /// What no reply looks like.
    struct Garbage: Error, Equatable {
        let excerpt: String
    }

    private var buffer = ByteBuffer()
    private var code: Int?
    private var enhanced: EnhancedStatus?
    private var lines: [String] = []

    /// RFC 5321 4.5.3.1.5 allows 512 bytes a line; some servers say more.
    private static let lineLimit = 2048
    private static let lineCountLimit = 128

    /// Whether bytes are left beyond the replies taken so far.
    var hasBytes: Bool { buffer.readableBytes > 0 || !lines.isEmpty }

    mutating func append(_ bytes: inout ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
            bytes.moveReaderIndex(forwardBy: bytes.readableBytes)
        } else {
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next whole reply, nil until there is one.
    mutating func next() throws(Garbage) -> SMTPReply? {
        while let line = try nextLine() {
            let isLast = try add(line)
            guard isLast, let code else { continue }
            defer {
                self.code = nil
                enhanced = nil
                lines = []
            }
            return SMTPReply(code: code, enhanced: enhanced, lines: lines)
        }
        return nil
    }

    private mutating func nextLine() throws(Garbage) -> [UInt8]? {
        let view = buffer.readableBytesView
        guard let end = view.prefix(Self.lineLimit).firstIndex(of: 10) else {
            guard view.count < Self.lineLimit else { throw Self.garbage(Array(view.prefix(80))) }
            return nil
        }
        var line = buffer.readBytes(length: end - view.startIndex + 1) ?? []
        line.removeLast()
        if line.last == 13 { line.removeLast() }
        return line
    }

    /// Takes `250-text`, `250 text` or `250`; returns whether it ends its reply.
    private mutating func add(_ line: [UInt8]) throws(Garbage) -> Bool {
        guard line.count >= 3, line[..<3].allSatisfy({ (48...57).contains($0) }), lines.count < Self.lineCountLimit,
            line.count == 3 || line[3] == 32 || line[3] == 45
        else { throw Self.garbage(line) }
        let number = line[..<3].reduce(0) { $0 * 10 + Int($1) - 48 }
        guard (200...599).contains(number), code == nil || code == number else { throw Self.garbage(line) }
        code = number
        var text = Self.printable(line.dropFirst(4))[...]
        if let (status, rest) = EnhancedStatus.leading(text, code: number) {
            enhanced = enhanced ?? status
            text = rest
        }
        lines.append(String(text))
        return line.count == 3 || line[3] == 32
    }

    private static func garbage(_ line: [UInt8]) -> Garbage { Garbage(excerpt: printable(line.prefix(80))) }

    /// Replies end up in ledgers and logs: no control characters, no broken UTF-8.
    private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { $0 < 32 || $0 == 127 ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }
}
