import JSON
import Vocabulary

/// An event of a simulation's file: one JSON object a line, in Segment's form.
///
/// `userId` (or `anonymousId`), `event` (or `type`), `timestamp`, and if wanted `properties`, `traits`, `context`.
package struct SimulatedEvent: Hashable, Sendable {
    package var person: String
    package var event: Event

    package init(person: String, event: Event) {
        self.person = person
        self.event = event
    }

    private static let faultCode = "journey.simulated-event"

    /// Every event of a JSON Lines text; empty lines are passed over.
    /// - Throws: what is wrong, each with its line.
    package static func events(in text: String) throws(Diagnostics) -> [SimulatedEvent] {
        var events: [SimulatedEvent] = []
        var faults: [Diagnostic] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy(\.isWhitespace) {
            do throws(Diagnostic) {
                events.append(try SimulatedEvent(json: Array(line.utf8)))
            } catch {
                var fault = error
                fault.location = "line \(index + 1)"
                faults.append(fault)
            }
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
        return events
    }

    private init(json: [UInt8]) throws(Diagnostic) {
        let value = try Self.parsed(json)
        guard let id = ["userId", "anonymousId"].lazy.compactMap({ value[$0].string }).first else {
            throw Self.fault("has neither `userId` nor `anonymousId`")
        }
        guard let text = value["timestamp"].string, let timestamp = Moment(iso8601: text) else {
            throw Self.fault("has no `timestamp` in ISO 8601")
        }
        let kind = value["type"].string.flatMap(Event.Kind.init(rawValue:)) ?? .track
        guard let type = value["event"].string ?? value["type"].string else { throw Self.fault("has no `event`") }
        person = id
        event = Event(
            kind: kind,
            type: type,
            messageID: value["messageId"].string,
            timestamp: timestamp,
            identities: [Identity(namespace: "userId", value: id)],
            properties: value["properties"],
            traits: value["traits"],
            context: value["context"]
        )
    }

    private static func parsed(_ json: [UInt8]) throws(Diagnostic) -> AttributeValue {
        do throws(JSONError) {
            return try AttributeValue(json: json)
        } catch {
            throw fault("is no JSON: \(error.message)")
        }
    }

    private static func fault(_ message: String) -> Diagnostic {
        Diagnostic(code: faultCode, message: "the event \(message)")
    }
}
