import Vocabulary

/// What a message may look at: the person, what its origin knows, and the links the system makes for this send.
package struct RenderContext: Hashable, Sendable {
    package var profile: AttributeValue
    /// The origin's members (`event`, `journey` …), shown beside `profile`; the system's names win over them.
    package var origin: AttributeValue
    package var links: SystemLinks

    package init(profile: AttributeValue, origin: AttributeValue = [:], links: SystemLinks = SystemLinks()) {
        self.profile = profile
        self.origin = origin
        self.links = links
    }

    /// The root object of the templates.
    package var value: AttributeValue {
        var root = origin.object ?? AttributeObject()
        root["profile"] = profile
        root["links"] = links.value
        return .object(root)
    }
}

/// Addresses made for one send, signed so that a forged one changes nothing (invariant 7).
package struct SystemLinks: Hashable, Sendable {
    package var unsubscribe: String
    package var mirror: String

    package init(unsubscribe: String = "", mirror: String = "") {
        self.unsubscribe = unsubscribe
        self.mirror = mirror
    }

    var value: AttributeValue { ["unsubscribe": .string(unsubscribe), "mirror": .string(mirror)] }
}
