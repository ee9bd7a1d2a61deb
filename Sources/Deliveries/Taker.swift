import Store
import Vocabulary

/// Takes due sends: locks them and their people, runs the gate, reserves caps and sets `handing`, all in the caller's
/// one transaction (`SEMANTICS 26`).
package struct Taker: Sendable {
    let channel: ChannelName
    /// The worker run that will answer for what is taken.
    let epoch: Int64
    let sink: OutcomeSink

    /// What a take brought.
    struct Taking: Sendable {
        /// Now `handing`, in the order in which they are to go.
        var taken: [TakenSend] = []
        /// How many were looked at; 0: nothing was due, or others hold it.
        var decided = 0
        /// How many runs have something to learn of it.
        var told = 0
        /// The allowance is spent: nothing more may go before.
        var spentUntil: Moment?
    }

    /// A send to hand over, with its recipient as the gate saw them.
    struct TakenSend: Sendable {
        var send: Send
        var person: AttributeValue
    }

    init(channel: ChannelName, epoch: Int64, sink: @escaping OutcomeSink) {
        self.channel = channel
        self.epoch = epoch
        self.sink = sink
    }

    /// - Parameter limit: the rows that may become `handing`, and the most that are looked at in a lane.
    func take(
        _ clock: TakeClock,
        limit: Int,
        schedule: inout LaneSchedule,
        in db: Transaction
    ) throws -> Taking {
        let policy = try SendingPolicyTable.load(in: db)
        // Not even held: what was due in the gap keeps its date until someone has chosen.
        guard policy.gap == nil else { return Taking() }
        let room = try room(policy, clock, limit, in: db)
        guard case .left(let limit) = room else { return Taking(spentUntil: room.end) }
        let due = try dueSends(clock, limit: limit, schedule: &schedule, in: db)
        guard !due.isEmpty else { return Taking() }
        let recipients = try Recipients(of: due, policy: policy, in: db)
        var plan = TakePlan(gate: try gate(policy, due, clock, in: db), epoch: epoch)
        let candidates = due.map(recipients.candidate)
        switch clock {
        case .wall: try plan.decide(candidates, now: db.now)
        case .due(let until): try plan.replay(candidates, horizon: horizon(until, due, limit: limit))
        }
        let told = try plan.changes.save(in: db, sink: sink)
        let changed = Dictionary(uniqueKeysWithValues: plan.changes.changed.map { ($0.id, $0) })
        let taken = plan.taken.compactMap { id in
            changed[id].map { TakenSend(send: $0, person: recipients.value(of: $0.profile)) }
        }
        if clock == .wall { try spend(taken, policy, in: db) }
        return Taking(taken: taken, decided: plan.decided, told: told)
    }

    private enum Room {
        case left(Int)
        /// The allowance is spent, until then.
        case spent(Moment)

        var end: Moment? { if case .spent(let end) = self { end } else { nil } }
    }

    /// How many may be taken. A replay is of another time: there is no allowance in it.
    private func room(_ policy: SendingPolicy, _ clock: TakeClock, _ limit: Int, in db: Transaction) throws -> Room {
        guard clock == .wall, policy.mode != .capture, !policy.allowance.isUnlimited else { return .left(limit) }
        let use = try AllowanceTable.use(channel, policy.allowance, in: db)
        guard let left = use.left(at: db.now) else { return .left(limit) }
        return left > 0 ? .left(min(left, limit)) : .spent(use.more(after: db.now) ?? .distantFuture)
    }

    /// What is only kept takes nothing of the allowance.
    private func spend(_ taken: [TakenSend], _ policy: SendingPolicy, in db: Transaction) throws {
        let going = taken.filter { $0.send.reason == nil }.count
        guard going > 0, !policy.allowance.isUnlimited else { return }
        try AllowanceTable.add(going, channel, in: db)
    }

    private func gate(_ policy: SendingPolicy, _ due: [Send], _ clock: TakeClock, in db: Transaction) throws -> Gate {
        let earliest = due.map(\.due).min() ?? db.now
        let since = (clock.now(db.now) ?? earliest) - CapRule.reach - .days(1)
        let marketing = Set(due.filter(CapRule.counts).map(\.profile))
        let reservations = try SendTable.reservations(of: marketing.sorted(), channel, since: since, in: db)
        return Gate(policy: policy, holds: try HoldTable.all(in: db), reservations: reservations)
    }

    /// The due sends to look at: by the lanes' weights in a running sandbox, by due alone in a replay.
    private func dueSends(
        _ clock: TakeClock,
        limit: Int,
        schedule: inout LaneSchedule,
        in db: Transaction
    ) throws -> [Send] {
        var lanes: [Lane: [Send]] = [:]
        for lane in Lane.allCases {
            lanes[lane] = try SendTable.due(channel, lane, now: clock.limit(db.now), limit: limit, in: db)
        }
        switch clock {
        case .wall:
            let shares = schedule.shares(of: lanes.mapValues(\.count), capacity: limit)
            return lanes.flatMap { $1.prefix(shares[$0] ?? 0) }
        case .due:
            return Array(lanes.values.joined().sorted { ($0.due, $0.id) < ($1.due, $1.id) }.prefix(limit))
        }
    }

    /// Up to where all that is due is in `due`.
    private func horizon(_ until: Moment, _ due: [Send], limit: Int) -> Moment {
        let end = until + .milliseconds(1)
        return due.count < limit ? end : min(end, due.map(\.due).max() ?? end)
    }
}

extension TakeClock {
    /// The one moment of the take; `nil`: each send's own.
    func now(_ transaction: Moment) -> Moment? {
        switch self {
        case .wall: transaction
        case .due: nil
        }
    }

    /// What is due up to here may be taken.
    func limit(_ transaction: Moment) -> Moment {
        switch self {
        case .wall: transaction
        case .due(let until): until
        }
    }
}
