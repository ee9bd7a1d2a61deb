import Profiles
import Store
import Vocabulary

/// What failures, complaints and deliveries do to an address, wherever they were heard of: at hand-over or later.
struct AddressHealth: Sendable {
    let channel: ChannelName
    let address: String
    let send: SendID
    /// The error that quarantines.
    let limit: Int

    init?(of send: Send, limit: Int) {
        guard let address = send.address else { return nil }
        channel = send.channel
        self.address = Suppressions.folded(address)
        self.send = send.id
        self.limit = limit
    }

    /// The address takes no mail and will not: it is not used again, by anyone.
    /// - Returns: whether it is new or stronger on the list now.
    @discardableResult
    func failForGood(_ detail: String, at now: Moment, in db: Transaction) throws -> Bool {
        try QuarantineTable.delete(address, channel, in: db)
        return try list(.hardBounce, detail, now, in: db)
    }

    /// It could not be reached this time.
    func fail(_ detail: String, at now: Moment, in db: Transaction) throws -> Quarantine.Step {
        var quarantine = try QuarantineTable.find(address, channel, in: db)
        let step = quarantine.fail(at: now, limit: limit)
        switch step {
        case .ignored: break
        case .counted: try QuarantineTable.save(quarantine, of: address, channel, in: db)
        case .quarantined:
            try QuarantineTable.delete(address, channel, in: db)
            try list(.softBounce, "\(quarantine.errors) errors; the last: \(detail)", now, in: db)
        }
        return step
    }

    func complain(_ detail: String, at now: Moment, in db: Transaction) throws -> Bool {
        try list(.complaint, detail, now, in: db)
    }

    /// A delivery ends the count.
    func deliver(in db: Transaction) throws { try QuarantineTable.delete(address, channel, in: db) }

    @discardableResult
    private func list(
        _ category: Suppression.Category,
        _ reason: String,
        _ now: Moment,
        in db: Transaction
    ) throws -> Bool {
        try Suppressions.add(
            Suppression(
                channel: channel.raw,
                address: address,
                category: category,
                reason: reason,
                source: "send:\(send)",
                since: now
            ),
            in: db
        )
    }
}
