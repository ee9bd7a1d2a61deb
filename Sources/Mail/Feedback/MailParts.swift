/// A mail cut into its leaves, by ranges of its bytes: what it nests beyond the limits stays one leaf.
///
/// A message inside a message is a leaf; what a person forwards is not what a server reports.
struct MailParts {
    struct Part {
        let type: MIMEValue
        let headers: HeaderBlock
        let body: Range<Int>
        let isAttachment: Bool
    }

    let bytes: [UInt8]
    let headers: HeaderBlock
    let type: MIMEValue
    private(set) var leaves: [Part] = []
    /// The headers of the messages that came back: enclosed whole, or their headers alone.
    private(set) var returned: [HeaderBlock] = []

    init(_ message: [UInt8]) {
        bytes = Array(message.prefix(FeedbackLimits.messageBytes))
        headers = HeaderBlock(bytes, 0..<bytes.count)
        type = Self.type(headers)
        walk(0..<bytes.count, depth: 0)
        returned = leaves.filter { Self.returnedTypes.contains($0.type.value) }.map { part in
            let content = content(of: part)
            return HeaderBlock(content, 0..<content.count)
        }
    }

    private static func type(_ headers: HeaderBlock) -> MIMEValue {
        MIMEValue(headers.raw("content-type", limit: FeedbackLimits.mediaTypeBytes) ?? "text/plain")
    }

    private mutating func walk(_ range: Range<Int>, depth: Int) {
        guard leaves.count < FeedbackLimits.parts else { return }
        let headers = HeaderBlock(bytes, range)
        let type = Self.type(headers)
        let body = headers.bodyStart..<range.upperBound
        if type.value.hasPrefix("multipart/"), depth < FeedbackLimits.depth,
            let boundary = type.parameters["boundary"]
        {
            let pieces = pieces(of: body, boundary: Array("--\(boundary)".utf8))
            for piece in pieces { walk(piece, depth: depth + 1) }
            if !pieces.isEmpty { return }
        }
        let disposition = headers.raw("content-disposition", limit: FeedbackLimits.mediaTypeBytes)?.lowercased() ?? ""
        leaves.append(
            Part(type: type, headers: headers, body: body, isAttachment: disposition.hasPrefix("attachment"))
        )
    }

    /// What stands between the lines that begin with `marker`.
    private func pieces(of body: Range<Int>, boundary marker: [UInt8]) -> [Range<Int>] {
        guard marker.count > 2 else { return [] }
        var pieces: [Range<Int>] = []
        var partStart: Int?
        var start = body.lowerBound
        while start < body.upperBound, pieces.count < FeedbackLimits.parts {
            let end = bytes.lineEnd(from: start, to: body.upperBound)
            if bytes[start..<end].starts(with: marker) {
                let rest = bytes[start..<end].dropFirst(marker.count).drop { $0.isBlank }
                if rest.isEmpty || rest.starts(with: [45, 45]) {
                    if let partStart { pieces.append(partStart..<max(partStart, start)) }
                    guard rest.isEmpty else { return pieces }
                    partStart = min(end + 1, body.upperBound)
                }
            }
            start = end + 1
        }
        if let partStart, pieces.count < FeedbackLimits.parts { pieces.append(partStart..<body.upperBound) }
        return pieces
    }

    /// The body of `part` with its transfer encoding undone, cut at the limit before.
    func content(of part: Part) -> [UInt8] {
        let body = bytes[part.body].prefix(FeedbackLimits.textBytes)
        let encoding = part.headers.raw("content-transfer-encoding", limit: FeedbackLimits.mediaTypeBytes) ?? ""
        return switch encoding.lowercased().prefix(while: { $0 != " " && $0 != ";" }) {
        case "quoted-printable": QuotedPrintable.decode(body)
        case "base64": Base64.decode(body)
        default: Array(body)
        }
    }

    /// What is meant for people to read: the plain texts, or the HTML ones where there is no plain. Several parts that
    /// could not be told apart, for want of a boundary, are read as one text.
    var readableText: [UInt8] {
        let readable = leaves.filter { !$0.isAttachment }
        let isPlain: (String) -> Bool = { $0 == "text/plain" || $0.hasPrefix("multipart/") }
        let plain = joined(readable.filter { isPlain($0.type.value) }) { $0 }
        if plain.contains(where: { !$0.isBlank }) { return plain }
        return joined(readable.filter { $0.type.value == "text/html" }) { HTMLLines.text(of: $0) }
    }

    private func joined(_ parts: [Part], _ convert: ([UInt8]) -> [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for part in parts where text.count < FeedbackLimits.textBytes {
            text += convert(asUTF8(content(of: part), part.type.parameters["charset"] ?? ""))
            text.append(10)
        }
        return Array(text.prefix(FeedbackLimits.textBytes))
    }

    /// Phrases are looked for in UTF-8; sets other than Latin-1 keep their ASCII, which is where the addresses are.
    private func asUTF8(_ bytes: [UInt8], _ charset: String) -> [UInt8] {
        switch charset.lowercased() {
        case "iso-8859-1", "latin1", "windows-1252", "iso-8859-15": Array(MailCharset.decode(bytes, "latin1").utf8)
        default: bytes
        }
    }

    /// The report inside a mail system's mail, where a gateway on the way has wrapped it; persons forward them so, too.
    var wrappedReport: MailParts? {
        guard OriginPhrases.systems.isFound(in: headers.raw("from") ?? ""), type.value == "multipart/mixed",
            let whole = leaves.first(where: { $0.type.value == "message/rfc822" })
        else { return nil }
        let inner = MailParts(content(of: whole))
        return inner.type.value == "multipart/report" ? inner : nil
    }

    private static let returnedTypes: Set<String> = [
        "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "text/rfc822",
        "message/global-headers",
    ]
}
