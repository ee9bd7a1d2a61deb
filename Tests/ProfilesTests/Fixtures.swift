import Profiles
import Vocabulary

let noon = CivilTime(year: 2026, month: 3, day: 1, hour: 12).utcMoment
let server = EventSource("key:server")
let browser = EventSource("key:browser", isBrowser: true)

extension Identity {
    /// `email:a@example.org`
    init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        self.init(namespace: String(parts[0]), value: String(parts[1]))
    }
}

extension Event {
    /// An event at `minute` past noon.
    static func told(
        _ identities: String...,
        kind: Kind = .track,
        type: String = "Order Completed",
        minute: Int64 = 0,
        traits: AttributeValue = .null,
        properties: AttributeValue = .null,
        previous: String? = nil
    ) -> Event {
        Event(
            kind: kind,
            type: type,
            timestamp: noon + .minutes(minute),
            identities: identities.map { Identity($0) },
            previousIdentity: previous.map { Identity($0) },
            properties: properties,
            traits: traits
        )
    }
}

/// People without a database, told one event after the other.
struct Village {
    var people: People
    var ids = IDGenerator()
    var received = noon + .days(1)

    init(_ namespaces: Namespaces = .standard) { people = People(namespaces: namespaces) }

    @discardableResult
    mutating func hears(_ event: Event, from source: EventSource = server) -> Absorption {
        people.absorb(event, source: source, received: received, ids: &ids)
    }

    func owner(_ identity: String) -> ProfileID? { people.owner(of: Identity(identity)) }

    /// The identities of each person, sorted.
    var circles: [[String]] {
        people.ids.map { id in people.identities(of: id).map { "\($0.namespace):\($0.value)" } }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }
}

extension Absorption {
    var codes: [ProfileReason.Code] { reasons.map(\.code) }
}

/// Reproducible randomness for property tests.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
