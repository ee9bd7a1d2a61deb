/// One way to recognise a person: `email:a@example.org`.
public struct Identity: Hashable, Sendable {
    public var namespace: String
    public var value: String

    public init(namespace: String, value: String) {
        self.namespace = namespace
        self.value = value
    }
}

/// Something that happened, at a moment, to a profile.
public struct Event: Hashable, Sendable {
    /// What the call does to the person beside being history (Segment's calls).
    public enum Kind: String, Sendable { case track, identify, page, screen, group, alias }

    public var kind: Kind
    /// The Segment event name (`Order Completed`) or the XDM type; `page`, `identify` … for calls without a name.
    public var type: String
    /// The client's id for this event; without one a retry is a new event (`SEMANTICS 6`).
    public var messageID: String?
    /// When it happened, corrected for the client's clock.
    public var timestamp: Moment
    public var identities: [Identity]
    /// For `alias`: the identity that is the same person as `identities`.
    public var previousIdentity: Identity?
    public var traits: AttributeValue
    /// `properties` and `context`.
    public var details: EventDetails
    /// Imported history: changes profile and audiences, enters no journey (`SEMANTICS 5`).
    public var isHistorical: Bool

    public init(
        kind: Kind,
        type: String,
        messageID: String? = nil,
        timestamp: Moment,
        identities: [Identity],
        previousIdentity: Identity? = nil,
        properties: AttributeValue = .null,
        traits: AttributeValue = .null,
        context: AttributeValue = .null,
        isHistorical: Bool = false
    ) {
        self.kind = kind
        self.type = type
        self.messageID = messageID
        self.timestamp = timestamp
        self.identities = identities
        self.previousIdentity = previousIdentity
        self.traits = traits
        details = .values(properties: properties, context: context)
        self.isHistorical = isHistorical
    }
}
