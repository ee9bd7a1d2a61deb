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

/// Undoes `moveSends`: what was born to `births` (the younger, and who had become part of them) goes back to `younger`.
package func moveSendsBack(
    _ births: [ProfileID],
    to younger: ProfileID,
    from older: ProfileID,
    in db: Transaction
) throws {
    try SendTable.moveBack(births, to: younger, from: older, in: db)
}

/// Keeps the rows of an erased person, so that sums hold, and nothing in them that tells who it was (`SEMANTICS 11`).
///
/// What is still pending is cancelled; what is being handed over goes.
package func pseudonymiseSends(of profile: ProfileID, now: Moment, in db: Transaction) throws {
    _ = try cancel(SendTable.pending(of: profile, in: db), reason: .noPerson, now: now, sink: { _, _ in }, in: db)
    try SendBodyTable.drop(of: profile, in: db)
    try SendEventTable.forgetDetails(of: profile, in: db)
    try FeedbackTable.forgetDetails(of: profile, in: db)
    try QuarantineTable.forget(of: profile, in: db)
    try SendTable.pseudonymise(profile, in: db)
}

/// Forgets what settled sends were made of and what was said about them, along their ids; the rows stay, so that sums
/// hold. What is still pending or in somebody's hands is passed over.
/// - Returns: the last id looked at, to go on after; `nil`: nothing is as old.
package func forgetSendDetails(
    after cursor: SendID,
    bornBefore moment: Moment,
    limit: Int,
    in db: Transaction
) throws -> SendID? {
    let ids = try SendTable.born(before: moment, after: cursor, limit: limit, in: db)
    guard let last = ids.last else { return nil }
    try SendBodyTable.drop(ids, in: db)
    try SendEventTable.forgetDetails(ids, in: db)
    try FeedbackTable.forgetDetails(ids, in: db)
    try SendTable.forgetContext(ids, in: db)
    return last
}
