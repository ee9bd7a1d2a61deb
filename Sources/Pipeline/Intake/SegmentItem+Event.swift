import JSON
import Vocabulary

extension SegmentItem {
    func decoded(received: Moment) -> DecodedEvent {
        let (timestamp, isClamped) = timestamp(received: received)
        let event = Event(
            kind: kind, type: type, messageID: SegmentID.text(fields[.messageId]), timestamp: timestamp,
            identities: identities, previousIdentity: previousIdentity, properties: properties,
            traits: personTraits, context: context, isHistorical: envelope.call == .import)
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
    private var personTraits: AttributeValue {
        var merged = contextTraits?.attributeValue().object ?? AttributeObject()
        for (name, value) in traits?.attributeValue().object ?? AttributeObject() { merged[name] = value }
        return merged.isEmpty ? .null : .object(merged)
    }

    /// What the call says about itself: `properties`, with the name of a page or screen, or the group and its traits.
    private var properties: AttributeValue {
        var properties = fields[kind == .group ? .traits : .properties]?.attributeValue().object ?? AttributeObject()
        switch kind {
        case .page, .screen:
            for name in [SegmentFields.Name.name, .category] where properties["\(name.text)"] == nil {
                properties["\(name.text)"] = fields[name]?.attributeValue()
            }
        case .group: properties["groupId"] = SegmentID.text(fields[.groupId]).map(AttributeValue.string)
        case .track, .identify, .alias: break
        }
        return properties.isEmpty ? .null : .object(properties)
    }

    /// The envelope's context under the event's own, without the traits, which are the person's.
    private var context: AttributeValue {
        var context = envelope.context?.attributeValue().object ?? AttributeObject()
        for (name, value) in fields[.context]?.attributeValue().object ?? AttributeObject() { context[name] = value }
        context["traits"] = nil
        return context.isEmpty ? .null : .object(context)
    }
}
