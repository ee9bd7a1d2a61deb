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
///
/// The run asked for it itself, so nobody is told.
/// - Returns: the sends cancelled.
@discardableResult
package func cancelPending(
    of run: RunID,
    reason: SendReason = .exited,
    now: Moment,
    in db: Transaction
) throws -> [SendID] {
    try cancel(SendTable.pending(of: run, in: db), reason: reason, now: now, sink: { _, _ in }, in: db)
}

/// Withdraws sends nobody has taken yet, at a person's word; others are left as they are.
/// - Returns: the sends cancelled.
@discardableResult
package func cancelPending(
    _ ids: [SendID],
    reason: SendReason = .withdrawn,
    now: Moment,
    sink: OutcomeSink,
    in db: Transaction
) throws -> [SendID] {
    try cancel(
        SendTable.lock(ids, in: db).filter { $0.state == .pending },
        reason: reason,
        now: now,
        sink: sink,
        in: db
    )
}

private func cancel(
    _ sends: [Send],
    reason: SendReason,
    now: Moment,
    sink: OutcomeSink,
    in db: Transaction
) throws -> [SendID] {
    var changes = LedgerChanges()
    for send in sends { try changes.apply(.cancel(reason), to: send, at: now) }
    try changes.save(in: db, sink: sink)
    return sends.map(\.id)
}

/// All sends of `younger` are from now on those of `older`, who turned out to be the same person.
package func moveSends(from younger: ProfileID, to older: ProfileID, in db: Transaction) throws {
    try SendTable.move(from: younger, to: older, in: db)
}

/// Undoes `moveSends`: what was born to `younger` goes back to them.
package func moveSendsBack(to younger: ProfileID, from older: ProfileID, in db: Transaction) throws {
    try SendTable.moveBack(to: younger, from: older, in: db)
}

/// Keeps the rows of an erased person, so that sums hold, and nothing in them that tells who it was (`SEMANTICS 11`).
///
/// What is still pending is cancelled; what is being handed over goes.
package func pseudonymiseSends(of profile: ProfileID, now: Moment, in db: Transaction) throws {
    _ = try cancel(SendTable.pending(of: profile, in: db), reason: .noPerson, now: now, sink: { _, _ in }, in: db)
    try SendBodyTable.drop(of: profile, in: db)
    try SendEventTable.forgetDetails(of: profile, in: db)
    try SendTable.pseudonymise(profile, in: db)
}
