import Vocabulary

/// A person as the engine holds them while it decides: everything but their identities and their history.
package struct Profile: Hashable, Sendable {
    package let id: ProfileID
    package var created: Moment
    /// The latest event, by its own time.
    package var seen: Moment
    /// What is known of them, with who said so and when.
    package var facts: Attributes
    package var consents: Consents
    package var counters: EventCounters
    /// The earliest moment at which something about this person may change by itself (`SEMANTICS 14`).
    package var wake: Moment?
    /// Grows with every change, so that who read the person before can tell.
    package var version: Int64

    package init(id: ProfileID, created: Moment) {
        self.id = id
        self.created = created
        seen = created
        facts = Attributes()
        consents = Consents()
        counters = EventCounters()
        version = 0
    }

    package var attributes: AttributeObject { facts.values }

    /// Their time zone as they or their devices state it, an IANA name; `nil`: the sandbox's.
    package var zone: String? { Self.zone(facts.value(named: "timeZone")) }

    static func zone(_ stated: AttributeValue?) -> String? {
        guard let name = stated?.string, isZone(name) else { return nil }
        return name
    }

    /// The person as expressions and templates see them: the attributes, and `consents` as they stand.
    package var value: AttributeValue { Self.value(facts.values, consents) }

    static func value(_ attributes: AttributeObject, _ consents: Consents) -> AttributeValue {
        var object = attributes
        object[ConsentTraits.name] = consents.value
        return .object(object)
    }

    /// Takes over what is known of a person who turned out to be this one.
    mutating func merge(_ other: Profile) -> [ProfileReason] {
        let reasons = facts.merge(other.facts)
        consents.merge(other.consents)
        counters.merge(other.counters)
        created = min(created, other.created)
        seen = max(seen, other.seen)
        wake = [wake, other.wake].compactMap(\.self).min()
        version = max(version, other.version) + 1
        return reasons
    }

    /// The letters of an IANA name; whether the zone exists is asked where it is used.
    private static func isZone(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (97...122).contains(byte | 0x20) || (48...57).contains(byte) || "/_+-:".utf8.contains(byte)
            }
    }
}
