import JSON
import Vocabulary

/// An event as a person's history keeps it.
package struct EventRecord: Hashable, Sendable {
    package var profile: ProfileID
    /// When it happened, at most 10 minutes ahead of `received`.
    package var moment: Moment
    package var id: Int64
    package var type: String
    package var received: Moment
    package var messageID: String?
    package var details: EventDetails
    /// The person whom undoing merges would give it back to.
    package var born: ProfileID
    package var source: String

    package init(
        profile: ProfileID,
        moment: Moment,
        id: Int64,
        type: String,
        received: Moment,
        messageID: String? = nil,
        details: EventDetails = .values(properties: .null, context: .null),
        born: ProfileID,
        source: String
    ) {
        self.profile = profile
        self.moment = moment
        self.id = id
        self.type = type
        self.received = received
        self.messageID = messageID
        self.details = details
        self.born = born
        self.source = source
    }

    /// The record of an event that `People.absorb` took; `nil` where it belongs to nobody.
    package init?(_ event: Event, _ absorption: Absorption, id: Int64, received: Moment, source: EventSource) {
        guard let profile = absorption.profile else { return nil }
        self.init(
            profile: profile,
            moment: event.moment(received: received),
            id: id,
            type: event.type,
            received: received,
            messageID: event.messageID,
            details: event.details,
            born: absorption.born ?? profile,
            source: source.name
        )
    }

    /// As expressions and templates see it: `{eventType, timestamp, properties, context}`.
    package var value: AttributeValue {
        [
            "eventType": .string(type), "timestamp": .moment(moment), "properties": properties, "context": context,
        ]
    }

    package var properties: AttributeValue { details.properties }
    package var context: AttributeValue { details.context }

    /// What beside its columns is kept of it, as JSON.
    var body: String { String(decoding: details.json, as: UTF8.self) }
}

extension Event {
    /// When it happened, as far as a client's clock may be believed: at most 10 minutes ahead (`SEMANTICS 2`).
    package func moment(received: Moment) -> Moment {
        timestamp > received + Self.clockTolerance ? received : timestamp
    }

    private static let clockTolerance = Duration.minutes(10)
}
