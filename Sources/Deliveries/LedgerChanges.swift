import Store
import Vocabulary

/// Changes of sends on their way into one transaction: each applied by its machine, then written in bulk with its
/// history and told to those who wait.
struct LedgerChanges: Sendable {
    private var sends: [SendID: Send] = [:]
    private(set) var events: [SendEvent] = []
    private var settled: [OutcomeTrigger] = []

    /// Applies `transition` to `send`; an illegal one changes nothing and is thrown.
    @discardableResult
    mutating func apply(
        _ transition: SendMachine.Transition,
        to send: Send,
        at now: Moment,
        detail: String? = nil
    ) throws(SendMachine.IllegalTransition) -> Send {
        var changed = sends[send.id] ?? send
        try changed.apply(transition, at: now)
        sends[send.id] = changed
        events.append(SendEvent(of: changed, at: now, detail: detail))
        if changed.tellsRun, changed.state.isSettled { settled.append(OutcomeTrigger(of: changed, at: now)) }
        return changed
    }

    /// Changes what is no state: the address and zone a take found, the worker that took it.
    mutating func update(_ id: SendID, _ change: (inout Send) -> Void) {
        guard var send = sends[id] else { return }
        change(&send)
        sends[id] = send
    }

    /// What runs that rest for it must learn: a state that was settled and left again in one transaction is nobody's business.
    var triggers: [OutcomeTrigger] { settled.filter { sends[$0.send]?.state == $0.state } }

    var changed: [Send] { sends.values.sorted { $0.id < $1.id } }

    /// - Returns: how many runs have something to learn.
    @discardableResult
    func save(in db: Transaction, sink: OutcomeSink) throws -> Int {
        guard !sends.isEmpty else { return 0 }
        try SendTable.save(changed, in: db)
        try SendEventTable.insert(events, in: db)
        let triggers = triggers
        if !triggers.isEmpty { try sink(triggers, db) }
        return triggers.count
    }
}
