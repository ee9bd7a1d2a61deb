import Content
import Profiles
import Store
import Vocabulary

extension SendOrigin {
    /// The mail that asks whether its recipient, who complained once, really wants mail again.
    package static let optIn = SendOrigin(kind: .api, id: 0, version: 1, step: "opt-in")

    package var isOptIn: Bool { self == .optIn }
}

/// The way back for an address that complained: a mail, a link in it, a button behind that (`SEMANTICS 9`).
package enum OptIn {
    /// How long the link in the mail is good.
    package static let lifetime = Duration.days(7)
    private static let day: Int64 = 86_400_000
    /// Ids made here never meet the pipeline's, which are of shard 0.
    private static let shard: Int64 = 1

    /// What became of the wish.
    package enum Request: Hashable, Sendable {
        /// The mail goes, or went today already: once a day is enough.
        case asked
        /// No sender's address is known that it could come from.
        case impossible
    }

    /// Owes the mail to the address that `send` went to.
    package static func ask(after send: Send, in db: Transaction) throws -> Request {
        guard let address = send.address, let sender = try sender(of: send, in: db) else { return .impossible }
        try MessageTable.save([MessageKey(origin: 0, version: 1, step: SendOrigin.optIn.step): message], in: db)
        let today = db.now.milliseconds / day
        var ids = IDGenerator(shard: shard, after: try SendActs.newest(in: db).raw)
        let obligation = Obligation(
            key: .api(idempotencyKey: "opt-in \(today)", recipient: address.lowercased()),
            send: SendID(raw: ids.next(now: db.now)),
            origin: .optIn,
            profile: send.profile,
            channel: send.channel,
            lane: .transactional,
            messageClass: .transactional,
            due: db.now,
            context: ["confirm": ["from": .string(sender)]],
            address: address
        )
        try owe([obligation], in: db)
        return .asked
    }

    /// The sender of the mail that the recipient came from, where it is one for all.
    private static func sender(of send: Send, in db: Transaction) throws -> String? {
        let key = MessageKey(origin: send.origin.id, version: send.origin.version, step: send.origin.step)
        guard let from = try MessageTable.message(key, in: db)?.from, !from.isEmpty else { return nil }
        return from.contains("{{") ? nil : from
    }

    /// Whether the link of this send still counts at `now`.
    package static func isOpen(_ send: Send, at now: Moment) -> Bool {
        send.origin.isOptIn && now < IDGenerator.moment(of: send.id.raw) + lifetime
    }

    /// Lifts the suppression of the address and states the person's yes to the channel.
    package static func confirm(_ send: Send, ids: inout IDGenerator, in db: Transaction) throws {
        guard let address = send.address else { return }
        let lift = SuppressionLift.confirmedOptIn(source: "opt-in \(send.id)")
        try Suppressions.remove(channel: send.channel.raw, address: address, by: lift, in: db)
        let said = try ProfilesTable.find(send.profile, in: db)?.profile.consents ?? Consents()
        let last = said.latest(ConsentScope(channel: send.channel.raw))
        try Consents.state(
            .yes,
            channel: send.channel.raw,
            of: .profile(send.profile),
            at: max(db.now, last + .milliseconds(1)),
            source: "opt-in",
            ids: &ids,
            in: db
        )
    }

    private static let message = Message(
        subject: "Please confirm that you want our mail",
        html: """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Please confirm</title></head>
            <body style="font:16px/1.5 sans-serif;max-width:36em;margin:2em auto;padding:0 1em">
            <p>Somebody, we hope you, asked{{#if brand.name}} {{brand.name}}{{/if}} to write to this address again. Nothing
            comes unless you say so here:</p>
            <p><a href="{{links.confirm}}">Yes, write to me again</a></p>
            <p>The link is good for seven days. If it was not you, do nothing.</p>
            <p>{{brand.postalAddress}}</p></body></html>
            """,
        from: "{{confirm.from}}",
        tracking: MessageTracking(opens: false, clicks: false)
    )
}
