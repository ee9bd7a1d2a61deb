import Mail
import Store
import Synchronization
import Vocabulary

/// Brings what came back to the send, the person and the suppression list, in one transaction a report, before the one
/// who brought it is answered (`SEMANTICS 10`).
package struct FeedbackDesk: Sendable {
    private let store: Store
    private let links: LinkMaker
    private let clock: TimeSource
    private let sink: OutcomeSink
    private let count: CountSink
    private let learned: @Sendable () -> Void
    private let ids: IDs

    /// What became of a report.
    package enum Receipt: Hashable, Sendable {
        /// Each of its parts was done, or kept with the reason why not.
        case taken([FeedbackDeed])
        /// It came before the hand-over it speaks of was written down: come again.
        case tooEarly
        /// It says nothing about mail that went out.
        case ordinary
    }

    /// - Parameters:
    ///   - shard: of the ids of lines; desks beside each other have their own.
    ///   - sink: writes what runs learn of it, in the same transaction.
    ///   - count: raises the counts `feedback.…`, in the same transaction.
    ///   - learned: told when runs may have something to learn.
    package init(
        store: Store,
        links: LinkMaker,
        clock: TimeSource,
        shard: Int64 = 1,
        sink: @escaping OutcomeSink,
        count: @escaping CountSink,
        learned: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.links = links
        self.clock = clock
        ids = IDs(shard: shard)
        self.sink = sink
        self.count = count
        self.learned = learned
    }

    /// - Parameter sender: who brought it, remembered where it is no report.
    package func take(_ report: FeedbackReport, from sender: String? = nil) async throws -> Receipt {
        let ids = self.ids.next(max(1, report.events.count), now: clock.now())
        guard !report.events.isEmpty else {
            try await keepOrdinary(ids[0], from: sender)
            return .ordinary
        }
        let named = [report.addressToken, report.returnedToken].lazy.compactMap { token in
            token.flatMap { links.send($0, .message) }
        }.first
        let receipt = try await store.write { db in try apply(report.events, of: named, ids: ids, in: db) }
        if named != nil { learned() }
        return receipt
    }

    private func apply(
        _ events: [FeedbackEvent],
        of id: SendID?,
        ids: [Int64],
        in db: Transaction
    ) throws -> Receipt {
        let send = try id.flatMap { id in try SendTable.lock([id], in: db).first }
        guard send?.state != .handing else { return .tooEarly }
        let limit = try SendingPolicyTable.load(in: db).quarantineErrors
        var application = try FeedbackApplication(to: send, limit: limit, in: db)
        let records = try zip(ids, events).map { id, event in
            record(id, event, of: send, try application.apply(event, in: db), at: db.now)
        }
        try application.changes.save(in: db, sink: sink)
        try keep(records, in: db)
        return .taken(records.map(\.deed))
    }

    private func record(
        _ id: Int64,
        _ event: FeedbackEvent,
        of send: Send?,
        _ deed: FeedbackDeed,
        at moment: Moment
    ) -> FeedbackRecord {
        FeedbackRecord(
            id: id,
            moment: moment,
            send: send?.id,
            recipient: (event.recipient ?? send?.address).map { String($0.prefix(Self.addressLimit)) },
            kind: event.kind,
            cause: event.cause,
            status: event.status?.description,
            detail: event.detail,
            deed: deed
        )
    }

    /// Of an address that others wrote.
    private static let addressLimit = 320

    private func keepOrdinary(_ id: Int64, from sender: String?) async throws {
        try await store.write { db in
            try keep([FeedbackRecord(id: id, moment: db.now, recipient: sender, deed: .ordinary)], in: db)
        }
    }

    private func keep(_ records: [FeedbackRecord], in db: Transaction) throws {
        try FeedbackTable.insert(records, in: db)
        try count(Dictionary(records.map { ("feedback.\($0.deed.rawValue)", 1) }, uniquingKeysWith: +), db)
    }

    /// Ids in order, made outside the transaction, which may run twice.
    private final class IDs: Sendable {
        private let generator: Mutex<IDGenerator>

        init(shard: Int64) { generator = Mutex(IDGenerator(shard: shard)) }

        func next(_ count: Int, now: Moment) -> [Int64] {
            generator.withLock { generator in (0..<count).map { _ in generator.next(now: now) } }
        }
    }
}
