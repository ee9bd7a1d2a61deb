import Profiles
import Store
import Vocabulary

/// Writes what became of hand-overs: states, history, bodies and the word to those who wait, in one transaction.
package struct Recorder: Sendable {
    let channel: ChannelName
    let epoch: Int64
    let sink: OutcomeSink

    init(channel: ChannelName, epoch: Int64, sink: @escaping OutcomeSink) {
        self.channel = channel
        self.epoch = epoch
        self.sink = sink
    }

    /// Records every outcome that still counts: of this worker's own attempt, or, where the row was given up as
    /// uncertain meanwhile, what resolves it. All else is ignored.
    /// - Returns: how many runs have something to learn.
    @discardableResult
    func record(_ outcomes: [SendOutcome], _ clock: TakeClock, in db: Transaction) throws -> Int {
        let lanes = try SendingPolicyTable.load(in: db).keepsBodies
        let sends = try SendTable.lock(outcomes.map(\.send).sorted(), in: db)
        let said = Dictionary(outcomes.map { ($0.send, $0) }) { _, later in later }
        var changes = LedgerChanges()
        var bodies: [SendBody] = []
        for send in sends {
            guard let outcome = said[send.id], counts(outcome, for: send) else { continue }
            let now = clock.now(db.now) ?? send.taken ?? db.now
            let changed = try changes.apply(
                outcome.transition(of: send, now: now),
                to: send,
                at: now,
                detail: outcome.detail
            )
            if let body = body(of: changed, outcome, lanes) { bodies.append(body) }
            try suppress(changed, outcome, now: now, in: db)
        }
        let told = try changes.save(in: db, sink: sink)
        try SendBodyTable.keep(bodies, now: db.now, in: db)
        return told
    }

    private func counts(_ outcome: SendOutcome, for send: Send) -> Bool {
        guard send.epoch == epoch, send.machine.attempt == outcome.attempt else { return false }
        switch send.state {
        case .handing: return true
        case .uncertain: return outcome.resolvesUncertain
        case .pending, .sent, .delivered, .bounced, .skipped, .failed, .expired, .cancelled: return false
        }
    }

    /// Bodies of the lanes chosen, of whatever was kept rather than sent, and of whatever went wrong.
    private func body(of send: Send, _ outcome: SendOutcome, _ lanes: Set<Lane>) -> SendBody? {
        guard let bytes = outcome.bytes, lanes.contains(send.lane) || send.state != .sent else { return nil }
        return SendBody(send: send.id, bytes: bytes, transcript: outcome.transcript())
    }

    /// An address that does not exist is not tried again, by anyone.
    private func suppress(_ send: Send, _ outcome: SendOutcome, now: Moment, in db: Transaction) throws {
        guard case .refused(let reply, address: true) = outcome.result, let address = send.address else { return }
        try Suppressions.add(
            Suppression(
                channel: channel.raw,
                address: address,
                category: .hardBounce,
                reason: reply,
                source: "send:\(send.id)",
                since: now
            ),
            in: db
        )
    }
}

extension SendOutcome {
    /// Says for sure what became of a message that was given up as uncertain.
    fileprivate var resolvesUncertain: Bool {
        switch result {
        case .accepted, .refused: true
        case .postponed, .notHandedOver, .late, .lost, .unrenderable, .kept: false
        }
    }
}
