import Vocabulary

/// What we owe one person on one channel: the promise of at most one send (`SEMANTICS 24`).
///
/// A journey's email step, a campaign's fan-out and an API call all write obligations through `owe(_:in:)`, in the
/// transaction that decides them. Owing the same key again is harmless: the first wins. The message itself is not part
/// of it: it is found by `origin` in Content's table, where the origin saved it when it was published.
package struct Obligation: Hashable, Sendable {
    package var key: ObligationKey
    /// The id of the ledger row it becomes, made by the caller's generator.
    package var send: SendID
    package var origin: SendOrigin
    /// To whom; `nobody`: to `address` alone.
    package var profile: ProfileID
    package var channel: ChannelName
    package var lane: Lane
    package var messageClass: MessageClass
    /// The subscription list whose consent counts beside the channel's; `nil`: the channel's alone.
    package var topic: String?
    /// When it may go at the earliest.
    package var due: Moment
    /// When it must not go any more: past it the send is `expired`, never sent stale (`SEMANTICS 27`).
    package var notAfter: Moment
    /// What the message sees beside the profile: an object such as `{event: …, journey: …}`.
    package var context: AttributeValue
    /// A fixed recipient (API messages); `nil`: the person's own address on the channel at the moment of the send.
    package var address: String?
    /// Its run rests until it knows what became of the send, and is told then (`SEMANTICS 20`).
    package var tellsRun: Bool
    /// Until when a reason that may pass (a cap, consent) holds the send rather than skipping it; `nil`: not at all.
    package var patientUntil: Moment?

    /// - Parameter notAfter: `nil` takes the lane's own lifetime, counted from `due`.
    package init(
        key: ObligationKey,
        send: SendID,
        origin: SendOrigin,
        profile: ProfileID,
        channel: ChannelName = .email,
        lane: Lane = .triggered,
        messageClass: MessageClass = .marketing,
        topic: String? = nil,
        due: Moment,
        notAfter: Moment? = nil,
        context: AttributeValue = [:],
        address: String? = nil,
        tellsRun: Bool = false,
        patientUntil: Moment? = nil
    ) {
        self.key = key
        self.send = send
        self.origin = origin
        self.profile = profile
        self.channel = channel
        self.lane = lane
        self.messageClass = messageClass
        self.topic = topic
        self.due = due
        self.notAfter = notAfter ?? due + lane.lifetime
        self.context = context
        self.address = address
        self.tellsRun = tellsRun
        self.patientUntil = patientUntil
    }
}

/// Who makes us send: the published thing, its version, its step and the walk through it.
package struct SendOrigin: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable { case journey, campaign, api }

    package var kind: Kind
    /// The journey, the campaign or the API message definition.
    package var id: Int64
    /// Its published version, whose content the send keeps even if a later one is published.
    package var version: Int64
    /// The step of the graph, empty where the origin has none.
    package var step: String
    /// The journey run that waits for what becomes of the send.
    package var run: RunID?

    package init(kind: Kind, id: Int64, version: Int64, step: String = "", run: RunID? = nil) {
        self.kind = kind
        self.id = id
        self.version = version
        self.step = step
        self.run = run
    }

    package static func journey(_ journey: JourneyID, version: Int64, step: String, run: RunID) -> SendOrigin {
        SendOrigin(kind: .journey, id: journey.raw, version: version, step: step, run: run)
    }

    /// A campaign whose message is sent by calls.
    package static func api(_ campaign: CampaignID, version: Int64) -> SendOrigin {
        SendOrigin(kind: .api, id: campaign.raw, version: version)
    }
}

extension ProfileID {
    /// Who is written to by an address alone, because we know nobody who has it; ids of people are larger.
    package static let nobody = ProfileID(raw: 0)
}

/// What kind of promise a message keeps, which decides the law that governs it.
package enum MessageClass: String, CaseIterable, Sendable {
    /// Wants something of the person: needs consent, is capped, rests in quiet hours, carries an unsubscribe link.
    case marketing
    /// Answers something the person did (a receipt, a code): needs no consent, neither counts nor is capped.
    case transactional
}

/// The name of a way to reach people. An open set: each channel brings its own.
package struct ChannelName: Hashable, Sendable, CustomStringConvertible {
    package var raw: String
    package init(_ raw: String) { self.raw = raw }
    package var description: String { raw }

    package static let email = ChannelName("email")
}
