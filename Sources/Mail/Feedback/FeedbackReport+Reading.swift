extension FeedbackReport {
    /// Reads any mail whatever; `arrivedAt`: the envelope's recipients, for which the headers stand in where it is lost.
    ///
    /// The order matters: what is written for machines is believed before what is written for people, and an automatic
    /// answer is no request even where it comes to the address for requests.
    package init(reading message: [UInt8], arrivedAt envelope: [String] = []) {
        let outer = MailParts(message)
        let addresses = envelope.isEmpty ? Self.addresses(outer.headers) : envelope
        let parts = outer.wrappedReport ?? outer
        let bounce = BounceText(parts.readableText)
        let origin = MailOrigin(parts, bounce)
        events = Self.events(parts, origin, bounce, arrivedAt: addresses)
        guard !events.isEmpty else { return }
        addressToken = ReturnedToken.inAddresses(addresses)
        returnedToken = ReturnedToken.inMessage(parts, bounce)
        nameRecipient(parts)
        // What is about nobody and no send has no use; a complaint is a fact of its own.
        if token == nil { events.removeAll { $0.recipient == nil && $0.kind != .complaint } }
    }

    private static func addresses(_ headers: HeaderBlock) -> [String] {
        ["delivered-to", "x-original-to", "envelope-to", "to"].flatMap { headers.all($0) }
            .prefix(addressHeaderLimit).flatMap { AddressFinder($0).all(limit: addressHeaderLimit) }
    }

    private static let addressHeaderLimit = 10

    private static func events(
        _ parts: MailParts,
        _ origin: MailOrigin,
        _ bounce: BounceText,
        arrivedAt: [String]
    ) -> [FeedbackEvent] {
        let complaints = ComplaintReport.events(parts, origin)
        if !complaints.isEmpty { return complaints }
        if !origin.isQuoting {
            let reported = DeliveryReport.events(parts, bounce)
            if !reported.isEmpty { return reported }
            let written = WrittenBounce.events(parts, origin, bounce)
            if !written.isEmpty { return written }
        }
        let other =
            AutomaticAnswer.event(parts, origin) ?? UnsubscribeRequest.event(parts, origin, arrivedAt: arrivedAt)
        return [other].compactMap(\.self)
    }

    /// A report that names nobody but returns a message of ours is about the one it went to.
    private mutating func nameRecipient(_ parts: MailParts) {
        guard events.count == 1, events[0].recipient == nil else { return }
        guard let ours = parts.returned.first(where: { $0.contains("x-sojourn-send") }) else { return }
        events[0].recipient = ours.raw("to").flatMap { AddressFinder($0).all(limit: 1).first }
    }
}
