import Vocabulary

/// The people a batch touches: loaded by a handful of queries, changed in memory, saved at once.
///
/// Two persons may become one in the middle of a batch; from then on every id of the absorbed leads to the survivor.
package struct People: Sendable {
    /// Who has an identity, and to whom it was born.
    struct Link: Hashable, Sendable {
        var profile: ProfileID
        var born: ProfileID
        var linked: Moment
    }

    package let namespaces: Namespaces
    private(set) var profiles: [ProfileID: Profile] = [:]
    private(set) var survivors: [ProfileID: ProfileID] = [:]
    private(set) var links: [Identity: Link] = [:]
    private(set) var identities: [ProfileID: Set<Identity>] = [:]
    var keptApart: [ProfileID: Set<ProfileID>] = [:]
    /// Until when records of an identity are dropped because it was erased.
    var erased: [Identity: Moment] = [:]

    /// Rows of other features that a merge would move, counted against its limit; set after loading.
    package var rowsElsewhere: [ProfileID: Int] = [:]

    // What `save` writes.
    private(set) var changed: Set<ProfileID> = []
    private(set) var changedIdentities: Set<Identity> = []
    private(set) var newMerges: [NewMerge] = []
    private(set) var blocked: [BlockedMerge.Key: BlockedMerge] = [:]
    private(set) var statements: [NewStatement] = []

    package init(namespaces: Namespaces = .standard) { self.namespaces = namespaces }

    /// The person with this id, or with the id of someone absorbed by them.
    package subscript(id: ProfileID) -> Profile? { profiles[current(id)] }

    /// The id under which the person `id` lives on.
    package func current(_ id: ProfileID) -> ProfileID {
        var id = id
        while let survivor = survivors[id] { id = survivor }
        return id
    }

    /// Who has `identity`, given in stored form.
    package func owner(of identity: Identity) -> ProfileID? { links[identity].map { current($0.profile) } }

    /// All ids of persons that live, in order.
    package var ids: [ProfileID] { profiles.keys.filter { survivors[$0] == nil }.sorted() }

    package func identities(of id: ProfileID) -> [Identity] {
        (identities[current(id)] ?? []).sorted { ($0.namespace, $0.value) < ($1.namespace, $1.value) }
    }

    /// The merges of this batch, in order.
    package var merges: [Merge] { newMerges.map(\.merge) }

    package var blockedMerges: [BlockedMerge] {
        blocked.values.sorted { ($0.person, $0.other, $0.reason.rawValue) < ($1.person, $1.other, $1.reason.rawValue) }
    }
}

extension People {
    /// Sets the attribute at `path` (`person.name.firstName`), or the consent a path below `consents` names.
    @discardableResult
    package mutating func update(
        _ id: ProfileID,
        path: String,
        to value: AttributeValue,
        at moment: Moment,
        source: String
    ) -> [ProfileReason] {
        let path = AttributePath(path)
        let writer = EventSource(source)
        guard path.names.first != ConsentTraits.name else {
            let traits = path.names.reversed().reduce(value) { .object(AttributeObject([($1, $0)])) }
            return stateConsents(of: id, born: id, in: traits, by: writer, at: moment, recorded: moment)
        }
        return change(id) { profile in
            profile.facts.write(value, at: path, by: Provenance(moment: moment, source: writer.name))
        } ?? []
    }

    /// Makes asking for the person's attributes cheap; otherwise each look reads their text.
    package mutating func openAttributes(of id: ProfileID) {
        guard let index = profiles.index(forKey: current(id)) else { return }
        profiles.values[index].facts.open()
    }

    /// When something about the person may next change by itself; `nil`: nothing is planned.
    package mutating func setWake(_ id: ProfileID, to wake: Moment?) {
        guard let profile = self[id], profile.wake != wake else { return }
        change(id) { $0.wake = wake }
    }

    /// Takes an explicit yes or no; an older one than is known changes nothing but the record of what was said.
    ///
    /// - Parameter recorded: when it reached us.
    package mutating func state(
        _ statement: ConsentStatement,
        on scope: ConsentScope,
        of id: ProfileID,
        born: ProfileID? = nil,
        recorded: Moment
    ) {
        guard self[id] != nil else { return }
        statements.append(
            NewStatement(
                profile: current(id),
                born: born ?? id,
                scope: scope,
                statement: statement,
                recorded: recorded
            )
        )
        change(id) { _ = $0.consents.state(statement, on: scope) }
    }

    mutating func stateConsents(
        of id: ProfileID,
        born: ProfileID,
        in traits: AttributeValue,
        by source: EventSource,
        at moment: Moment,
        recorded: Moment
    ) -> [ProfileReason] {
        let stated = ConsentTraits(of: traits)
        for (scope, choice) in stated.choices {
            let statement = ConsentStatement(choice, moment: moment, source: source.name)
            state(statement, on: scope, of: id, born: born, recorded: recorded)
        }
        return stated.reasons
    }

    /// Changes a person in place and remembers that they must be saved.
    @discardableResult
    mutating func change<Result>(_ id: ProfileID, _ body: (inout Profile) -> Result) -> Result? {
        let id = current(id)
        guard let index = profiles.index(forKey: id) else { return nil }
        changed.insert(id)
        profiles.values[index].version += 1
        return body(&profiles.values[index])
    }
}

extension People {
    mutating func insert(_ profile: Profile) { profiles[profile.id] = profile }

    mutating func insertNew(_ profile: Profile) {
        profiles[profile.id] = profile
        changed.insert(profile.id)
    }

    mutating func insert(_ identity: Identity, _ link: Link) {
        links[identity] = link
        identities[current(link.profile), default: []].insert(identity)
    }

    mutating func insertNew(_ identity: Identity, _ link: Link) {
        insert(identity, link)
        changedIdentities.insert(identity)
    }

    mutating func follow(_ absorbed: ProfileID, to survivor: ProfileID) { survivors[absorbed] = survivor }

    mutating func block(_ merge: BlockedMerge) {
        if var known = blocked[merge.key] {
            known.count += 1
            known.latest = max(known.latest, merge.latest)
            blocked[merge.key] = known
        } else {
            blocked[merge.key] = merge
        }
    }

    /// Makes `absorbed` part of `survivor`: identities, attributes, consents, counters and wake.
    mutating func unite(_ survivor: ProfileID, _ absorbed: ProfileID, as record: (Int64) -> Merge) -> [ProfileReason] {
        guard let before = profiles[survivor], let other = profiles[absorbed] else { return [] }
        let rows = facts(of: absorbed).rows
        newMerges.append(NewMerge(merge: record(Int64(rows)), survivorBefore: before, absorbedBefore: other))
        for identity in identities.removeValue(forKey: absorbed) ?? [] {
            links[identity]?.profile = survivor
            identities[survivor, default: []].insert(identity)
            changedIdentities.insert(identity)
        }
        var merged = before
        let reasons = merged.merge(other)
        profiles[survivor] = merged
        survivors[absorbed] = survivor
        changed.formUnion([survivor, absorbed])
        keptApart[survivor, default: []].formUnion(keptApart[absorbed] ?? [])
        blocked = blocked.filter { $0.key.person != survivor || $0.key.other != absorbed }
        rowsElsewhere[survivor, default: 0] += rowsElsewhere[absorbed] ?? 0
        return reasons
    }

    /// What a resolution needs to know of a person.
    func facts(of id: ProfileID) -> PersonFacts {
        var facts = PersonFacts()
        for identity in identities[id] ?? [] {
            guard let namespace = namespaces[identity.namespace] else { continue }
            if namespace.kind == .person { facts.isKnown = true }
            if namespace.rule == .uniquePerPerson { facts.uniques.insert(namespace.name) }
        }
        facts.identities = identities[id]?.count ?? 0
        facts.rows = facts.identities + Int(profiles[id]?.counters.total ?? 0) + (rowsElsewhere[id] ?? 0)
        facts.keptApart = Set((keptApart[id] ?? []).map(current))
        return facts
    }
}

/// Something said about consent in this batch, for the record of who said what when.
struct NewStatement: Hashable {
    var profile: ProfileID
    var born: ProfileID
    var scope: ConsentScope
    var statement: ConsentStatement
    var recorded: Moment
}
