import Vocabulary

/// Why two persons cannot be united by hand.
package enum MergeRefusal: Error, Hashable, Sendable {
    /// There is no such person.
    case unknown
    /// They are one already.
    case same
    /// More than 10,000 rows would have to move in one transaction.
    case tooLarge
}

extension People {
    /// Unites two persons because someone decided that a blocked merge is right; the older survives.
    @discardableResult
    package mutating func merge(
        _ a: ProfileID,
        _ b: ProfileID,
        cause: String,
        at now: Moment,
        ids: inout IDGenerator
    ) throws(MergeRefusal) -> Absorption.Pair {
        let (a, b) = (current(a), current(b))
        guard self[a] != nil, self[b] != nil else { throw .unknown }
        guard a != b else { throw .same }
        let pair = Absorption.Pair(survivor: min(a, b), absorbed: max(a, b))
        guard facts(of: pair.absorbed).rows <= PersonUnion.rowLimit else { throw .tooLarge }
        let id = ids.next(now: now)
        let source = EventSource(cause)
        _ = unite(pair.survivor, pair.absorbed) { rows in
            Merge(
                id: id,
                survivor: pair.survivor,
                absorbed: pair.absorbed,
                moment: now,
                cause: source.name,
                rowsMoved: rows
            )
        }
        return pair
    }
}
