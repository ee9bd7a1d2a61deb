import Store
import Vocabulary

/// A no that counts, with all by which its person is known: what a restore takes over from the store it replaces
/// (`SEMANTICS 11`).
package struct OptOut: Hashable, Sendable {
    package var profile: ProfileID
    package var identities: [Identity]
    package var scope: ConsentScope
    package var statement: ConsentStatement
}

package enum OptOuts {
    /// The refusals of up to `limit` people after `profile`, each the latest word on its scope.
    /// - Returns: the person to go on after, `nil` at the end.
    package static func page(
        after profile: ProfileID,
        limit: Int,
        in db: Transaction
    ) throws -> (optOuts: [OptOut], next: ProfileID?) {
        let ids = try ConsentStatementsTable.refusers(after: profile, limit: limit, in: db)
        let people = try People.load(identities: [], profiles: Set(ids), lock: false, in: db)
        let optOuts = people.ids.flatMap { id in
            (people[id]?.consents.statements ?? [:]).filter { $0.value.choice == .no }.map { scope, statement in
                OptOut(profile: id, identities: people.identities(of: id), scope: scope, statement: statement)
            }
        }
        return (optOuts, ids.count < limit ? nil : ids.last)
    }

    /// Makes sure that each refusal counts here: for its person and for whoever has one of their identities. An identity
    /// that nobody has goes to its person, so that the no is found by it; a person nobody knows is made.
    /// - Returns: how many refusals were new here.
    package static func keep(_ optOuts: [OptOut], ids: inout IDGenerator, in db: Transaction) throws -> Int {
        var people = try People.load(
            identities: Set(optOuts.flatMap(\.identities)),
            profiles: Set(optOuts.map(\.profile)),
            in: db
        )
        var kept = 0
        for optOut in optOuts {
            for id in people.refusers(optOut, now: db.now, ids: &ids) {
                let known = people[id]?.consents.statements[optOut.scope]
                if let known, known.choice == .no || !optOut.statement.wins(over: known) { continue }
                people.state(optOut.statement, on: optOut.scope, of: id, recorded: db.now)
                kept += 1
            }
        }
        try people.save(in: db)
        return kept
    }
}

extension People {
    /// Everyone here whom `optOut` is about.
    fileprivate mutating func refusers(_ optOut: OptOut, now: Moment, ids: inout IDGenerator) -> Set<ProfileID> {
        var found = Set(optOut.identities.compactMap { owner(of: $0) })
        if self[optOut.profile] != nil { found.insert(current(optOut.profile)) }
        guard let first = optOut.identities.first else { return found }
        if found.isEmpty { found.insert(find(orMake: first, now: now, ids: &ids)) }
        guard let home = found.min() else { return found }
        for identity in optOut.identities where owner(of: identity) == nil {
            insertNew(identity, Link(profile: home, born: home, linked: now))
        }
        return found
    }
}
