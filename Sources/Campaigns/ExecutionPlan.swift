import Deliveries
import Vocabulary

/// The pure part of a call: who of its recipients is owed what.
struct ExecutionPlan {
    let version: CampaignVersion
    let execution: ExecutionID
    /// The call's key, else what stands for it.
    let key: String
    let now: Moment
    /// The person behind an identity, where somebody has it.
    let person: (Identity) -> ProfileID?
    let makeID: (Moment) -> Int64

    private(set) var obligations: [Obligation] = []
    private(set) var outcomes: [Result<SendID, RecipientFault>] = []
    private var known: Set<ObligationKey> = []

    init(
        _ version: CampaignVersion,
        of execution: ExecutionID,
        key: String?,
        now: Moment,
        person: @escaping (Identity) -> ProfileID?,
        makeID: @escaping (Moment) -> Int64
    ) {
        self.version = version
        self.execution = execution
        // After `Execution.lifetime` a key may come again for another message, while obligations stay.
        self.key = "\(key ?? "")@\(execution)"
        self.now = now
        self.person = person
        self.makeID = makeID
    }

    mutating func add(_ recipient: Result<APIRecipient, RecipientFault>) {
        let owed = recipient.flatMap { recipient in
            Result { () throws(RecipientFault) in try obligation(to: recipient) }
        }
        if case .success(let obligation) = owed {
            obligations.append(obligation)
            known.insert(obligation.key)
        }
        outcomes.append(owed.map(\.send))
    }

    private func obligation(to recipient: APIRecipient) throws(RecipientFault) -> Obligation {
        for path in version.definition.requires where recipient.context.value(at: path).isNull {
            let detail = "campaign `\(version.definition.name)` requires it"
            throw recipient.place.fault(.missingContext, "context.\(path)", detail)
        }
        let profile = person(recipient.identity)
        guard profile != nil || recipient.address != nil else {
            let detail = "nobody here has it, and no address was given"
            throw recipient.place.fault(.unknown, recipient.place.identity, detail)
        }
        let key = ObligationKey.api(idempotencyKey: key, recipient: recipient.text)
        guard !known.contains(key) else {
            throw recipient.place.fault(.duplicate, "", "the call names this recipient more than once")
        }
        return Obligation(
            key: key,
            send: SendID(raw: makeID(now)),
            origin: .api(version.campaign, version: Int64(version.number)),
            profile: profile ?? .nobody,
            lane: .transactional,
            messageClass: .transactional,
            due: now,
            notAfter: now + version.definition.lifetime,
            context: Self.context(recipient),
            address: recipient.address
        )
    }

    /// What the templates see beside the person.
    private static func context(_ recipient: APIRecipient) -> AttributeValue {
        var members = AttributeObject([("context", recipient.context)])
        members["profile"] = recipient.profile
        return .object(members)
    }
}
