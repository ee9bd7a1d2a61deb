/// Finds what our messages are known by: their token, in what came back of them and in the address it came to.
///
/// Anything of the right shape is handed out; only its signature says that it is ours.
enum ReturnedToken {
    /// Of letters and digits; ours are 29.
    static let lengths = 20...64

    static func inMessage(_ parts: MailParts, _ bounce: BounceText) -> String? {
        let returned = parts.returned
        return returned.lazy.compactMap { $0.raw("x-sojourn-send") }.compactMap { shaped($0) }.first
            ?? returned.lazy.compactMap { $0.raw("message-id") }.compactMap { leftSide($0) }.first
            ?? pasted(bounce.text) ?? reported(parts) ?? answered(parts.headers)
    }

    /// `bounces+TOKEN@example.org`
    static func inAddresses(_ addresses: [String]) -> String? {
        addresses.lazy.compactMap { address in
            let local = address.prefix { $0 != "@" }
            return local.firstIndex(of: "+").flatMap { shaped(local[local.index(after: $0)...]) }
        }.first
    }

    /// Headers that stand in the text, where servers paste them, also as quotes.
    private static func pasted(_ text: FoldedText) -> String? {
        var messageID: String?
        for line in 0..<text.lineCount {
            let range = text.range(ofLine: line)
            let folded = text.bytes[range].drop { $0 == UInt8(ascii: ">") || $0 == 32 }
            let value = text.original[folded.startIndex..<range.upperBound].prefix(FeedbackLimits.headerValueBytes)
            if folded.starts(with: sendMark) {
                if let token = shaped(String(decoding: value.dropFirst(sendMark.count), as: UTF8.self)) { return token }
            } else if messageID == nil, folded.starts(with: idMark) {
                messageID = leftSide(String(decoding: value.dropFirst(idMark.count), as: UTF8.self))
            }
        }
        return messageID
    }

    private static let sendMark = Array("x-sojourn-send:".utf8)
    private static let idMark = Array("message-id:".utf8)

    /// Receipts name the message among their fields.
    private static func reported(_ parts: MailParts) -> String? {
        parts.leaves.lazy.filter { $0.type.value == "message/disposition-notification" }
            .flatMap { ReportFields.groups(parts.content(of: $0)) }
            .compactMap { $0["original-message-id"] }.compactMap { leftSide($0) }.first
    }

    /// An answer names what it answers.
    private static func answered(_ headers: HeaderBlock) -> String? {
        (headers.raw("in-reply-to") ?? headers.raw("references")).flatMap { leftSide($0) }
    }

    /// `TOKEN` of `<TOKEN@example.org>`.
    private static func leftSide(_ messageID: String) -> String? {
        let inner = messageID.drop { $0 == " " || $0 == "<" }
        let left = inner.prefix { $0 != "@" }
        return left.endIndex < inner.endIndex ? shaped(left) : nil
    }

    private static func shaped(_ text: some StringProtocol) -> String? {
        let token = text.utf8.drop { $0.isBlank }.prefix { !$0.isBlank }
        guard lengths.contains(token.count), token.allSatisfy({ $0.isLetter || $0.isDigit }) else { return nil }
        return String(decoding: token, as: UTF8.self)
    }
}
