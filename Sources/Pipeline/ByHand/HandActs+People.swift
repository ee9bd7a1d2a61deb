import Accounts
import Deliveries
import EventLog
import Journeys
import Profiles
import Store
import Vocabulary

/// Why something cannot be done to a person by hand.
package enum HandActRefusal: Error, Hashable, Sendable {
    case unknownPerson
    /// The address is not the person's.
    case foreignAddress
    /// The address is not on the suppression list, or only with its whole domain.
    case notSuppressed
    /// A reason must be given.
    case reasonMissing
    /// The run is over, or not theirs.
    case noSuchRun
}

extension HandActs {
    /// Lists the person's address as not to be used.
    /// - Parameter address: `nil`: the one that mail to them goes to.
    /// - Returns: whether it is new or stronger now.
    package func suppress(
        _ address: String?,
        of id: ProfileID,
        channel: ChannelName = .email,
        reason: String,
        by who: String
    ) async throws -> Bool {
        try await store.write { db in
            try Self.checkReason(reason)
            let (person, address) = try Self.address(address, of: id, channel: channel, in: db)
            let isNew = try Suppressions.add(
                Suppression(
                    channel: channel.raw,
                    address: address,
                    category: .manual,
                    reason: reason,
                    source: who,
                    since: db.now
                ),
                in: db
            )
            if isNew {
                try Audit.record(.suppress, on: .person(person), by: who, detail: "\(channel): \(reason)", in: db)
            }
            return isNew
        }
    }

    /// Takes the person's address off the list.
    /// - Returns: what was lifted.
    /// - Throws: a `HandActRefusal`.
    package func lift(
        _ address: String?,
        of id: ProfileID,
        channel: ChannelName = .email,
        reason: String,
        by who: String
    ) async throws -> Suppression {
        try await store.write { db in
            try Self.checkReason(reason)
            let (person, address) = try Self.address(address, of: id, channel: channel, in: db)
            let lift = SuppressionLift.administrator(name: who, reason: reason)
            guard
                let lifted = try Suppressions.remove(channel: channel.raw, address: address, by: lift, in: db)
            else { throw HandActRefusal.notSuppressed }
            let detail = "\(channel), \(lifted.category.rawValue): \(reason)"
            try Audit.record(.lift, on: .person(person), by: who, detail: detail, in: db)
            return lifted
        }
    }

    /// States what the person said about consent; it counts from now on.
    package func state(
        _ choice: ConsentStatement.Choice,
        channel: String,
        topic: String?,
        of id: ProfileID,
        note: String,
        by who: String
    ) async throws {
        try await store.write { db in
            // The person exists, so no id is made.
            var ids = IDGenerator(after: try ProfilesTable.lastID(in: db))
            let stated = try Consents.state(
                choice,
                channel: channel,
                topic: topic,
                of: .profile(id),
                at: db.now,
                source: who,
                ids: &ids,
                in: db
            )
            guard let person = stated else { throw HandActRefusal.unknownPerson }
            let scope = topic.map { "\(channel), \($0)" } ?? channel
            let detail = "\(choice.rawValue) to \(scope)\(note.isEmpty ? "" : ": \(note)")"
            try Audit.record(.stateConsent, on: .person(person), by: who, detail: detail, in: db)
        }
    }

    /// Erases a person; see `PersonErasure`. Records of them that wait in the log are dropped when their turn comes.
    package func erase(_ id: ProfileID, by who: String) async throws -> ErasurePreview {
        let moment = try await store.read { db in db.now }
        let end = try await log.seal(through: moment)
        return try await store.write { [tombstones] db in
            let erased = try PersonErasure.perform(
                id,
                sealed: moment,
                position: "\(end.sequence)",
                tombstones: tombstones,
                in: db
            )
            guard let erased else { throw HandActRefusal.unknownPerson }
            let detail = "\(erased.preview.events) events, \(erased.preview.sends) sends"
            try Audit.record(.erase, on: .person(erased.person), by: who, detail: detail, in: db)
            return erased.preview
        }
    }

    private static func checkReason(_ reason: String) throws {
        guard reason.contains(where: { !$0.isWhitespace }) else { throw HandActRefusal.reasonMissing }
    }

    /// The person's own address: the one given, if it is theirs, else the one in use.
    private static func address(
        _ given: String?,
        of id: ProfileID,
        channel: ChannelName,
        in db: Transaction
    ) throws -> (ProfileID, String) {
        guard let person = try ProfilesTable.find(id, in: db) else { throw HandActRefusal.unknownPerson }
        let inUse = try GateRehearsal.load(person.profile.id, channel: channel, in: db).candidate.address
        var known = person.identities.filter { $0.namespace == channel.raw }.map(\.value)
        if let inUse { known.append(inUse) }
        guard let address = given ?? inUse, known.contains(where: { $0.lowercased() == address.lowercased() }) else {
            throw HandActRefusal.foreignAddress
        }
        return (person.profile.id, address)
    }
}
