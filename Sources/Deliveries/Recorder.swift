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
        let policy = try SendingPolicyTable.load(in: db)
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
            if let body = body(of: changed, outcome, policy.keepsBodies) { bodies.append(body) }
            try judge(changed, outcome, policy, now: now, in: db)
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

    /// What the next hop's word says about the address: refused for good, it is not tried again, by anyone; put off
    /// until the message expires, it has failed as by a soft bounce.
    private func judge(
        _ send: Send,
        _ outcome: SendOutcome,
        _ policy: SendingPolicy,
        now: Moment,
        in db: Transaction
    ) throws {
        guard let health = AddressHealth(of: send, limit: policy.quarantineErrors) else { return }
        switch outcome.result {
        case .refused(let reply, address: true, forNow: false): try health.failForGood(reply, at: now, in: db)
        case .refused(let reply, address: true, forNow: true): _ = try health.fail(reply, at: now, in: db)
        case .postponed(let reply, address: true) where send.due > send.notAfter:
            _ = try health.fail(reply, at: now, in: db)
        case .refused, .postponed, .accepted, .notHandedOver, .late, .lost, .unrenderable, .kept: break
        }
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
