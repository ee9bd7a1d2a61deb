import Profiles
import Store
import Vocabulary

/// The people behind due sends: locked, and read for the gate and for rendering in the transaction that takes them.
struct Recipients {
    private let people: People
    /// By channel, the addresses not to be used.
    private let suppressed: [ChannelName: Set<String>]
    private let policy: SendingPolicy

    /// - Parameter lock: `false` in a read, which decides nothing.
    init(of sends: [Send], policy: SendingPolicy, lock: Bool = true, in db: Transaction) throws {
        people = try People.load(identities: [], profiles: Set(sends.map(\.profile)), lock: lock, in: db)
        self.policy = policy
        var addresses: [ChannelName: Set<String>] = [:]
        for send in sends {
            if let address = Self.address(of: send, people) { addresses[send.channel, default: []].insert(address) }
        }
        var suppressed: [ChannelName: Set<String>] = [:]
        for (channel, asked) in addresses {
            suppressed[channel] = Set(try Suppressions.lookup(many: asked, channel: channel.raw, in: db).keys)
        }
        self.suppressed = suppressed
    }

    /// What the gate must know about the recipient of `send`.
    func candidate(_ send: Send) -> Candidate {
        let profile = people[send.profile]
        let address = Self.address(of: send, people)
        return Candidate(
            send: send,
            isKnown: profile != nil,
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
    private static func address(of send: Send, _ people: People) -> String? {
        if send.hasFixedAddress { return send.address }
        guard send.channel == .email, let profile = people[send.profile] else { return nil }
        return profile.value.value(at: "personalEmail.address").string
            ?? people.identities(of: profile.id).first { $0.namespace == "email" }?.value
    }
}
