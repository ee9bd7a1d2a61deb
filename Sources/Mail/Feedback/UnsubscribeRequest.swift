/// A mail that asks for no more (RFC 2369 3.2, the `mailto:` of List-Unsubscribe).
enum UnsubscribeRequest {
    /// By the address it came to or by its subject; a list's post about unsubscribing is neither.
    static func event(_ parts: MailParts, _ origin: MailOrigin, arrivedAt: [String]) -> FeedbackEvent? {
        guard let from = origin.from, !origin.isFromSystem, !parts.headers.contains("list-id"),
            arrivedAt.contains(where: isForRequests) || isRequest(origin.subject)
        else { return nil }
        return FeedbackEvent(from, .unsubscribe, .request)
    }

    /// `unsubscribe@…`, `unsubscribe+TOKEN@…`, `news-unsubscribe@…`.
    private static func isForRequests(_ address: String) -> Bool {
        let local = address.lowercased().prefix { $0 != "@" }
        let name = local.prefix { $0 != "+" && $0 != "=" }
        return OriginPhrases.unsubscribeAddresses.contains { name == $0 } || name.hasSuffix("-unsubscribe")
            || name.hasPrefix("unsubscribe-")
    }

    private static func isRequest(_ subject: String) -> Bool {
        let words = subject.split { $0 == " " || $0 == "\t" }
        let text = words.joined(separator: " ").filter { $0 != "!" && $0 != "." }
        if OriginPhrases.unsubscribeSubjects.contains(text) { return true }
        // A token behind it: `unsubscribe 01h2x…`.
        guard words.count == 2, let token = words.last, words.first == "unsubscribe" else { return false }
        return token.utf8.count >= ReturnedToken.lengths.lowerBound && token.allSatisfy { $0.isLetter || $0.isNumber }
    }
}
