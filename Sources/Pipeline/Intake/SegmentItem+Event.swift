import JSON
import Vocabulary

extension SegmentItem {
    func decoded(received: Moment) -> DecodedEvent {
        let (timestamp, isClamped) = timestamp(received: received)
        var event = Event(
            kind: kind,
            type: type,
            messageID: SegmentID.text(fields[.messageId]),
            timestamp: timestamp,
            identities: identities,
            previousIdentity: previousIdentity,
            traits: personTraits,
            isHistorical: envelope.call == .import
        )
        event.details = text ?? .values(properties: properties, context: context)
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

    /// Properties and context as they were sent, where nothing has to be added to them.
    private var text: EventDetails? {
        let own = fields[.context]
        guard kind == .track || kind == .identify || kind == .alias, own == nil || envelope.context == nil else {
            return nil
        }
        guard let properties = Self.text(of: fields[.properties]), let context = Self.text(of: own ?? envelope.context)
        else { return nil }
        let zone = (own ?? envelope.context)?["timezone"]?.string
        return .text(properties: properties, context: context, timeZone: zone)
    }

    /// An object's text, `.some(nil)` where there is none; `nil` for the empty array that stands for an object.
    private static func text(of node: JSONNode?) -> String?? {
        guard let node else { return .some(nil) }
        return node.kind == .object ? .some(node.rawText) : nil
    }

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
