import Store
import Vocabulary

/// Writes what is newly owed to the ledger: one `obligations` row and one pending send for each key not yet known.
///
/// To be called in the transaction that decides the obligations, so that a crash leaves both or neither. A key already
/// owed (a retried batch, a repeated API call) changes nothing (invariant 3).
/// - Returns: the sends that are new, in the order given.
@discardableResult
package func owe(_ obligations: [Obligation], in db: Transaction) throws -> [SendID] {
    var known: Set<ObligationKey> = []
    let distinct = obligations.filter { known.insert($0.key).inserted }
    guard !distinct.isEmpty else { return [] }
    try ObligationTable.insert(distinct, in: db)
    let owed = try ObligationTable.sends(of: distinct.map(\.key), in: db)
    let fresh = distinct.filter { owed[$0.key] == $0.send }
    try SendTable.insert(fresh, in: db)
    return fresh.map(\.send)
}

/// Withdraws what a run still owes, because it left (`SEMANTICS 19`): pending sends become `cancelled`, taken ones go.
/// - Returns: the sends cancelled.
@discardableResult
package func cancelPending(
    of run: RunID, reason: SendReason = .exited, now: Moment, in db: Transaction
) throws -> [SendID] {
    let pending = try SendTable.pending(of: run, in: db)
    try SendTable.settle(pending, as: .cancelled, reason: reason, now: now, in: db)
    return pending
}
