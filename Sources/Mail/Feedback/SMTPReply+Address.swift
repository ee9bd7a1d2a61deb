extension SMTPReply {
    /// What a refusal at hand-over says about the recipient's address, by the words and statuses of bounces; `nil`:
    /// nothing.
    ///
    /// Stricter than a bounce is read: the next hop is our own relay, and what it says of itself or of us ("access
    /// denied", "try again later") must not be held against an address. So a status must be about addresses or
    /// mailboxes (RFC 3463 3.2, 3.3), or be missing and the words certain.
    package var addressFault: FeedbackKind? {
        guard let severity, severity == .temporary || severity == .permanent else { return nil }
        if let enhanced, ![1, 2].contains(enhanced.subject) { return nil }
        let text = BounceText(Array(self.text.utf8))
        let why = text.diagnosis(0..<text.text.count, given: enhanced)
        switch severity {
        case .permanent: return why.cause.kind == .hard || why.cause == .mailboxFull ? why.cause.kind : nil
        case .temporary: return enhanced != nil || why.cause == .mailboxFull ? .soft : nil
        case .done, .goOn: return nil
        }
    }
}
