/// Delivery status notifications (RFC 3464): one event for each recipient that the report names.
enum DeliveryReport {
    /// In parts of the type, or pasted into the text where a gateway has taken the parts away.
    static func events(_ parts: MailParts, _ bounce: BounceText) -> [FeedbackEvent] {
        let contents = parts.leaves.filter { types.contains($0.type.value) }.map { parts.content(of: $0) }
        let groups = contents.flatMap { ReportFields.groups($0) }.filter(isAboutRecipient)
        let events = groups.prefix(FeedbackLimits.recipients).map { event($0, bounce, isAlone: groups.count == 1) }
        var known: Set<String?> = []
        return events.filter { known.insert($0.recipient?.lowercased()).inserted }
    }

    static func pastedEvents(_ bounce: BounceText) -> [FeedbackEvent] {
        let groups = ReportFields.groups(bounce.text.original).filter { $0["final-recipient"] != nil }
        return groups.prefix(FeedbackLimits.recipients).map { event($0, bounce, isAlone: groups.count == 1) }
    }

    private static let types: Set<String> = [
        "message/delivery-status", "message/global-delivery-status", "message/xdelivery-status",
    ]

    private static func isAboutRecipient(_ group: ReportFields) -> Bool {
        group["final-recipient"] != nil || group["original-recipient"] != nil || group["action"] != nil
    }

    private static func event(_ group: ReportFields, _ bounce: BounceText, isAlone: Bool) -> FeedbackEvent {
        let recipient = recipient(of: group)
        let status = StatusFinder.leading(group["status"] ?? "")
        let why = diagnosis(of: group, status, bounce, isAlone: isAlone)
        return switch action(group["action"] ?? "", status) {
        case .delivered: FeedbackEvent(recipient, .delivered, .delivered, status: status, detail: why.detail)
        case .relayed: FeedbackEvent(recipient, .delivered, .relayed, status: status, detail: why.detail)
        case .expanded: FeedbackEvent(recipient, .delivered, .expanded, status: status, detail: why.detail)
        case .delayed: FeedbackEvent(recipient, .soft, .delayed, status: status, detail: why.detail)
        case .failed: FeedbackEvent(recipient, why.kind, why.cause, status: why.status, detail: why.detail)
        }
    }

    // MARK: Who

    /// The address as we wrote it; the final one may be behind an alias that the person does not know.
    private static func recipient(of group: ReportFields) -> String? {
        let names = ["original-recipient", "final-recipient", "x-actual-recipient"]
        return names.lazy.compactMap { group[$0] }.compactMap { address($0) }.first
    }

    /// `rfc822; anna@example.org`; other types (`x400`) name nothing we could have written to.
    private static func address(_ value: String) -> String? {
        let halves = value.split(separator: ";", maxSplits: 1)
        let type = halves.count == 2 ? halves[0].lowercased() : "rfc822"
        guard ["rfc822", "utf-8"].contains(type.filter { $0 != " " }), let written = halves.last else { return nil }
        let finder = AddressFinder(String(written))
        return finder.leading(0..<finder.text.count)?.address
    }

    // MARK: What

    private enum Action: String {
        case failed, delayed, delivered, relayed, expanded
    }

    /// By its first word; servers write `failure`, `error` or explain in brackets. Where it is missing the status says it.
    private static func action(_ value: String, _ status: EnhancedStatus?) -> Action {
        let word = String(value.lowercased().prefix { $0.isLetter })
        if let action = Action(rawValue: word) { return action }
        return word.isEmpty && status?.level == 2 ? .delivered : .failed
    }

    // MARK: Why

    /// The server's words; the text for people is asked where they say nothing and it can only mean this recipient.
    private static func diagnosis(
        of group: ReportFields,
        _ status: EnhancedStatus?,
        _ bounce: BounceText,
        isAlone: Bool
    ) -> Diagnosis {
        let said = ["diagnostic-code", "x-supplementary-info", "x400-supplementary-info"]
            .flatMap { group.all($0) }
        let comment = (group["status"] ?? "").drop { $0.isNumber || $0 == "." || $0 == " " }
        let words = BounceText(Array((said + [String(comment)]).joined(separator: "\n").utf8))
        let own = words.diagnosis(0..<words.text.count, given: status)
        guard isAlone, !own.isTelling else { return own }
        let text = bounce.diagnosis(0..<bounce.end, given: status)
        return text.isTelling ? text : own
    }
}
