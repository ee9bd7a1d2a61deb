import Vocabulary

extension CompiledMessage {
    /// What keeps it from being published as marketing: a part that offers no way out, or does not say where the sender
    /// can be reached. The location names the part.
    package func marketingFaults(_ brand: Brand) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for part in [Message.Part.html, .text] {
            guard let paths = paths(in: part) else { continue }
            if paths.isDisjoint(with: ["links.unsubscribe", "links.preferences"]) { faults.append(.noWayOut(part)) }
            if !paths.contains("brand.postalAddress") { faults.append(.noPostalAddress(part)) }
        }
        if brand.postalAddress.isEmpty { faults.append(.addressNotSet) }
        return faults
    }
}

extension Diagnostic {
    fileprivate static func noWayOut(_ part: Message.Part) -> Diagnostic {
        Diagnostic(
            code: "message.no-way-out",
            message: "marketing must offer a way out, and this has none",
            location: part.rawValue,
            hint: "link to {{links.unsubscribe}} or {{links.preferences}}"
        )
    }

    fileprivate static func noPostalAddress(_ part: Message.Part) -> Diagnostic {
        Diagnostic(
            code: "message.no-postal-address",
            message: "marketing must say where its sender can be reached by post, and this does not",
            location: part.rawValue,
            hint: "print {{brand.postalAddress}}"
        )
    }

    fileprivate static let addressNotSet = Diagnostic(
        code: "brand.no-postal-address",
        message: "marketing must print the sender's postal address, and none is set",
        location: Message.Part.html.rawValue,
        hint: "set `postal-address` (SOJOURN_POSTAL_ADDRESS) and start the server again"
    )
}
