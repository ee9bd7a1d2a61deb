/// Bounces that are written for people, in the many forms servers give them.
enum WrittenBounce {
    static func events(_ parts: MailParts, _ origin: MailOrigin, _ bounce: BounceText) -> [FeedbackEvent] {
        guard origin.isFromSystem || origin.hasBounceSubject && isExplained(parts, bounce) else { return [] }
        let whole = bounce.diagnosis(0..<bounce.end)
        // A server that rejects may say so in the form of a receipt (Dovecot); receipts of people give no reason.
        guard whole.isTelling || !AutomaticAnswer.isReceipt(parts) else { return [] }
        let pasted = DeliveryReport.pastedEvents(bounce)
        if !pasted.isEmpty { return pasted }
        let recipients = BounceRecipients(
            bounce,
            origin,
            named: parts.headers.all("x-failed-recipients").flatMap { AddressFinder($0).all(limit: 10) }
        ).found
        let isDelay = bounce.isDelay
        if recipients.isEmpty { return isBounce(parts, origin, bounce) ? [event(nil, whole, isDelay: isDelay)] : [] }
        return recipients.indices.map { index in
            let own = bounce.diagnosis(passage(of: recipients, index, end: bounce.end))
            return event(recipients[index].address, own.isTelling ? own : whole, isDelay: isDelay)
        }
    }

    /// Who is no mail system must say why or return the message: shops write of deliveries that failed, too.
    private static func isExplained(_ parts: MailParts, _ bounce: BounceText) -> Bool {
        bounce.isCut || !parts.returned.isEmpty || bounce.diagnosis(0..<bounce.end).isTelling
    }

    /// Without a name more signs are asked for: postmasters write of other things, too.
    private static func isBounce(_ parts: MailParts, _ origin: MailOrigin, _ bounce: BounceText) -> Bool {
        guard origin.hasBounceSubject else { return false }
        return origin.isFromSystem || bounce.has(.opening) && !parts.returned.isEmpty
    }

    /// From the recipient's line to the next one's; where nothing is said there, the text as a whole counts.
    private static func passage(of recipients: [BounceRecipients.Found], _ index: Int, end: Int) -> Range<Int> {
        let start = max(0, recipients[index].position)
        let next = index + 1 < recipients.count ? recipients[index + 1].position : end
        return start..<max(start, next)
    }

    private static func event(_ recipient: String?, _ why: Diagnosis, isDelay: Bool) -> FeedbackEvent {
        FeedbackEvent(
            recipient,
            isDelay ? .soft : why.kind,
            isDelay ? .delayed : why.cause,
            status: why.status,
            detail: why.detail
        )
    }
}
