import Vocabulary

/// An event of a person as it comes to their runs.
package struct Arrival: Hashable, Sendable {
    package let type: String
    /// As conditions and messages see it.
    package let value: AttributeValue
    package let timestamp: Moment
    package let isHistorical: Bool

    package init(_ event: Event) {
        type = event.type
        value = event.value
        timestamp = event.timestamp
        isHistorical = event.isHistorical
    }
}

/// The person as journeys see them, for the length of one trigger.
package struct Traveller: Sendable {
    package let profile: ProfileID
    /// Changed by `updateProfile` steps, so that later steps and runs see the change.
    package var attributes: AttributeValue
    /// The events that the live conditions read, this trigger's included.
    package let history: [AttributeValue]

    package init(profile: ProfileID, attributes: AttributeValue, history: [AttributeValue] = []) {
        self.profile = profile
        self.attributes = attributes
        self.history = history
    }
}
