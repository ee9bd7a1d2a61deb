import Vocabulary

/// The identities an event brings, in the form in which they are stored, the strongest first, and what was refused.
package struct IdentityClaims: Hashable, Sendable {
    package private(set) var accepted: [Identity] = []
    package private(set) var reasons: [ProfileReason] = []

    /// More in one event are a mistake of the sender or an attack on the identity graph.
    package static let limit = 20

    /// The event's own, an alias's previous one, and what its traits say of email and phone.
    package init(of event: Event, in namespaces: Namespaces) {
        for identity in event.identities.prefix(Self.limit) { claim(identity, in: namespaces) }
        if event.identities.count > Self.limit { reasons.append(ProfileReason(.identitiesOfEvent)) }
        if let previous = event.previousIdentity { claim(previous, in: namespaces) }
        if event.kind != .group {
            for (trait, namespace) in WellKnownTraits.identities {
                guard let value = event.traits[trait].identityText else { continue }
                claim(Identity(namespace: namespace, value: value), in: namespaces)
            }
        }
        let ranks = accepted.map { namespaces[$0.namespace]?.rank ?? .max }
        accepted = zip(ranks, accepted).enumerated()
            .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(\.element.1)
    }

    private mutating func claim(_ identity: Identity, in namespaces: Namespaces) {
        do {
            let normalized = try namespaces.normalized(identity)
            if !accepted.contains(normalized) { accepted.append(normalized) }
        } catch {
            reasons.append(error)
        }
    }
}

extension AttributeValue {
    /// What stands for an identity: a text or a whole number.
    fileprivate var identityText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .null, .bool, .decimal, .double, .moment, .array, .object: nil
        }
    }
}
