import JSON
import Vocabulary

extension SegmentItem {
    func decoded(received: Moment) -> DecodedEvent {
        let (timestamp, isClamped) = timestamp(received: received)
        let event = Event(
            kind: kind,
            type: type,
            messageID: SegmentID.text(fields[.messageId]),
            timestamp: timestamp,
            identities: identities,
            previousIdentity: previousIdentity,
            properties: properties,
            traits: personTraits,
            context: context,
            isHistorical: envelope.call == .import
        )
        return DecodedEvent(event: event, isClamped: isClamped, index: index, rawBytes: rawBytes)
    }

    /// The client's time plus what its clock is behind ours, as `sentAt` shows; our receipt where it names no time.
    private func timestamp(received: Moment) -> (Moment, isClamped: Bool) {
        guard let clientTime else { return (received, false) }
        let corrected = sentAt.map { received + (clientTime - $0) } ?? clientTime
        guard corrected > received + SegmentLimits.clockLead else { return (corrected, false) }
        return (received, true)
    }

    private var type: String { kind == .track ? SegmentID.text(fields[.event]) ?? "" : kind.rawValue }

    private var identities: [Identity] {
        let found: [(namespace: String, node: JSONNode?)] = [
            ("userId", fields[.userId]), ("anonymousId", fields[.anonymousId]),
            ("email", identifyingTrait("email")), ("phone", identifyingTrait("phone")),
        ]
        return found.compactMap { namespace, node in
            SegmentID.text(node).map { Identity(namespace: namespace, value: $0) }
        }
    }

    /// Clients give no namespace: the anonymous id where it is the very same text, else a former user id.
    private var previousIdentity: Identity? {
        guard kind == .alias, let previous = SegmentID.text(fields[.previousId]) else { return nil }
        let isAnonymous = SegmentID.text(fields[.anonymousId]) == previous
        return Identity(namespace: isAnonymous ? "anonymousId" : "userId", value: previous)
    }

    /// `traits` over `context.traits`.
    private var personTraits: AttributeValue { Self.merged(contextTraits, traits) }

    /// What the call says about itself: `properties`, with the name of a page or screen, or the group and its traits.
    private var properties: AttributeValue {
        let given = Self.merged(nil, fields[kind == .group ? .traits : .properties])
        var properties = given.object ?? AttributeObject()
        switch kind {
        case .page, .screen:
            for name in [SegmentFields.Name.name, .category] where properties["\(name.text)"] == nil {
                properties["\(name.text)"] = fields[name]?.attributeValue()
            }
        case .group: properties["groupId"] = SegmentID.text(fields[.groupId]).map(AttributeValue.string)
        case .track, .identify, .alias: break
        }
        return properties.isEmpty ? given : .object(properties)
    }

    /// The event's own context over the envelope's.
    private var context: AttributeValue { Self.merged(envelope.context, fields[.context]) }

    /// The members of both, of the same name those of `upper`; `null` where neither is given.
    private static func merged(_ lower: JSONNode?, _ upper: JSONNode?) -> AttributeValue {
        guard let lower else { return upper.map { .object($0.attributeValue().object ?? AttributeObject()) } ?? .null }
        var members = lower.attributeValue().object ?? AttributeObject()
        for (name, value) in upper?.attributeValue().object ?? AttributeObject() { members[name] = value }
        return .object(members)
    }
}
