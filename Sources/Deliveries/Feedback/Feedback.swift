import Store
import Vocabulary

/// What comes back from outside about a send, found by its token.
package struct Feedback: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The far end confirmed the delivery.
        case delivered
        case bounced(SendReason)
        /// An open, a click, a reply: whoever did it has the message.
        case seen
    }

    package var send: SendID
    package var kind: Kind
    package var moment: Moment
    /// In words: the bounce's own text.
    package var detail: String?

    package init(send: SendID, kind: Kind, moment: Moment, detail: String? = nil) {
        self.send = send
        self.kind = kind
        self.moment = moment
        self.detail = detail
    }

    /// What follows from it for `send`; `nil`: nothing new.
    func transition(of send: Send) -> SendMachine.Transition? {
        switch (kind, send.state) {
        case (.delivered, .sent), (.delivered, .uncertain): .deliver
        case (.bounced(let reason), .sent), (.bounced(let reason), .delivered), (.bounced(let reason), .uncertain):
            .bounce(reason)
        case (.seen, .uncertain): .accept
        case (.delivered, _), (.bounced, _), (.seen, _): nil
        }
    }
}

/// Brings feedback to the sends it speaks of; anything bearing a token resolves an uncertain one (`SEMANTICS 26`).
/// - Returns: how many runs have something to learn.
@discardableResult
package func apply(_ feedback: [Feedback], sink: OutcomeSink, in db: Transaction) throws -> Int {
    let sends = try SendTable.lock(Set(feedback.map(\.send)).sorted(), in: db)
    let known = Dictionary(uniqueKeysWithValues: sends.map { ($0.id, $0) })
    var latest = known
    var changes = LedgerChanges()
    for item in feedback {
        guard let send = latest[item.send], let transition = item.transition(of: send) else { continue }
        latest[item.send] = try changes.apply(transition, to: send, at: item.moment, detail: item.detail)
    }
    return try changes.save(in: db, sink: sink)
}
