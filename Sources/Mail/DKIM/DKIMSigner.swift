import Vocabulary

/// Puts DKIM signatures before a message (RFC 6376, RFC 8463), relaxed/relaxed, one for each identity.
///
/// It works for a quarter of a millisecond with RSA: call it through ``DKIMSigningThreads``.
package struct DKIMSigner: Sendable {
    private let identities: [DKIMIdentity]

    /// Signed as often as they occur and once more, so that nobody can add another of the name on the way
    /// (RFC 6376 8.15).
    private static let oversigned = [
        "From", "Reply-To", "Subject", "To", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ]

    package init(_ identities: [DKIMIdentity]) { self.identities = identities }

    /// `message` with its signatures, all of them of the message as it came.
    package func signed(_ message: [UInt8], at now: Moment) throws(Diagnostic) -> [UInt8] {
        guard !identities.isEmpty else { return message }
        let fields = HeaderFields(message)
        guard fields.contains("from") else {
            throw .dkim("no-from", "Only a message with a From header can be signed.")
        }
        let (names, headers) = Self.signedHeaders(fields)
        let bodyHash = Base64.encode(DKIMCanonicalization.bodyHash(message[fields.bodyStart...]))
        var output: [UInt8] = []
        output.reserveCapacity(message.count + identities.count * 1024)
        for identity in identities {
            output += try Self.signature(of: headers, names: names, bodyHash: bodyHash, identity: identity, now: now)
        }
        output += message
        return output
    }

    /// The names for `h=` and the canonical headers they select, from the last of a name to its first.
    private static func signedHeaders(_ fields: HeaderFields) -> (names: [String], canonical: [UInt8]) {
        var names: [String] = []
        var canonical: [UInt8] = []
        for name in oversigned {
            for field in fields.named(name.lowercased()).reversed() {
                names.append(name)
                DKIMCanonicalization.appendHeader(
                    fields.message[field.range],
                    nameLength: field.nameLength,
                    to: &canonical
                )
                canonical += [13, 10]
            }
            names.append(name)
        }
        return (names, canonical)
    }

    private static func signature(
        of headers: [UInt8],
        names: [String],
        bodyHash: [UInt8],
        identity: DKIMIdentity,
        now: Moment
    ) throws(Diagnostic) -> [UInt8] {
        let tags = [
            "v=1;", "a=\(identity.key.algorithm.rawValue)-sha256;", "c=relaxed/relaxed;", "d=\(identity.domain);",
            "s=\(identity.selector);", "t=\(max(0, now.milliseconds / 1000));",
        ]
        var writer = HeaderWriter()
        writer.write("DKIM-Signature", tags.map { Array($0.utf8) })
        var field = Array(writer.bytes.dropLast(2))
        field += Array("\r\n h=".utf8) + foldedNames(names)
        field += Array(";\r\n bh=".utf8) + bodyHash + Array(";\r\n b=".utf8)
        var input = headers
        DKIMCanonicalization.appendHeader(field[...], nameLength: "DKIM-Signature".utf8.count, to: &input)
        return field + folded(Base64.encode(try identity.key.sign(input))) + [13, 10]
    }

    /// Header names with colons between, broken into lines before they pass column 76.
    private static func foldedNames(_ names: [String]) -> [UInt8] {
        var output: [UInt8] = []
        var column = 3
        for (index, name) in names.enumerated() {
            let separator = index == names.count - 1 ? "" : ":"
            if column + name.utf8.count + 1 > 75 {
                output += [13, 10, 32]
                column = 1
            }
            output += Array(name.utf8) + Array(separator.utf8)
            column += name.utf8.count + 1
        }
        return output
    }

    private static func folded(_ base64: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        for start in stride(from: 0, to: base64.count, by: 72) {
            if start > 0 { output += [13, 10, 32] }
            output += base64[start..<min(base64.count, start + 72)]
        }
        return output
    }
}

/// Where the headers of a message lie, without copying them.
struct HeaderFields {
    struct Field {
        let name: String
        let nameLength: Int
        /// From the name to the last byte of the value, continuation lines included, the final CRLF not.
        let range: Range<Int>
    }

    let message: [UInt8]
    private(set) var fields: [Field] = []
    /// The first byte after the empty line; the end where there is none.
    private(set) var bodyStart: Int

    init(_ message: [UInt8]) {
        self.message = message
        bodyStart = message.count
        var start = 0
        while start < message.count {
            var end = Self.lineEnd(message, from: start)
            if end == start || (end == start + 1 && message[start] == 13) {
                bodyStart = min(message.count, end + 1)
                return
            }
            while end + 1 < message.count, message[end + 1] == 32 || message[end + 1] == 9 {
                end = Self.lineEnd(message, from: end + 1)
            }
            append(start..<(end > start && message[end - 1] == 13 ? end - 1 : end))
            start = end + 1
        }
    }

    func named(_ lowercased: String) -> [Field] { fields.filter { $0.name == lowercased } }

    func contains(_ lowercased: String) -> Bool { fields.contains { $0.name == lowercased } }

    private mutating func append(_ range: Range<Int>) {
        guard let colon = message[range].firstIndex(of: 58) else { return }
        var nameEnd = colon
        while nameEnd > range.lowerBound, message[nameEnd - 1] == 32 || message[nameEnd - 1] == 9 { nameEnd -= 1 }
        let name = String(decoding: message[range.lowerBound..<nameEnd], as: UTF8.self).lowercased()
        fields.append(Field(name: name, nameLength: colon - range.lowerBound, range: range))
    }

    private static func lineEnd(_ message: [UInt8], from start: Int) -> Int {
        message[start...].firstIndex(of: 10) ?? message.count
    }
}
