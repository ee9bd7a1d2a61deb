import Profiles
import Store
import Vocabulary

/// The people behind due sends: locked, and read for the gate and for rendering in the transaction that takes them.
struct Recipients {
    private let people: Addressees
    /// The address each send would go to.
    private let addresses: [SendID: String]
    /// By channel, the addresses not to be used.
    private let suppressed: [ChannelName: Set<String>]
    private let policy: SendingPolicy

    /// - Parameter lock: `false` in a read, which decides nothing.
    init(of sends: [Send], policy: SendingPolicy, lock: Bool = true, in db: Transaction) throws {
        people = try Addressees.load(Set(sends.map(\.profile)), lock: lock, in: db)
        self.policy = policy
        addresses = try Self.addresses(of: sends, people, in: db)
        var asked: [ChannelName: Set<String>] = [:]
        for send in sends {
            if let address = addresses[send.id] { asked[send.channel, default: []].insert(address) }
        }
        suppressed = try asked.reduce(into: [:]) { suppressed, asked in
            suppressed[asked.key] = Set(try Suppressions.lookup(many: asked.value, channel: asked.key.raw, in: db).keys)
        }
    }

    /// What the gate must know about the recipient of `send`.
    func candidate(_ send: Send) -> Candidate {
        let profile = people[send.profile]
        let address = addresses[send.id]
        return Candidate(
            send: send,
            isKnown: profile != nil || send.profile == .nobody,
            address: address,
            consent: profile?.consents.answer(
                channel: send.channel.raw,
                topic: send.topic,
                defaults: policy.consentDefaults
            ) ?? .unknown,
            isSuppressed: address.map { suppressed[send.channel]?.contains($0) ?? false } ?? false,
            zone: profile?.zone.flatMap { Zone($0) } ?? policy.zone
        )
    }

    /// The person as templates see them.
    func value(of profile: ProfileID) -> AttributeValue { people[profile]?.value ?? .object(AttributeObject()) }

    /// The fixed address, else the one the person's attributes name, else the one they are recognised by.
    private static func addresses(of sends: [Send], _ people: Addressees, in db: Transaction) throws -> [SendID: String]
    {
        var addresses: [SendID: String] = [:]
        var unnamed: [Send] = []
        for send in sends {
            if send.hasFixedAddress {
                addresses[send.id] = send.address
            } else if send.channel == .email, let person = people[send.profile] {
                let named = person.emailAddress
                addresses[send.id] = named
                if named == nil { unnamed.append(send) }
            }
        }
        let recognised = try people.emailIdentities(of: Set(unnamed.map(\.profile)), in: db)
        for send in unnamed { addresses[send.id] = recognised[people.current(send.profile)] }
        return addresses
    }
}

extension Addressees.Addressee {
    /// What the person's attributes name.
    fileprivate var emailAddress: String? { attribute(at: "personalEmail.address").string }
}
