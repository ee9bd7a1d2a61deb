import Store
import Vocabulary

/// One run of one sender: signed in, seen alive, and the heir of those that died.
package struct DeliveryWorker: Sendable {
    let channel: ChannelName
    let epoch: Int64
    let isOnlyProcess: Bool
    let sink: OutcomeSink

    /// Rows settled in one transaction.
    private static let recoveryLimit = 500

    init(channel: ChannelName, epoch: Int64, isOnlyProcess: Bool, sink: @escaping OutcomeSink) {
        self.channel = channel
        self.epoch = epoch
        self.isOnlyProcess = isOnlyProcess
        self.sink = sink
    }

    func signIn(in db: Transaction) throws {
        if isOnlyProcess { try DeliveryWorkerTable.removeOthers(than: epoch, channel, in: db) }
        try beat(in: db)
    }

    func signOff(in db: Transaction) throws { try DeliveryWorkerTable.remove(epoch, in: db) }

    /// Says that this worker lives, and takes those long unseen for dead.
    func beat(in db: Transaction) throws {
        try DeliveryWorkerTable.register(epoch, channel, now: db.now, in: db)
        if !isOnlyProcess { try DeliveryWorkerTable.removeUnseen(since: db.now - DeliveryWorkerTable.lease, in: db) }
    }

    /// Gives back what is in this worker's hands without its knowing: it was never handed over.
    func takeBack(except known: Set<SendID>, in db: Transaction) throws {
        var changes = LedgerChanges()
        for send in try SendTable.handing(by: epoch, in: db) where !known.contains(send.id) {
            try changes.apply(.handBack(until: db.now, .retry), to: send, at: db.now)
        }
        try changes.save(in: db, sink: sink)
    }

    /// Settles what dead workers had taken: nobody can tell what became of it, so it is uncertain and never silently
    /// sent again; only what was to be kept rather than sent is known not to have gone.
    /// - Returns: how many were settled; call again until none is left.
    func recover(in db: Transaction) throws -> Int {
        let alive = try DeliveryWorkerTable.alive(in: db)
        let orphans = try SendTable.orphans(channel, alive: alive, limit: Self.recoveryLimit, in: db)
        guard !orphans.isEmpty else { return 0 }
        let resends = try SendingPolicyTable.load(in: db).resendsUncertain
        var changes = LedgerChanges()
        for orphan in orphans {
            let send = try changes.apply(orphan.reason.map { .skip($0) } ?? .lose(.crashed), to: orphan, at: db.now)
            if resends, send.mayBeResent { try changes.apply(.resend(now: db.now), to: send, at: db.now) }
        }
        try changes.save(in: db, sink: sink)
        return orphans.count
    }
}

extension Send {
    /// An uncertain transactional message may go once more, under the same Message-ID (`SEMANTICS 26`).
    var mayBeResent: Bool { state == .uncertain && messageClass == .transactional && !isResent }
}

/// What a sender does beside sending, each in its own rhythm.
struct Chores: Sendable {
    private var nextBeat = Moment.distantPast
    private var nextSweep = Moment.distantPast
    private var nextBrake = Moment.distantPast

    private static let beatEvery: Duration = .seconds(10)
    private static let sweepEvery: Duration = .hours(1)
    private static let brakeEvery: Duration = .minutes(1)
    /// How long exact bytes and conversations are kept for people to look at.
    private static let bodyLifetime: Duration = .days(30)
    private static let sweepLimit = 1000

    /// - Returns: whether what dead workers had was settled, of which runs may have something to learn.
    mutating func run(_ worker: DeliveryWorker, in store: Store, now: Moment) async throws -> Bool {
        var settled = 0
        if !worker.isOnlyProcess, now >= nextBeat {
            nextBeat = now + Self.beatEvery
            settled = try await store.write { db in
                try worker.beat(in: db)
                return try worker.recover(in: db)
            }
        }
        if now >= nextBrake {
            nextBrake = now + Self.brakeEvery
            if try await store.read({ db in try SendingBrake.isNeeded(in: db) }) {
                try await store.write { db in _ = try SendingBrake.look(in: db) }
            }
        }
        if now >= nextSweep {
            let dropped = try await store.write { db in
                try QuarantineTable.forget(before: now - Quarantine.silence, in: db)
                let strays = now - FeedbackTable.strayLifetime
                return max(
                    try SendBodyTable.drop(keptBefore: now - Self.bodyLifetime, limit: Self.sweepLimit, in: db),
                    try FeedbackTable.dropStray(before: strays, limit: Self.sweepLimit, in: db)
                )
            }
            nextSweep = dropped < Self.sweepLimit ? now + Self.sweepEvery : now
        }
        return settled > 0
    }
}
