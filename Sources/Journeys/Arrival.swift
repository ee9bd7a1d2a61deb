import JSON
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
