import Vocabulary

/// A message as a mailbox shows it: its headers decoded, and its first text and HTML.
///
/// Meant for mail of our own making; of others it shows what it understands, within bounds.
package struct ParsedMail: Sendable {
    /// In order, unfolded, encoded words decoded.
    package let headers: [HeaderField]
    package private(set) var text: String?
    package private(set) var html: String?

    private static let sizeLimit = 64 * 1024 * 1024
    private static let headerLimit = 1000
    private static let depthLimit = 8
    private static let partLimit = 100

    package init(_ bytes: [UInt8]) throws(Diagnostic) {
        guard bytes.count <= Self.sizeLimit else {
            throw Diagnostic(code: "mail.too-large", message: "The message is larger than \(Self.sizeLimit) bytes.")
        }
        let fields = HeaderFields(bytes)
        headers = fields.fields.prefix(Self.headerLimit).map { field in
            let name = String(decoding: bytes[field.range].prefix(field.nameLength), as: UTF8.self)
            return HeaderField(parsed: name, EncodedWord.decode(fields.value(of: field)))
        }
        var partCount = 0
        read(fields, depth: 0, &partCount)
    }

    /// The first header of this name, in whatever case.
    package subscript(name: String) -> String? {
        let lowercased = name.lowercased()
        return headers.first { $0.name.lowercased() == lowercased }?.value
    }

    private mutating func read(_ part: HeaderFields, depth: Int, _ partCount: inout Int) {
        partCount += 1
        guard depth <= Self.depthLimit, partCount <= Self.partLimit else { return }
        let type = MIMEValue(part.value(of: "content-type") ?? "text/plain")
        if type.value.hasPrefix("multipart/"), let boundary = type.parameters["boundary"] {
            for inner in Self.parts(part.message[part.bodyStart...], boundary: boundary) {
                read(HeaderFields(Array(inner)), depth: depth + 1, &partCount)
            }
        } else if MIMEValue(part.value(of: "content-disposition") ?? "").value != "attachment" {
            readText(part, type)
        }
    }

    private mutating func readText(_ part: HeaderFields, _ type: MIMEValue) {
        let isHTML = type.value == "text/html"
        guard isHTML ? html == nil : type.value == "text/plain" && text == nil else { return }
        let encoding = (part.value(of: "content-transfer-encoding") ?? "").lowercased()
        let body = part.message[part.bodyStart...]
        let bytes =
            switch encoding {
            case "quoted-printable": QuotedPrintable.decode(body)
            case "base64": Base64.decode(body)
            default: Array(body)
            }
        let decoded = MailCharset.decode(bytes, type.parameters["charset"] ?? "us-ascii")
        if isHTML { html = decoded } else { text = decoded }
    }

    /// What stands between the boundary lines, the line break before each left out.
    private static func parts(_ body: ArraySlice<UInt8>, boundary: String) -> [ArraySlice<UInt8>] {
        let marker = Array("--\(boundary)".utf8)
        var parts: [ArraySlice<UInt8>] = []
        var partStart: Int?
        var lineStart = body.startIndex
        while lineStart < body.endIndex, parts.count < partLimit {
            let lineEnd = body[lineStart...].firstIndex(of: 10) ?? body.endIndex
            if body[lineStart..<lineEnd].starts(with: marker) {
                let rest = body[lineStart..<lineEnd].dropFirst(marker.count).drop { $0 == 13 || $0 == 32 || $0 == 9 }
                if rest.isEmpty || rest.starts(with: [45, 45]) {
                    if let start = partStart {
                        parts.append(body[start..<max(start, withoutLineBreak(body, lineStart))])
                    }
                    guard rest.isEmpty else { return parts }
                    partStart = min(lineEnd + 1, body.endIndex)
                }
            }
            lineStart = lineEnd + 1
        }
        if let partStart { parts.append(body[partStart...]) }
        return parts
    }

    private static func withoutLineBreak(_ body: ArraySlice<UInt8>, _ end: Int) -> Int {
        guard end > body.startIndex, body[end - 1] == 10 else { return end }
        return end - 1 > body.startIndex && body[end - 2] == 13 ? end - 2 : end - 1
    }
}

extension HeaderFields {
    /// The value of `field` on one line, without blanks at its ends.
    func value(of field: Field) -> [UInt8] {
        let value = message[field.range].dropFirst(field.nameLength + 1).filter { $0 != 13 && $0 != 10 }
        let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 }
        return value.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    }

    func value(of name: String) -> String? {
        named(name).first.map { String(decoding: value(of: $0), as: UTF8.self) }
    }
}

/// `text/html; charset="utf-8"`: a value in lower case and its parameters.
struct MIMEValue {
    let value: String
    private(set) var parameters: [String: String] = [:]

    init(_ text: String) {
        let pieces = Self.split(text)
        value = (pieces.first ?? "").lowercased()
        for piece in pieces.dropFirst() {
            guard let equals = piece.firstIndex(of: "=") else { continue }
            let name = Self.trimmed(piece[..<equals]).lowercased()
            parameters[name] = parameters[name] ?? Self.unquoted(Self.trimmed(piece[piece.index(after: equals)...]))
        }
    }

    /// At semicolons outside quotes.
    private static func split(_ text: String) -> [String] {
        var pieces = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text.unicodeScalars {
            if character == ";" && !isQuoted {
                pieces.append("")
                continue
            }
            if character == "\"" && !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && character == "\\" && !isEscaped
            pieces[pieces.count - 1].unicodeScalars.append(character)
        }
        return pieces.map { trimmed($0[...]) }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return String(String(start.reversed()).drop { $0 == " " || $0 == "\t" }.reversed())
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
        var output = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\" && !isEscaped {
                isEscaped = true
            } else {
                output.append(character)
                isEscaped = false
            }
        }
        return output
    }
}
