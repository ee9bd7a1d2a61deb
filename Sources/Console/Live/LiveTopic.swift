import Vocabulary
import Web

/// Whose numbers a page shows: everyone's, and those of one version of one journey.
struct LiveTopic: Hashable, Sendable {
    var journey: JourneyID?
    var version: Int?

    init(_ query: Form) {
        journey = query["journey"].flatMap { JourneyID($0) }
        version = query["version"].flatMap { Int($0) }
    }
}
