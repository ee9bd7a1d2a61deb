/// What a mail's own headers say about whether a mail system, a machine or a person wrote it.
struct MailOrigin {
    let from: String?
    let subject: String
    /// A mail system: by the sender's name, by the form of what it sent, or because there is no sender at all.
    let isFromSystem: Bool
    /// A subject that reports bear, and reports alone.
    let hasBounceSubject: Bool
    /// An answer or a forwarded mail, or one that a list distributes: what it holds, it quotes.
    let isQuoting: Bool
    let domain: String?

    init(_ parts: MailParts, _ bounce: BounceText) {
        let headers = parts.headers
        let sender = headers.text("from") ?? ""
        from = AddressFinder(sender).all(limit: 1).first
        subject = (headers.text("subject") ?? "").lowercased()
        domain = from?.split(separator: "@").last.map(String.init)
        let isReport = parts.type.value == "multipart/report" || bounce.beginsAsReport
        let isSystem = OriginPhrases.systems.isFound(in: sender)
        let hasNoSender = !headers.contains("from") && Self.isNull(headers.raw("return-path"))
        let isMarked = OriginPhrases.closingMarks.contains { [subject] in subject.hasSuffix($0) }
        isFromSystem = isSystem || isReport || hasNoSender || isMarked || headers.contains("x-failed-recipients")
        hasBounceSubject = OriginPhrases.bounceSubjects.isFound(in: subject)
        let isAnswer = headers.contains("in-reply-to") || headers.contains("references")
        let isList = ["list-id", "list-post", "list-unsubscribe"].contains { headers.contains($0) }
        isQuoting = !isFromSystem && (isAnswer || isList || Self.hasReplyMark(subject))
    }

    private static func isNull(_ returnPath: String?) -> Bool {
        guard let returnPath = returnPath?.lowercased() else { return true }
        return returnPath.contains("<>") || returnPath.contains("mailer-daemon")
    }

    private static func hasReplyMark(_ subject: String) -> Bool {
        OriginPhrases.replyMarks.contains { subject.hasPrefix($0) }
    }
}
