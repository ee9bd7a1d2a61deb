import JSON
import Store
import Vocabulary

/// The people whom something is about to be sent to: what is known of them and what they allowed, without who said it and
/// when, which sending does not ask and which is half of what a person weighs.
package struct Addressees: Sendable {
    /// Someone as the gate and the templates see them.
    package struct Addressee: Sendable {
        let attributes: AttributeObject
        package let consents: Consents

        package func attribute(at path: String) -> AttributeValue { AttributeValue.object(attributes).value(at: path) }

        package var zone: String? { Profile.zone(attributes["timeZone"]) }
        package var value: AttributeValue { Profile.value(attributes, consents) }
    }

    private var people: [ProfileID: Addressee] = [:]
    private var survivors: [ProfileID: ProfileID] = [:]

    /// Loads those of `profiles` who live, or the people they live on in, and locks them until the transaction ends.
    ///
    /// - Parameter lock: `false` in a read, which decides nothing.
    package static func load(
        _ profiles: Set<ProfileID>,
        lock: Bool = true,
        in db: Transaction
    ) throws -> Addressees {
        var addressees = Addressees()
        var next = profiles
        while !next.isEmpty {
            var survivors: Set<ProfileID> = []
            for stored in try ProfileRowsTable.addressees(next, lock: lock, in: db) {
                addressees.people[stored.id] = stored.addressee
                guard let survivor = stored.survivor else { continue }
                addressees.survivors[stored.id] = survivor
                survivors.insert(survivor)
            }
            next = survivors.filter { addressees.people[$0] == nil }
        }
        return addressees
    }

    /// The person with this id, or whom they live on in.
    package subscript(id: ProfileID) -> Addressee? { people[current(id)] }

    /// The id under which the person `id` lives on.
    package func current(_ id: ProfileID) -> ProfileID {
        var id = id
        while let survivor = survivors[id] { id = survivor }
        return id
    }

    /// The first email address by which each of `profiles` is recognised.
    package func emailIdentities(of profiles: Set<ProfileID>, in db: Transaction) throws -> [ProfileID: String] {
        guard !profiles.isEmpty else { return [:] }
        var addresses: [ProfileID: String] = [:]
        for item in try IdentitiesTable.of(profiles.map(current), in: db) where item.identity.namespace == "email" {
            let known = addresses[item.link.profile]
            addresses[item.link.profile] = min(known ?? item.identity.value, item.identity.value)
        }
        return addresses
    }
}

extension ProfileRowsTable {
    struct StoredAddressee {
        var id: ProfileID
        var survivor: ProfileID?
        var addressee: Addressees.Addressee
    }

    /// In order of id, as `load` locks them.
    static func addressees(
        _ ids: some Collection<ProfileID>,
        lock: Bool,
        in db: Transaction
    ) throws -> [StoredAddressee] {
        let locked: SQL = lock ? db.dialect.forUpdate : ""
        return try db.rows(
            """
            SELECT id, survivor, attributes, consents FROM profiles
            WHERE id IN \(many: ids.sorted()) ORDER BY id\(fragment: locked)
            """
        ) { row in
            StoredAddressee(
                id: try row.get(0),
                survivor: try row.get(1),
                addressee: Addressees.Addressee(
                    attributes: try AttributeValue(json: row.get(2)).object ?? AttributeObject(),
                    consents: try ProfileText.consents(row.get(3))
                )
            )
        }
    }
}
