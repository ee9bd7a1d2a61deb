import Vocabulary

/// Why something cannot be done to a journey.
package enum JourneyError: Error, Hashable, Sendable {
    case notFound(JourneyID)
    case nameTaken(String)
    /// The draft has faults; all of them are here, each at its step.
    case faulty(Diagnostics)
    /// From the first status one does not come to the second.
    case statusChange(from: Journey.Status, to: Journey.Status)
    /// Pausing without saying what becomes of those who would enter.
    case pauseUnasked
    /// Where people are to be moved does not fit the versions.
    case badMove(String)
    /// A published version cannot be read: it was written by another release.
    case unreadable(JourneyID, version: Int, Diagnostics)

    package var message: String {
        switch self {
        case .notFound(let id): "there is no journey \(id)"
        case .nameTaken(let name): "another journey is called “\(name)”"
        case .faulty(let diagnostics): "the definition has faults:\n\(diagnostics)"
        case .statusChange(let from, let to): "a journey that is \(from.rawValue) cannot become \(to.rawValue)"
        case .pauseUnasked: "say what becomes of those who would enter: `queue` or `drop`"
        case .badMove(let reason): "people cannot be moved so: \(reason)"
        case .unreadable(let id, let version, let diagnostics):
            "version \(version) of journey \(id) cannot be read:\n\(diagnostics)"
        }
    }
}

extension JourneyError: CustomStringConvertible {
    package var description: String { message }
}
