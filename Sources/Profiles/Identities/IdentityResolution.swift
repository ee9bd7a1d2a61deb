import Vocabulary

/// What the identities of one event say about whom it belongs to, decided without touching anything (`SEMANTICS 7`).
///
/// The identities are taken in order of strength. Each joins what the stronger ones found unless a rule says no; what
/// may not join stays where it is, and the event goes to the person of the strongest.
package struct IdentityResolution: Hashable, Sendable {
    /// Two persons who meet in an event and stay two.
    package struct Blocked: Hashable, Sendable {
        package var other: ProfileID
        package var reason: BlockedMerge.Reason
        package var namespace: String
    }

    /// The oldest of those who are now one; `nil`: nobody is known yet, the event makes a person.
    package private(set) var target: ProfileID?
    /// Those who become one with the target, in the order they were met.
    package private(set) var absorbed: [ProfileID] = []
    /// Identities nobody has, which become the target's.
    package private(set) var links: [Identity] = []
    /// The strongest identity that somebody has: the event is born to the person it was born to.
    package private(set) var strongest: Identity?
    package private(set) var blocked: [Blocked] = []
    package private(set) var reasons: [ProfileReason] = []

    /// - Parameter people: who has an identity, and what matters about a person for the decision.
    package init(
        of claims: [Identity],
        by source: EventSource,
        isAlias: Bool,
        namespaces: Namespaces,
        owner: (Identity) -> ProfileID?,
        facts: (ProfileID) -> PersonFacts
    ) {
        var union = PersonUnion(trustsAlias: isAlias && !source.isBrowser, isBrowser: source.isBrowser)
        for identity in Self.deciding(claims, namespaces: namespaces) {
            guard let namespace = namespaces[identity.namespace] else { continue }
            if let person = owner(identity) {
                meet(person, by: identity, facts: facts, union: &union)
            } else if let code = union.link(in: namespace) {
                reasons.append(ProfileReason(code, at: namespace.name))
            } else {
                links.append(identity)
            }
        }
        target = union.members.min()
        absorbed = union.members.filter { $0 != target }
        blockShared(claims, namespaces: namespaces, owner: owner)
        if !blocked.isEmpty { reasons.append(ProfileReason(.mergeBlocked)) }
    }

    private mutating func meet(
        _ person: ProfileID,
        by identity: Identity,
        facts: (ProfileID) -> PersonFacts,
        union: inout PersonUnion
    ) {
        if let reason = union.join(person, facts(person)) {
            guard !blocked.contains(where: { $0.other == person }) else { return }
            blocked.append(Blocked(other: person, reason: reason, namespace: identity.namespace))
        } else if strongest == nil {
            strongest = identity
        }
    }

    /// Shared devices decide only where there is nothing else, and then only one of them.
    private static func deciding(_ claims: [Identity], namespaces: Namespaces) -> [Identity] {
        let own = claims.filter { namespaces[$0.namespace]?.rule != .sharedDevice }
        return own.isEmpty ? Array(claims.prefix(1)) : own
    }

    /// The person a shared device belongs to is not the one who stands at it.
    private mutating func blockShared(_ claims: [Identity], namespaces: Namespaces, owner: (Identity) -> ProfileID?) {
        for identity in claims where namespaces[identity.namespace]?.rule == .sharedDevice {
            guard let other = owner(identity), other != target, !absorbed.contains(other),
                !blocked.contains(where: { $0.other == other })
            else { continue }
            blocked.append(Blocked(other: other, reason: .sharedDevice, namespace: identity.namespace))
        }
    }
}

/// What matters about a person when identities meet.
package struct PersonFacts: Hashable, Sendable {
    /// Namespaces of which a person has one, and this one has.
    package var uniques: Set<String> = []
    /// Has an identity that names a person.
    package var isKnown = false
    package var identities = 0
    /// What a merge would have to move.
    package var rows = 0
    /// Persons with whom someone undid a merge.
    package var keptApart: Set<ProfileID> = []

    package init() {}
}

/// The persons and new identities that one event has brought together so far.
struct PersonUnion {
    private(set) var members: [ProfileID] = []
    private var uniques: Set<String> = []
    private var isKnown = false
    private var identities = 0
    private var rows: [ProfileID: Int] = [:]
    private var keptApart: Set<ProfileID> = []
    private let trustsAlias: Bool
    private let isBrowser: Bool

    /// A person with more is one no merge or page can handle.
    static let identityLimit = 50
    /// Rows that one transaction may move.
    static let rowLimit = 10_000

    /// - Parameter trustsAlias: an alias by the owner's own server says that two ids of one namespace are one person.
    init(trustsAlias: Bool, isBrowser: Bool) {
        self.trustsAlias = trustsAlias
        self.isBrowser = isBrowser
    }

    /// Takes `person` in, or says why not.
    mutating func join(_ person: ProfileID, _ facts: PersonFacts) -> BlockedMerge.Reason? {
        guard !members.contains(person) else { return nil }
        if let obstacle = obstacle(to: person, facts) { return obstacle }
        members.append(person)
        uniques.formUnion(facts.uniques)
        isKnown = isKnown || facts.isKnown
        identities += facts.identities
        rows[person] = facts.rows
        keptApart.formUnion(facts.keptApart)
        return nil
    }

    /// Takes a new identity in, or says why not.
    mutating func link(in namespace: Namespace) -> ProfileReason.Code? {
        guard identities < Self.identityLimit else { return .identitiesOfProfile }
        if namespace.rule == .uniquePerPerson {
            guard trustsAlias || !uniques.contains(namespace.name) else { return .identityConflict }
            uniques.insert(namespace.name)
        }
        identities += 1
        return nil
    }

    private func obstacle(to person: ProfileID, _ facts: PersonFacts) -> BlockedMerge.Reason? {
        if !trustsAlias, !uniques.isDisjoint(with: facts.uniques) { return .uniqueNamespace }
        if keptApart.contains(person) { return .undone }
        if isBrowser, isKnown, facts.isKnown { return .browserKey }
        if identities + facts.identities > Self.identityLimit { return .tooManyIdentities }
        if !members.isEmpty, moving(with: person, facts.rows) > Self.rowLimit { return .tooLarge }
        return nil
    }

    /// Everything but the oldest person's rows moves.
    private func moving(with person: ProfileID, _ count: Int) -> Int {
        let all = rows.merging([person: count]) { kept, _ in kept }
        guard let oldest = all.keys.min() else { return 0 }
        return all.reduce(0) { $1.key == oldest ? $0 : $0 + $1.value }
    }
}
