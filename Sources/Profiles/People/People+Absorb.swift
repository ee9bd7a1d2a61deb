import Vocabulary

extension People {
    /// Every identity that the events name, in stored form: what to load before `absorb`.
    package static func identities(
        of events: some Sequence<Event>,
        in namespaces: Namespaces = .standard
    ) -> Set<Identity> {
        events.reduce(into: []) { $0.formUnion(identities(of: $1, in: namespaces)) }
    }

    /// The identities that one event names, in stored form.
    package static func identities(of event: Event, in namespaces: Namespaces = .standard) -> [Identity] {
        var all = IdentityClaims(of: event, in: namespaces).accepted
        if let other = event.previousAsDevice, let other = try? namespaces.normalized(other) { all.append(other) }
        return all
    }

    /// Makes an event part of a person: resolves whose it is, unites those it says are one, writes what it tells.
    ///
    /// The people it names must have been loaded. The event's time counts as at most 10 minutes ahead of `received`.
    /// - Parameter logged: when its record was received, where that is another moment than the one it is acted on at.
    package mutating func absorb(
        _ event: Event,
        source: EventSource,
        received: Moment,
        logged: Moment? = nil,
        ids: inout IDGenerator
    ) -> Absorption {
        let claims = IdentityClaims(of: withKnownPrevious(event), in: namespaces)
        var absorption = Absorption()
        absorption.reasons = claims.reasons
        let accepted = alive(claims.accepted, received: logged ?? received, reasons: &absorption.reasons)
        guard !accepted.isEmpty else {
            absorption.reasons.append(ProfileReason(.identityMissing))
            return absorption
        }
        let resolution = IdentityResolution(
            of: accepted,
            by: source,
            isAlias: event.kind == .alias,
            namespaces: namespaces,
            owner: owner(of:),
            facts: facts(of:)
        )
        let id = carryOut(resolution, source: source, received: received, ids: &ids, into: &absorption)
        let moment = event.moment(received: received)
        absorption.reasons += tell(id, of: event, at: moment, by: source)
        if event.kind != .group {
            absorption.reasons += stateConsents(
                of: id,
                born: absorption.born ?? id,
                in: event.traits,
                by: source,
                at: moment,
                recorded: received
            )
        }
        return absorption
    }

    /// Identities that were erased after the event was received are nobody's any more (`SEMANTICS 11`).
    private func alive(
        _ identities: [Identity],
        received: Moment,
        reasons: inout [ProfileReason]
    ) -> [Identity] {
        let alive = identities.filter { erased[$0].map { received > $0 } ?? true }
        if alive.count < identities.count { reasons.append(ProfileReason(.identityErased)) }
        return alive
    }

    /// Segment's `previousId` is a user's or a browser's id; a user's only where such a user is known.
    private func withKnownPrevious(_ event: Event) -> Event {
        guard let device = event.previousAsDevice, let previous = event.previousIdentity,
            let known = try? namespaces.normalized(previous), owner(of: known) == nil
        else { return event }
        var event = event
        event.previousIdentity = device
        return event
    }

    /// Makes or unites persons as decided and links what is new.
    private mutating func carryOut(
        _ resolution: IdentityResolution,
        source: EventSource,
        received: Moment,
        ids: inout IDGenerator,
        into absorption: inout Absorption
    ) -> ProfileID {
        absorption.reasons += resolution.reasons
        let id = resolution.target ?? ProfileID(raw: ids.next(now: received))
        let born = resolution.strongest.flatMap { links[$0]?.born } ?? id
        if resolution.target == nil {
            insertNew(Profile(id: id, created: received))
            absorption.isNew = true
        }
        for absorbed in resolution.absorbed {
            let merge = ids.next(now: received)
            absorption.reasons += unite(id, absorbed) { rows in
                Merge(
                    id: merge,
                    survivor: id,
                    absorbed: absorbed,
                    moment: received,
                    cause: source.name,
                    rowsMoved: rows
                )
            }
            absorption.merges.append(Absorption.Pair(survivor: id, absorbed: absorbed))
        }
        for identity in resolution.links { insertNew(identity, Link(profile: id, born: born, linked: received)) }
        for other in resolution.blocked {
            block(BlockedMerge(id, other.other, reason: other.reason, namespace: other.namespace, moment: received))
        }
        absorption.profile = id
        absorption.born = born
        return id
    }

    /// Writes what the event tells about its person.
    private mutating func tell(
        _ id: ProfileID,
        of event: Event,
        at moment: Moment,
        by source: EventSource
    ) -> [ProfileReason] {
        let writer = Provenance(moment: moment, source: source.name)
        var reasons: [ProfileReason] = []
        change(id) { profile in
            profile.counters.count(event.type, at: moment)
            profile.seen = max(profile.seen, moment)
            for (path, value) in event.statedZone {
                reasons += profile.facts.write(value, at: AttributePath([path]), by: writer)
            }
            guard event.kind != .group, let traits = event.traits.object else { return }
            for (name, value) in traits where name != ConsentTraits.name {
                reasons += profile.facts.write(value, at: AttributePath([name]), by: writer)
            }
            for (path, value) in WellKnownTraits.standard(traits) {
                reasons += profile.facts.write(value, at: AttributePath(path), by: writer)
            }
        }
        return reasons.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension Event {
    /// An alias's previous user id read as a browser's id.
    fileprivate var previousAsDevice: Identity? {
        guard kind == .alias, let previous = previousIdentity, previous.namespace == Namespace.userID.name else {
            return nil
        }
        return Identity(namespace: Namespace.anonymousID.name, value: previous.value)
    }

    /// The zone that the event's sender says the person is in.
    fileprivate var statedZone: [(path: String, value: AttributeValue)] {
        guard let zone = details.timeZone, !zone.isEmpty else { return [] }
        return [("timeZone", .string(zone))]
    }
}
