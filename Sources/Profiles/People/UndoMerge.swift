import Store
import Vocabulary

/// A merge taken back: other features give what was born to `births` from `holder` back to `person`.
package struct UndoneMerge: Hashable, Sendable {
    package var merge: Merge
    /// Who has the survivor's rows today.
    package var holder: ProfileID
    /// Who lives again.
    package var person: ProfileID
    package var births: [ProfileID]
}

/// Why a merge cannot be taken back.
package enum UndoMergeError: Error, Hashable, Sendable {
    case unknown
    case alreadyUndone
    /// More than 30 days ago: what it replaced is forgotten.
    case tooLate
    /// Its person or the survivor was erased.
    case erased
}

/// A merge as it stands: who has it all, and what would go back.
package struct UndoableMerge: Hashable, Sendable {
    package var merge: Merge
    package var holder: ProfileID
    package var births: [ProfileID]
    package var identities: [Identity]
    /// Why it cannot be undone; `nil`: it can.
    package var obstacle: UndoMergeError?
}

extension People {
    /// What undoing a merge would do; `nil` where there is no such merge. Reads only.
    package static func undoable(_ id: Int64, in db: Transaction) throws -> UndoableMerge? {
        guard let found = try MergesTable.undoable(id, lock: false, in: db) else { return nil }
        let merge = found.merge
        let people = try load(identities: [], profiles: [merge.survivor, merge.absorbed], lock: false, in: db)
        let holder = people.current(merge.survivor)
        let births = try MergesTable.absorbed(into: merge.absorbed, in: db)
        let given = try IdentitiesTable.of([holder], in: db).filter { births.contains($0.link.born) }
        return UndoableMerge(
            merge: merge,
            holder: holder,
            births: births,
            identities: given.map(\.identity),
            obstacle: obstacle(to: found, isThere: people[holder] != nil, now: db.now)
        )
    }

    private static func obstacle(
        to found: MergesTable.Undoable,
        isThere: Bool,
        now: Moment
    ) -> UndoMergeError? {
        if found.merge.undone != nil { return .alreadyUndone }
        if now >= found.merge.moment + Merge.undoPeriod { return .tooLate }
        guard isThere, found.survivorBefore != nil, found.absorbedBefore != nil else { return .erased }
        return nil
    }

    /// Takes a merge back: identities, history and consent records return to the person they were born to, also those
    /// that came after the merge by one of the absorbed person's identities, and the two are kept apart from then on.
    ///
    /// Attributes written since stay with the survivor; what the absorbed brought and nobody changed leaves them. A no
    /// said since counts for both.
    /// - Throws: an `UndoMergeError`.
    package static func undoMerge(_ id: Int64, in db: Transaction) throws -> UndoneMerge {
        guard let found = try MergesTable.undoable(id, in: db) else { throw UndoMergeError.unknown }
        let merge = found.merge
        let people = try load(identities: [], profiles: [merge.survivor, merge.absorbed], in: db)
        let holder = people.current(merge.survivor)
        if let obstacle = obstacle(to: found, isThere: people[holder] != nil, now: db.now) { throw obstacle }
        guard let survivorBefore = found.survivorBefore, let absorbedBefore = found.absorbedBefore,
            let now = people[holder]
        else { throw UndoMergeError.erased }
        let births = try MergesTable.absorbed(into: merge.absorbed, in: db)
        try giveBack(births, to: merge.absorbed, from: holder, in: db)

        var parted = PartedProfiles(now: now, survivorBefore: survivorBefore, absorbedBefore: absorbedBefore)
        parted.wake(at: db.now)
        parted.survivor.counters = try counters(of: holder, in: db)
        parted.absorbed.counters = try counters(of: merge.absorbed, in: db)
        try ProfileRowsTable.save([parted.survivor, parted.absorbed].map(ProfileRowsTable.row), in: db)
        try MergesTable.markUndone(id, at: db.now, in: db)
        let apart = BlockedMerge(holder, merge.absorbed, reason: .undone, namespace: "", moment: db.now)
        try BlockedMergesTable.save([apart], in: db)
        return UndoneMerge(merge: merge, holder: holder, person: merge.absorbed, births: births)
    }

    private static func giveBack(
        _ births: [ProfileID],
        to person: ProfileID,
        from holder: ProfileID,
        in db: Transaction
    ) throws {
        try IdentitiesTable.giveBack(to: person, from: holder, births: births, in: db)
        try EventsTable.giveBack(to: person, from: holder, births: births, in: db)
        try ConsentStatementsTable.giveBack(to: person, from: holder, births: births, in: db)
    }

    private static func counters(of profile: ProfileID, in db: Transaction) throws -> EventCounters {
        var counters = EventCounters()
        for (type, counter) in try EventsTable.counters(of: profile, in: db) { counters.add(counter, to: type) }
        return counters
    }
}

/// Two profiles made of one: what each was before the merge and what was said since.
struct PartedProfiles {
    var survivor: Profile
    var absorbed: Profile

    init(now: Profile, survivorBefore: Profile, absorbedBefore: Profile) {
        survivor = now
        absorbed = absorbedBefore
        survivor.facts = Self.facts(now: now.facts, before: survivorBefore.facts, brought: absorbedBefore.facts)
        survivor.consents = survivorBefore.consents
        for (scope, statement) in now.consents.statements {
            if absorbedBefore.consents.statements[scope] != statement {
                survivor.consents.state(statement, on: scope)
                if statement.choice == .no { absorbed.consents.state(statement, on: scope) }
            }
        }
        survivor.version += 1
        absorbed.version = max(absorbed.version, now.version) + 1
    }

    /// Whatever was planned for the one is planned anew for both.
    mutating func wake(at moment: Moment) {
        survivor.wake = moment
        absorbed.wake = moment
    }

    /// What is known now, less what the other brought and nobody wrote again, with what that had replaced.
    private static func facts(now: Attributes, before: Attributes, brought: Attributes) -> Attributes {
        var facts = Attributes()
        for leaf in now.leaves where brought.provenance[leaf.path.description] != leaf.provenance {
            _ = facts.write(leaf.value, at: leaf.path, by: leaf.provenance)
        }
        for leaf in before.leaves { _ = facts.write(leaf.value, at: leaf.path, by: leaf.provenance, tie: .existing) }
        return facts
    }
}
