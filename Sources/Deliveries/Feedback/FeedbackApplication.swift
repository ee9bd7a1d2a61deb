import Mail
import Profiles
import Store
import Vocabulary

/// One report on its way into the ledger: what each part of it does to the send, the person and the address.
///
/// Saying the same twice changes nothing twice: a send bounces once, only the report that bounces it counts against the
/// address, and what was done for a send is not done again, even if a person has undone it since.
struct FeedbackApplication {
    private let send: Send?
    private let limit: Int
    /// What was done for the send before.
    private var done: Set<FeedbackDeed>
    private(set) var changes = LedgerChanges()
    /// The send as the parts before left it.
    private var latest: Send?

    /// - Parameter limit: the error of an address that quarantines it.
    init(to send: Send?, limit: Int, in db: Transaction) throws {
        self.send = send
        self.limit = limit
        latest = send
        done = try send.map { Set(try FeedbackTable.deeds(of: $0.id, in: db)) } ?? []
    }

    mutating func apply(_ event: FeedbackEvent, in db: Transaction) throws -> FeedbackDeed {
        let deed = try deed(for: event, in: db)
        done.insert(deed)
        return deed
    }

    private mutating func deed(for event: FeedbackEvent, in db: Transaction) throws -> FeedbackDeed {
        guard let send else { return .unknown }
        // Who asks for no more holds the message, under whatever address they write; all else is about an address.
        guard event.kind == .unsubscribe || event.isAbout(send.address) else { return .mismatch }
        let isNews = try move(by: event, at: db.now)
        guard let health = AddressHealth(of: send, limit: limit) else { return .noted }
        switch event.kind {
        case .hard:
            guard isNews || !done.contains(.suppressed) else { return .repeated }
            let isListed = try health.failForGood(event.reason, at: db.now, in: db)
            return isNews || isListed ? .suppressed : .repeated
        case .soft: return try count(event, isNews: isNews, health, in: db)
        case .undetermined: return isNews ? .bounced : .repeated
        case .complaint: return try complain(event, isNews: isNews, send, health, in: db)
        case .autoreply: return .noted
        case .unsubscribe: return try optOut(send, topic: send.topic, source: "unsubscribe", in: db)
        case .delivered:
            guard isNews else { return .repeated }
            try health.deliver(in: db)
            return .delivered
        }
    }

    /// - Returns: whether the send's state changed by it.
    private mutating func move(by event: FeedbackEvent, at now: Moment) throws -> Bool {
        guard let known = latest else { return false }
        let feedback = Feedback(send: known.id, kind: event.feedback, moment: now)
        guard let transition = feedback.transition(of: known) else { return false }
        latest = try changes.apply(transition, to: known, at: now, detail: event.reason)
        return true
    }

    private func count(
        _ event: FeedbackEvent,
        isNews: Bool,
        _ health: AddressHealth,
        in db: Transaction
    ) throws -> FeedbackDeed {
        guard event.cause != .delayed else { return .noted }
        guard isNews else { return .repeated }
        return switch try health.fail(event.reason, at: db.now, in: db) {
        case .ignored: .bounced
        case .counted: .counted
        case .quarantined: .quarantined
        }
    }

    private func complain(
        _ event: FeedbackEvent,
        isNews: Bool,
        _ send: Send,
        _ health: AddressHealth,
        in db: Transaction
    ) throws -> FeedbackDeed {
        guard isNews || !done.contains(.complained) else { return .repeated }
        let isListed = try health.complain(event.reason, at: db.now, in: db)
        guard isNews || isListed else { return .repeated }
        _ = try optOut(send, topic: nil, source: "complaint", in: db)
        return .complained
    }

    /// Says no for the person who has the send now.
    private func optOut(_ send: Send, topic: String?, source: String, in db: Transaction) throws -> FeedbackDeed {
        guard let person = try Addressees.load([send.profile], in: db)[send.profile] else { return .noted }
        let answer = person.consents.answer(channel: send.channel.raw, topic: topic, defaults: .deny)
        guard answer != .no else { return .repeated }
        // The person exists, so no id is made.
        var ids = IDGenerator(after: try ProfilesTable.lastID(in: db))
        try Consents.state(
            .no,
            channel: send.channel.raw,
            topic: topic,
            of: .profile(send.profile),
            at: db.now,
            source: source,
            ids: &ids,
            in: db
        )
        return .optedOut
    }
}

extension FeedbackEvent {
    /// What names nobody is about the one the send went to.
    fileprivate func isAbout(_ address: String?) -> Bool {
        guard let address else { return false }
        guard let recipient else { return true }
        return Suppressions.folded(recipient) == Suppressions.folded(address)
    }

    /// What it does to the send.
    fileprivate var feedback: Feedback.Kind {
        switch kind {
        case .hard: .bounced(.hardBounce)
        case .soft: cause == .delayed ? .seen : .bounced(.softBounce)
        case .undetermined: .bounced(.returned)
        case .complaint: .bounced(.complaint)
        case .autoreply, .unsubscribe: .seen
        case .delivered: .delivered
        }
    }

    /// In words: the far end's, else the bare cause.
    fileprivate var reason: String { detail.isEmpty ? cause.rawValue : detail }
}
