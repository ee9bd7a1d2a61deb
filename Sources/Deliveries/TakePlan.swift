import Vocabulary

/// By which clock a take decides.
package enum TakeClock: Hashable, Sendable {
    /// A running sandbox: all is decided at the transaction's moment.
    case wall
    /// Time-lapse, simulation and replay: each send is decided at the moment it falls due, up to and including this
    /// one, in that order, so that decisions are the same at any speed.
    case due(until: Moment)
}

/// The pure part of a take: walks the candidates through the gate in order of due and id.
struct TakePlan {
    private(set) var changes = LedgerChanges()
    private(set) var decided = 0
    /// Those that passed, in order.
    private(set) var taken: [SendID] = []
    private var gate: Gate
    private let epoch: Int64

    init(gate: Gate, epoch: Int64) {
        self.gate = gate
        self.epoch = epoch
    }

    /// Decides every candidate at `now`, a running sandbox's one moment.
    mutating func decide(_ candidates: [Candidate], now: Moment) throws(SendMachine.IllegalTransition) {
        for candidate in candidates.sorted(by: { Self.precedes($0.send, $1.send) }) {
            _ = try decide(candidate, at: now)
        }
    }

    /// Decides candidates each at its own due, as if they were taken one by one.
    ///
    /// It ends before a second send of somebody whose first is now being handed over: what becomes of that one may
    /// matter to it.
    /// - Parameter horizon: a send held until a moment before it is decided again in this take, in its new place; what
    ///   lies beyond may have others before it.
    mutating func replay(_ candidates: [Candidate], horizon: Moment) throws(SendMachine.IllegalTransition) {
        var queue = candidates.sorted { Self.precedes($0.send, $1.send) }
        var served: Set<ProfileID> = []
        var next = 0
        while next < queue.count, !served.contains(queue[next].send.profile) {
            var candidate = queue[next]
            next += 1
            candidate.send = try decide(candidate, at: candidate.send.due)
            let profile = candidate.send.profile
            if candidate.send.state == .handing, profile != .nobody { served.insert(profile) }
            guard candidate.send.state == .pending, candidate.send.due < horizon else { continue }
            let place = queue[next...].firstIndex { Self.precedes(candidate.send, $0.send) } ?? queue.endIndex
            queue.insert(candidate, at: place)
        }
    }

    private mutating func decide(
        _ candidate: Candidate,
        at now: Moment
    ) throws(SendMachine.IllegalTransition) -> Send {
        decided += 1
        let transition = gate.decide(candidate, now: now)
        let send = try changes.apply(transition, to: candidate.send, at: now)
        guard send.state == .handing else { return send }
        let epoch = epoch
        changes.update(send.id) { send in
            send.address = candidate.address
            send.zone = candidate.zone.name
            send.epoch = epoch
        }
        taken.append(send.id)
        return send
    }

    private static func precedes(_ a: Send, _ b: Send) -> Bool { (a.due, a.id) < (b.due, b.id) }
}
