import Vocabulary

/// What a message may look at: the person, what its origin knows, and the links the system makes for this send.
package struct RenderContext: Hashable, Sendable {
    package var profile: AttributeValue
    /// The origin's members (`event`, `journey` …), shown beside `profile`; the system's names win over them. Its own
    /// `profile`, where an API call gave one, is laid over the person's.
    package var origin: AttributeValue
    package var links: SystemLinks
    package var brand: Brand

    package init(
        profile: AttributeValue,
        origin: AttributeValue = [:],
        links: SystemLinks = SystemLinks(),
        brand: Brand = Brand()
    ) {
        self.profile = profile
        self.origin = origin
        self.links = links
        self.brand = brand
    }

    /// The root object of the templates.
    package var value: AttributeValue {
        var root = origin.object ?? AttributeObject()
        root["profile"] = profile.overlaid(by: root["profile"])
        root["links"] = links.value
        root["brand"] = brand.value
        return .object(root)
    }
}

/// Addresses made for one send, signed so that a forged one changes nothing (invariant 7).
package struct SystemLinks: Hashable, Sendable {
    package var unsubscribe: String
    /// Where the recipient chooses what comes.
    package var preferences: String
    package var mirror: String
    /// Confirms a wish to get mail again; leads somewhere only in the mail that asks for it.
    package var confirm: String

    package init(unsubscribe: String = "", preferences: String = "", mirror: String = "", confirm: String = "") {
        self.unsubscribe = unsubscribe
        self.preferences = preferences
        self.mirror = mirror
        self.confirm = confirm
    }

    /// They are never tracked.
    var all: [String] { [unsubscribe, preferences, mirror, confirm] }

    var value: AttributeValue {
        [
            "unsubscribe": .string(unsubscribe), "preferences": .string(preferences), "mirror": .string(mirror),
            "confirm": .string(confirm),
        ]
    }
}

extension AttributeValue {
    /// This with what `other` says in its place: of objects member by member, of everything else whole.
    fileprivate func overlaid(by other: AttributeValue?) -> AttributeValue {
        guard let other else { return self }
        guard let own = object, let members = other.object else { return other }
        return .object(members.reduce(into: own) { $0[$1.0] = ($0[$1.0] ?? .null).overlaid(by: $1.1) })
    }
}
