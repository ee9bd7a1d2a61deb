import Profiles
import Store
import Vocabulary

/// What the recipient of a send gets by its channel, and what they may choose.
package struct Preferences: Hashable, Sendable {
    package struct Choice: Hashable, Sendable {
        package var scope: ConsentScope
        package var isOn: Bool
    }

    package var send: Send
    /// The whole channel, then each topic that they were asked about or written to on.
    package var choices: [Choice]
    /// Why their address is not used, whatever they choose.
    package var suppression: Suppression?

    /// `nil` where there is no such send or its person is gone.
    package static func load(_ id: SendID, in db: Transaction) throws -> Preferences? {
        guard let send = try LedgerTable.send(id, in: db),
            let profile = try ProfilesTable.find(send.profile, in: db)?.profile
        else { return nil }
        let defaults = try SendingPolicyTable.load(in: db).consentDefaults
        let choices = scopes(of: profile.consents, send).map { scope in
            Choice(scope: scope, isOn: profile.consents.allows(scope, defaults))
        }
        let channel = send.channel.raw
        let found = try send.address.map { try Suppressions.lookup(many: [$0], channel: channel, in: db)[$0] }
        return Preferences(send: send, choices: choices, suppression: found.flatMap(\.self))
    }

    private static func scopes(of consents: Consents, _ send: Send) -> [ConsentScope] {
        let channel = send.channel.raw
        let known = consents.statements.keys.filter { $0.channel == channel }.compactMap(\.topic)
        let topics = Set(known + [send.topic].compactMap(\.self)).sorted()
        return [ConsentScope(channel: channel)] + topics.map { ConsentScope(channel: channel, topic: $0) }
    }
}

// MARK: Changing

extension Preferences {
    /// Makes `wanted` what the person gets, of what they were shown, and nothing else.
    package func choose(
        _ wanted: Set<ConsentScope>,
        source: String,
        ids: inout IDGenerator,
        in db: Transaction
    ) throws {
        guard let profile = try ProfilesTable.find(send.profile, in: db)?.profile else { return }
        let defaults = try SendingPolicyTable.load(in: db).consentDefaults
        for (scope, choice, moment) in Self.statements(choices, wanted, profile.consents, defaults, now: db.now) {
            try state(choice, scope, at: moment, source: source, ids: &ids, in: db)
        }
    }

    /// What must be stated, each a moment after the one before, so that a topic wanted without its channel outlives the
    /// channel's no.
    static func statements(
        _ shown: [Choice],
        _ wanted: Set<ConsentScope>,
        _ consents: Consents,
        _ defaults: ConsentDefaults,
        now: Moment
    ) -> [(scope: ConsentScope, choice: ConsentStatement.Choice, moment: Moment)] {
        var consents = consents
        var moment = now
        var statements: [(ConsentScope, ConsentStatement.Choice, Moment)] = []
        for scope in shown.map(\.scope) where consents.allows(scope, defaults) != wanted.contains(scope) {
            let choice: ConsentStatement.Choice = wanted.contains(scope) ? .yes : .no
            // A word of now counts over one whose clock was ahead.
            moment = max(moment, consents.latest(scope) + .milliseconds(1))
            consents.state(ConsentStatement(choice, moment: moment, source: ""), on: scope)
            statements.append((scope, choice, moment))
            moment = moment + .milliseconds(1)
        }
        return statements
    }

    /// Ends one topic, or the channel with all its topics.
    package func leave(_ scope: ConsentScope, source: String, ids: inout IDGenerator, in db: Transaction) throws {
        let consents = try ProfilesTable.find(send.profile, in: db)?.profile.consents ?? Consents()
        let latest = consents.statements.filter { $0.key.channel == scope.channel }.map(\.value.moment).max()
        let moment = max(db.now, (latest ?? .epoch) + .milliseconds(1))
        try state(.no, scope, at: moment, source: source, ids: &ids, in: db)
    }

    /// A no to a message whose person is gone, or that went to an address alone: then whoever has the address, or comes to
    /// have it, has said no.
    /// - Returns: whether there is such a message.
    package static func refuse(
        _ id: SendID,
        source: String,
        ids: inout IDGenerator,
        in db: Transaction
    ) throws -> Bool {
        guard let send = try LedgerTable.send(id, in: db) else { return false }
        guard send.profile == .nobody, let address = send.address else { return true }
        try Consents.state(
            .no,
            channel: send.channel.raw,
            topic: send.topic,
            of: .identity(Identity(namespace: send.channel.raw, value: address)),
            at: db.now,
            source: source,
            ids: &ids,
            in: db
        )
        return true
    }

    private func state(
        _ choice: ConsentStatement.Choice,
        _ scope: ConsentScope,
        at moment: Moment,
        source: String,
        ids: inout IDGenerator,
        in db: Transaction
    ) throws {
        try Consents.state(
            choice,
            channel: scope.channel,
            topic: scope.topic,
            of: .profile(send.profile),
            at: moment,
            source: source,
            ids: &ids,
            in: db
        )
    }

    /// Lets the address be used again, which whoever holds a token from a mail to it may ask for; not after a complaint.
    package func liftSuppression(source: String, in db: Transaction) throws {
        guard let suppression, suppression.category != .complaint, let address = send.address else { return }
        try Suppressions.remove(
            channel: send.channel.raw,
            address: address,
            by: .confirmedOptIn(source: source),
            in: db
        )
    }
}

extension Consents {
    fileprivate func allows(_ scope: ConsentScope, _ defaults: ConsentDefaults) -> Bool {
        answer(channel: scope.channel, topic: scope.topic, defaults: defaults).isAllowed
    }

    /// When something was said last that bears on `scope`.
    func latest(_ scope: ConsentScope) -> Moment {
        let general = statements[ConsentScope(channel: scope.channel)]?.moment ?? .epoch
        return max(statements[scope]?.moment ?? .epoch, general)
    }
}
