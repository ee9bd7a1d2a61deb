/// Complaints: the abuse reporting format (RFC 5965), and what providers sent before it.
enum ComplaintReport {
    static func events(_ parts: MailParts, _ origin: MailOrigin) -> [FeedbackEvent] {
        let reports = parts.leaves.filter { $0.type.value == "message/feedback-report" }
        if let report = reports.first {
            return events(ReportFields.groups(parts.content(of: report)), parts.returned)
        }
        let returned = parts.returned
        guard !returned.isEmpty, subjects.contains(where: { origin.subject.hasPrefix($0) }) else { return [] }
        return [FeedbackEvent(recipient(returned), .complaint, .abuse)]
    }

    private static let subjects = ["complaint about message from", "email feedback report for", "abuse report for"]

    /// The fields stand in one group, whatever empty lines a forwarder put between.
    private static func events(_ groups: [ReportFields], _ returned: [HeaderBlock]) -> [FeedbackEvent] {
        let kind = groups.lazy.compactMap { $0["feedback-type"] }.first ?? "abuse"
        let written = groups.flatMap { $0.all("original-rcpt-to") + $0.all("removal-recipient") }
        let named = written.prefix(FeedbackLimits.recipients).compactMap { address($0) }
        var known: Set<String> = []
        let distinct = named.filter { known.insert($0.lowercased()).inserted }
        let recipients: [String?] = distinct.isEmpty ? [recipient(returned)] : distinct
        let agent = groups.lazy.compactMap { $0["user-agent"] }.first ?? ""
        return recipients.map { event($0, kind.lowercased(), agent) }
    }

    /// RFC 5965 3.1 and 7.3, RFC 6430, RFC 6591; an unknown type is taken for the worst it can mean.
    private static func event(_ recipient: String?, _ type: String, _ agent: String) -> FeedbackEvent {
        let detail = String(agent.prefix(FeedbackLimits.detailBytes / 4))
        let cause: FeedbackCause =
            switch type.prefix(while: { $0.isLetter || $0 == "-" }) {
            case "fraud": .fraud
            case "virus": .virus
            case "not-spam": .notSpam
            case "auth-failure": .authenticationFailure
            case "opt-out", "opt-out-list": .request
            default: .abuse
            }
        return FeedbackEvent(recipient, cause.kind, cause, detail: detail)
    }

    // MARK: Who

    /// Hotmail's header, else the one address that the message went to: of several nobody knows who complained.
    private static func recipient(_ returned: [HeaderBlock]) -> String? {
        for name in ["x-hmxmroriginalrecipient", "x-original-to", "delivered-to", "to"] {
            for headers in returned {
                let addresses = headers.all(name).flatMap { AddressFinder($0).all(limit: 2) }
                if addresses.count == 1, let address = address(addresses[0]) { return address }
            }
        }
        return nil
    }

    /// `nil` for what the provider has made unreadable (RFC 6590 leaves the form to it).
    private static func address(_ value: String) -> String? {
        let finder = AddressFinder(value)
        guard let address = finder.first(in: 0..<finder.text.count) else { return nil }
        let local = address.lowercased().prefix { $0 != "@" }
        let isRedacted = local.contains("redacted") || local.allSatisfy { $0 == "x" } || local.allSatisfy { $0 == "*" }
        return isRedacted || address.lowercased().contains("redacted") ? nil : address
    }
}
