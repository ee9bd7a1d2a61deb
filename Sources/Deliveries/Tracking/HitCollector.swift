import Logging
import ServiceLifecycle
import Store
import Vocabulary

/// Brings opens and clicks from the spool into the ledger, judged, in batches.
///
/// A segment is dropped after all of it is committed, so a crash brings it again; a hit's key keeps it from counting twice.
package struct HitCollector: Service {
    private let store: Store
    private let spool: HitSpool
    private let sink: OutcomeSink
    private let learners: Nudge
    private let people: HitSink
    private let logger: Logger
    private let stopping = Nudge()

    /// A burst must be seen as a whole, so hits wait as long as one may last.
    private static let gathering: Duration = .seconds(3)
    private static let pauseAfterFault: Duration = .seconds(5)
    private static let longestSleep: Duration = .hours(1)
    /// Hits in one transaction.
    private static let batch = 500

    /// - Parameters:
    ///   - sink: tells runs what an uncertain send turned out to be.
    ///   - learners: signalled after that.
    ///   - people: gets what people did, after it is in the ledger and before it leaves the spool: again after a crash.
    package init(
        store: Store,
        spool: HitSpool,
        sink: @escaping OutcomeSink = { _, _ in },
        learners: Nudge = Nudge(),
        people: @escaping HitSink = { _ in },
        logger: Logger
    ) {
        self.store = store
        self.spool = spool
        self.sink = sink
        self.learners = learners
        self.people = people
        self.logger = logger
    }

    package func run() async throws {
        await withGracefulShutdownHandler {
            var pause = Self.longestSleep
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                await spool.nudge.wait(atMost: pause)
                await stopping.wait(atMost: Self.gathering)
                pause = await tryDraining() ? Self.longestSleep : Self.pauseAfterFault
            }
        } onGracefulShutdown: {
            spool.nudge.signal()
            stopping.signal()
        }
        _ = await tryDraining()
    }

    private func tryDraining() async -> Bool {
        do {
            try await drain()
            return true
        } catch {
            logger.warning("opens and clicks wait", metadata: ["error": "\(String(reflecting: error))"])
            return false
        }
    }

    /// Takes all that the spool holds into the ledger.
    package func drain() async throws {
        let lost = spool.takeLost()
        if lost > 0 { logger.warning("opens and clicks lost", metadata: ["count": "\(lost)"]) }
        var failure: (any Error)?
        for path in spool.seal() where !Task.isCancelled {
            do {
                try await take(spool.hits(in: path))
                spool.remove(path)
            } catch {
                // One that cannot be taken must not keep the others.
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    private func take(_ hits: [Hit]) async throws {
        for start in stride(from: 0, to: hits.count, by: Self.batch) {
            let batch = Array(hits[start..<min(start + Self.batch, hits.count)])
            let (judged, told) = try await store.write { [sink] db in try Self.record(batch, sink: sink, in: db) }
            if told > 0 { learners.signal() }
            Failpoint.reach("hits.recorded")
            let seen = judged.filter { $0.machine == nil }
            if !seen.isEmpty { try await people(seen) }
        }
    }

    /// Judges hits together with what is known of their sends, and writes all that changes.
    /// - Returns: the batch as judged, and how many runs have something to learn.
    static func record(
        _ batch: [Hit],
        sink: OutcomeSink,
        in db: Transaction
    ) throws -> (judged: [JudgedHit], told: Int) {
        let ids = Set(batch.map(\.send)).sorted()
        let sends = try HitTable.sends(ids, in: db)
        let known = try HitTable.hits(of: ids, in: db)
        let rules = MachineRules(tooSoon: try SendingPolicyTable.load(in: db).tooSoon)
        var (changed, seen, judged): ([JudgedHit], [SendID: SendSeen], [JudgedHit]) = ([], [:], [])
        for (send, hits) in Dictionary(grouping: batch, by: \.send) {
            guard let hitten = sends[send] else { continue }
            let before = known[send] ?? []
            let after = rules.judge(merged(before, hits), handed: hitten.handed)
            let (old, new) = (Set(before), Set(hits.map(\.nonce)))
            changed += after.filter { !old.contains($0) }
            judged += after.filter { new.contains($0.nonce) }
            seen[send] = SendSeen(after)
        }
        try HitTable.save(changed, in: db)
        try HitTable.save(seen, in: db)
        return (judged, try resolve(batch.filter { sends[$0.send]?.isUncertain ?? false }, sink: sink, in: db))
    }

    /// All hits of one send in order, each once, no more than are kept.
    private static func merged(_ before: [JudgedHit], _ new: [Hit]) -> [JudgedHit] {
        let known = Set(before.map(Key.init))
        var fresh: [Key: JudgedHit] = [:]
        for hit in new.map(JudgedHit.init) where !known.contains(Key(hit)) { fresh[Key(hit)] = hit }
        let added = fresh.values.sorted { ($0.moment, $0.nonce) < ($1.moment, $1.nonce) }
        let room = max(0, HitTable.limit - before.count)
        return (before + added.prefix(room)).sorted { ($0.moment, $0.nonce) < ($1.moment, $1.nonce) }
    }

    private struct Key: Hashable {
        var kind: Hit.Kind
        var link: Int
        var nonce: Int64

        init(_ hit: JudgedHit) { (kind, link, nonce) = (hit.kind, hit.link, hit.nonce) }
    }

    /// Whoever opens or clicks has the message, a program too (`SEMANTICS 26`).
    private static func resolve(_ hits: [Hit], sink: OutcomeSink, in db: Transaction) throws -> Int {
        guard !hits.isEmpty else { return 0 }
        return try apply(
            hits.map { Feedback(send: $0.send, kind: .seen, moment: $0.moment, detail: $0.kind.rawValue) },
            sink: sink,
            in: db
        )
    }
}

/// Told what people did with messages; may be told the same twice after a crash, with the same nonces.
package typealias HitSink = @Sendable ([JudgedHit]) async throws -> Void
