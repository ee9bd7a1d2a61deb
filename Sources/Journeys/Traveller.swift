import Vocabulary

/// The person as journeys see them, for the length of one trigger.
package struct Traveller: Sendable {
    package let profile: ProfileID
    /// Changed by `updateProfile` steps, so that later steps and runs see the change.
    package var attributes: AttributeValue
    /// The events that the live conditions read, this trigger's included.
    package let history: [AttributeValue]
    /// Where their days begin: their own zone or the sandbox's.
    package let zone: Zone

    package init(
        profile: ProfileID,
        attributes: AttributeValue,
        history: [AttributeValue] = [],
        zone: Zone = .utc
    ) {
        self.profile = profile
        self.attributes = attributes
        self.history = history
        self.zone = zone
    }
}

extension Traveller {
    /// Sets the attribute at a dotted path, as the profile will show it after the batch.
    mutating func set(_ value: AttributeValue, at path: String) {
        attributes.set(value, at: path.split(separator: ".").map(String.init)[...])
    }
}

extension AttributeValue {
    /// As it comes back from the store, where dates are texts: who walks in this batch and who walks in the next see
    /// the same.
    var stored: AttributeValue {
        switch self {
        case .moment(let moment): .string(moment.description)
        case .array(let elements): .array(elements.map(\.stored))
        case .object(let object): .object(AttributeObject(object.map { ($0, $1.stored) }))
        case .null, .bool, .integer, .decimal, .double, .string: self
        }
    }

    fileprivate mutating func set(_ value: AttributeValue, at names: ArraySlice<String>) {
        guard let name = names.first else { return }
        var members = object ?? AttributeObject()
        if names.count > 1 {
            members.update(name) { $0.set(value, at: names.dropFirst()) }
        } else {
            members[name] = value
        }
        self = .object(members)
    }
}
