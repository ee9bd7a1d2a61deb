import Store
import Vocabulary

/// Whose consent is stated: a person we know, or whoever has an identity.
package enum ConsentSubject: Hashable, Sendable {
    case profile(ProfileID)
    case identity(Identity)
}

extension Consents {
    /// States consent at once, before the request is answered (`SEMANTICS 10`): the person's row is locked and changed,
    /// so whoever takes a send of theirs afterwards sees it, and whoever is taking one now conflicts and looks again.
    ///
    /// An identity nobody has makes a person who has said nothing else, so that the statement is not lost.
    /// - Returns: the person, `nil` where there is no such profile.
    /// - Throws: a `ProfileReason` where the identity or the scope is none.
    @discardableResult
    package static func state(
        _ choice: ConsentStatement.Choice,
        channel: String,
        topic: String? = nil,
        of subject: ConsentSubject,
        at moment: Moment,
        source: String,
        namespaces: Namespaces = .standard,
        ids: inout IDGenerator,
        in db: Transaction
    ) throws -> ProfileID? {
        let scope = ConsentScope(channel: channel, topic: topic)
        guard scope.isValid else { throw ProfileReason(.consentChoice, at: "channel") }
        var (people, id) = try find(subject, namespaces: namespaces, ids: &ids, in: db)
        id = people.current(id)
        guard people[id] != nil else { return nil }
        let statement = ConsentStatement(choice, moment: moment, source: EventSource(source).name)
        people.state(statement, on: scope, of: id, recorded: db.now)
        try people.save(in: db)
        return id
    }

    private static func find(
        _ subject: ConsentSubject,
        namespaces: Namespaces,
        ids: inout IDGenerator,
        in db: Transaction
    ) throws -> (People, ProfileID) {
        switch subject {
        case .profile(let id):
            return (try People.load(identities: [], profiles: [id], namespaces: namespaces, in: db), id)
        case .identity(let raw):
            let identity = try namespaces.normalized(raw)
            var people = try People.load(identities: [identity], profiles: [], namespaces: namespaces, in: db)
            let id = people.find(orMake: identity, now: db.now, ids: &ids)
            return (people, id)
        }
    }
}

extension People {
    /// The person with `identity`, made where there is none.
    mutating func find(orMake identity: Identity, now: Moment, ids: inout IDGenerator) -> ProfileID {
        if let owner = owner(of: identity) { return owner }
        let id = ProfileID(raw: ids.next(now: now))
        insertNew(Profile(id: id, created: now))
        insertNew(identity, Link(profile: id, born: id, linked: now))
        return id
    }
}
