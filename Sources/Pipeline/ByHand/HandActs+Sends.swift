import Accounts
import Deliveries
import Journeys
import Store
import Vocabulary

/// What an act on many sends did.
package struct SendActOutcome: Hashable, Sendable {
    package var changed: Int
    /// How many more there are, beyond what one act changes.
    package var left: Int64
    /// When it began: all it changed bears this moment, by which a cancel is taken back.
    package var moment: Moment
}

extension HandActs {
    /// Does `act` to the sends of `filter` that were born through `last`, at most `SendActs.limit` of them.
    package func perform(
        _ act: SendAct,
        on filter: LedgerFilter,
        through last: SendID,
        by who: String
    ) async throws -> SendActOutcome {
        let (ids, total, moment) = try await store.read { db in
            let total = try SendActs.count(act, filter, through: last, in: db)
            return (try SendActs.ids(act, filter, through: last, in: db), total, db.now)
        }
        var changed = 0
        for start in stride(from: 0, to: ids.count, by: SendActs.chunk) {
            let chunk = Array(ids[start..<min(start + SendActs.chunk, ids.count)])
            changed += try await store.write { db in
                let done = try SendActs.perform(act, on: chunk, by: who, at: moment, sink: TriggerTable.tell, in: db)
                if done > 0 { try Self.record(act, on: filter.id, done, by: who, in: db) }
                return done
            }
        }
        if act.makesDue, changed > 0 { wakeSender() }
        if changed > 0 { wakePipeline() }
        return SendActOutcome(changed: changed, left: max(0, total - Int64(ids.count)), moment: moment)
    }

    private static func record(
        _ act: SendAct,
        on send: SendID?,
        _ count: Int,
        by who: String,
        in db: Transaction
    ) throws {
        let detail = send == nil ? "\(act.rawValue), \(count)" : act.rawValue
        try Audit.record(act.audited, on: send.map { .send($0) } ?? .sends, by: who, detail: detail, in: db)
    }
}

extension SendAct {
    fileprivate var audited: AuditAct {
        switch self {
        case .retry: .retrySends
        case .cancel: .cancelSends
        case .restore: .restoreSends
        case .release: .releaseSends
        case .markSent, .markNotSent, .resend: .resolveSends
        }
    }
}
