import Vocabulary

/// Somebody whose event fits the entry of a paused journey: they wait outside until it is resumed (`SEMANTICS 21`).
package struct QueuedEntry: Hashable, Sendable {
    /// Their place in the order: ids rise with time.
    package var place: Int64
    package var key: EntryMemory.Key
    /// The event that would have begun the run, and will.
    package var event: AttributeValue
    package var received: Moment

    package var journey: JourneyID { key.journey }

    /// When they have waited long enough.
    package var leaves: Moment { received + Self.longestWait }

    package static let longestWait: Duration = .days(7)
}

extension QueuedEntry {
    /// What its row keeps beside place, person and journey.
    var body: AttributeValue {
        ["key": .string(key.key), "event": event, "received": .string(received.description)]
    }

    init?(place: Int64, journey: JourneyID, profile: ProfileID, body: AttributeValue) {
        guard let text = body["key"].string, let received = body["received"].string.flatMap({ Moment(iso8601: $0) })
        else { return nil }
        self.init(
            place: place,
            key: EntryMemory.Key(journey: journey, profile: profile, key: text),
            event: RunMemory.restored(body["event"]),
            received: received
        )
    }
}
